import EventTime
import Sniff

/// What is decided about a text, on 26 November 2026.
func decisions(_ text: String, _ told: Told = Told()) throws -> Decisions {
    try decisions(Array(text.utf8), told)
}

func decisions(_ bytes: [UInt8], _ told: Told = Told()) throws -> Decisions {
    try sniff(Sample(bytes, now: Instant(nanoseconds: 1_795_651_200_000_000_000)), told)
}

/// A text of `count` lines below a header.
func file(_ header: String, _ count: Int = 40, _ line: (Int) -> String) -> String {
    header + "\n" + (0..<count).map { line($0) + "\n" }.joined()
}

/// A number of two digits.
func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

extension Decisions {
    /// The names of the columns with a role.
    func names(_ isIncluded: (Role) -> Bool) -> [String] { columns.filter { isIncluded($0.role) }.map { $0.name } }

    var values: [String] { names { $0.isValue } }
    var labelNames: [String] { labels.map { columns[$0].name } }
}
