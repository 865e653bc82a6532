import CSV
import Testing

@testable import Sniff

/// Texts of a label that are perhaps one value.
@Suite struct SpellingTests {
    /// The texts of a label in turn, what is shown of them, and the settings that make one value of them.
    static let cases: [(cells: [String], shown: String?, settings: String)] = [
        (["High", "high", "low", "HIGH"], "level has High, high and HIGH: perhaps one value", "case: lower"),
        (["High", "High ", "low"], "level has High and \"High \": perhaps one value", "trim: true"),
        (["low", "High", "high "], "level has High and \"high \": perhaps one value", "trim: true, case: lower"),
        (["High", "Higher", "low"], nil, ""), (["high", "", " ", "low"], nil, ""),
        (["É", "é", "low"], nil, ""),  // `case` knows ASCII letters only
        (
            ["on", "On", "oN", "ON", "off"], "level has on, On and oN: perhaps one value", "case: lower"
        ),
    ]

    @Test(arguments: cases.indices) func `texts that differ in capitals or blanks are told, with what makes them one`(
        _ index: Int
    ) throws {
        let (cells, shown, settings) = Self.cases[index]
        let lines = (0..<60).map { "2026-03-01 00:\(two($0)):17,\(cells[$0 % cells.count]),\($0 * 7 % 10).5" }
        let found = try decisions("time,level,v\n" + lines.joined(separator: "\n") + "\n")
        let note = found.note(.spellings)
        #expect(found.labelNames == ["level"] && note?.evidence == shown && note?.isAssumed != false)
        #expect(found.columns[1].spellings?.settings ?? "" == settings)
    }

    @Test func `blanks that the dialect drops are no difference`() throws {
        let lines = (0..<60).map {
            "2026-03-01 00:\(two($0)):17, \(["High", "High ", "low"][$0 % 3]), \($0 * 7 % 10).5"
        }
        let found = try decisions("time, level, v\n" + lines.joined(separator: "\n") + "\n")
        #expect(found.dialect.trims && found.labelNames == ["level"] && found.note(.spellings) == nil)
    }
}
