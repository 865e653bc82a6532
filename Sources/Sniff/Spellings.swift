import Bytes
import CSV

/// Texts of a label that differ only in capitals or in blanks around them, so that they are perhaps one value, of which
/// a mapping makes several series.
package struct Spellings: Sendable, Equatable {
    /// Such texts of one value, at most three, as in the cells.
    package private(set) var texts: [String] = []
    /// The settings of a label in a mapping that make them one: `trim: true, case: lower`.
    package let settings: String

    /// Nil if all texts of the column are different values. `trims` says that the blanks do not count anyway.
    init?(_ table: Table, _ column: Int, trims: Bool) {
        let held = table.bytes
        let bytes = held.span
        var (places, seen): ([UInt64: UInt16], Set<UInt64>) = ([:], [])
        var groups: [[Range<Int>]] = []
        for record in 0..<table.count {
            let range = table.range(record, column)
            let text = trimmed(bytes, range)
            let cell = trims ? text : range
            if text.isEmpty || !seen.insert(hashOf(bytes, cell)).inserted { continue }
            if seen.count > ColumnText.mostLabels { return nil }
            let folded = text.map { bytes[$0] &- 0x41 < 26 ? bytes[$0] | 0x20 : bytes[$0] }
            let hash = hashOf(folded.span, folded.indices)
            if let place = places[hash] {
                groups[Int(place)].append(cell)
            } else {
                places[hash] = UInt16(groups.count)
                groups.append([cell])
            }
        }
        var (hasBlanks, hasCapitals) = (false, false)
        for group in groups where group.count > 1 {
            if texts.isEmpty { texts = group.prefix(3).map { String(decoding: held[$0], as: UTF8.self) } }
            let first = hashOf(bytes, trimmed(bytes, group[0]))
            for cell in group {
                let text = trimmed(bytes, cell)
                if text != cell { hasBlanks = true }
                if hashOf(bytes, text) != first { hasCapitals = true }
            }
        }
        if texts.isEmpty { return nil }
        settings =
            (hasBlanks ? "trim: true" : "") + (hasBlanks && hasCapitals ? ", " : "")
            + (hasCapitals ? "case: lower" : "")
    }

    /// The texts for people; those with blanks around them in quotes.
    var shown: String {
        let all = texts.map { $0.utf8.first == 0x20 || $0.utf8.last == 0x20 ? "\"\($0)\"" : $0 }
        return all.dropLast().joined(separator: ", ") + " and " + (all.last ?? "")
    }
}
