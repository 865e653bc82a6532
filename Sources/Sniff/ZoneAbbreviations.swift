import Bytes
import CSV

/// The abbreviations of zones behind the times of some columns, such as `CET`, in the order of the file.
///
/// No list can tell what an abbreviation means: `IST` is three zones, and `CST` is two. Those that nearly always mean
/// one have an offset here, which is an assumption; the others must be asked for.
struct ZoneAbbreviations {
    /// Each abbreviation with its minutes ahead of UTC; nil if several zones are known by it.
    private(set) var found: [(name: String, minutes: Int?)] = []

    private static let usual =
        "WET 0 WEST 60 CET 60 MEZ 60 CEST 120 MESZ 120 SAST 120 EET 120 EEST 180 MSK 180 AWST 480 JST 540 KST 540 "
        + "ACST 570 AEST 600 ACDT 630 AEDT 660 NZST 720 NZDT 780 EDT -240 EST -300 CDT -300 MDT -360 MST -420 PDT -420 "
        + "PST -480 AKDT -480 AKST -540 HST -600"

    /// Reads all cells. Names of months and weekdays, `UTC`, `GMT` and `Z` are no abbreviations here.
    init(_ table: Table, _ columns: [Int]) {
        for record in 0..<table.count {
            let cell = joinedCell(table, record, columns)
            var at = 0
            while at < cell.count {
                let start = at
                while at < cell.count, cell[at] &- 0x41 < 26 { at += 1 }
                if (3...5).contains(at - start), at == cell.count || cell[at] | 0x20 &- 0x61 > 25 {
                    take(cell, start..<at)
                }
                at = max(at, start + 1)
            }
        }
    }

    private mutating func take(_ cell: [UInt8], _ word: Range<Int>) {
        if timeName(cell.span, word.lowerBound) != nil { return }
        let name = String(decoding: cell[word], as: UTF8.self)
        if name == "UTC" || name == "GMT" || found.count > 20 || found.contains(where: { $0.name == name }) { return }
        found.append((name, Self.minutes(of: name)))
    }

    /// The minutes ahead of UTC that an abbreviation nearly always means; nil if there are several, or none is known.
    static func minutes(of name: String) -> Int? {
        let words = usual.split(separator: " ")
        return words.firstIndex { $0 == name }.flatMap { Int(words[$0 + 1]) }
    }

    /// Whether people know a zone by the abbreviation.
    static func isKnown(_ name: String) -> Bool { minutes(of: name) != nil || isWord(name, in: "IST CST BST AST WIB") }

    /// Names for a reader of times that reads all of them.
    var names: [(name: [UInt8], offset: Int)] { found.map { (Array($0.name.utf8), 60 * ($0.minutes ?? 0)) } }
}
