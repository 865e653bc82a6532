import Bytes
import CSV

/// The different cells of a column.
struct ColumnText {
    private(set) var distinct = 0
    private(set) var filled = 0
    private(set) var examples: [String] = []
    /// The mean number of bytes of a cell.
    private(set) var meanBytes = 0.0
    /// For each record the number of its text, from 0; empty if there are more than `mostLabels` texts.
    private(set) var numbers: [UInt16] = []
    /// The texts that mean no value.
    private(set) var missing: [String] = []

    static let mostLabels = 1000

    init(_ table: Table, _ column: Int) {
        let held = table.bytes
        let bytes = held.span
        var places: [UInt64: UInt16] = [:]
        var seen: Set<UInt64> = []
        var sum = 0
        var isFew = true
        for record in 0..<table.count {
            let cell = table.cell(record, column)
            let hash = hashOf(bytes, cell)
            if !cell.isEmpty {
                if CellKind.missingTexts.has(bytes, cell) {
                    let text = table.text(record, column)
                    if missing.count < 8, !missing.contains(text) { missing.append(text) }
                } else {
                    filled += 1
                    sum += cell.count
                    if distinct < Column.mostDistinct, seen.insert(hash).inserted {
                        distinct += 1
                        if examples.count < 3 { examples.append(table.text(record, column)) }
                    }
                }
            }
            if !isFew { continue }
            if let place = places[hash] {
                numbers.append(place)
            } else if places.count < Self.mostLabels {
                let place = UInt16(places.count)
                places[hash] = place
                numbers.append(place)
            } else {
                (isFew, numbers) = (false, [])
            }
        }
        meanBytes = filled == 0 ? 0 : Double(sum) / Double(filled)
    }
}

/// FNV-1a, so that the texts themselves need not be kept.
func hashOf(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    return hash
}

/// Label sets: combinations of the texts of columns, as observed.
struct LabelSets {
    /// For each record the number of its label set.
    private(set) var sets: [UInt32]
    private(set) var count = 1

    init(records: Int) { sets = Array(repeating: 0, count: records) }

    /// The label sets with one more column.
    func adding(_ texts: [UInt16]) -> LabelSets {
        var next = LabelSets(records: 0)
        var known: [UInt64: UInt32] = [:]
        for record in sets.indices {
            let pair = UInt64(sets[record]) << 16 | UInt64(texts[record])
            let number = known[pair] ?? UInt32(known.count)
            known[pair] = number
            next.sets.append(number)
        }
        next.count = known.count
        return next
    }
}
