import Foundation
import Testing

/// The page beside the data states numbers; these are them again, from the files.
@Suite struct ReadmeTests {
    private let lines: Set<Substring>

    init() throws {
        let page = try String(contentsOf: Demo.folder.appending(path: "README.md"), encoding: .utf8)
        lines = Set(page.split(separator: "\n"))
    }

    @Test func `the totals are those of the files`() {
        let all = 0..<4_320
        for status in ["approved", "denied", "refunded", "reversed", "backend_reversed", "failed"] {
            expectLine("| \(status) | \(Demo.transactions.sum(status, all)) |")
        }
        expectLine("| all statuses | \(Demo.transactions.total(all)) |")
        for code in ["00", "51", "59"] {
            expectLine("| code \(code) | \(Demo.authorizations.sum(code, all)) |")
        }
    }

    @Test(arguments: [
        ("2026-03-02", "08:05", "09:50"), ("2026-03-02", "06:00", "07:45"),
        ("2026-03-02", "16:10", "17:25"), ("2026-03-02", "14:55", "16:10"),
        ("2026-03-03", "15:00", "18:00"), ("2026-03-03", "12:00", "15:00"),
        ("2026-03-03", "20:00", "21:00"), ("2026-03-03", "19:00", "20:00"),
    ])
    func `the numbers of an incident, and of the calm before, are those of the files`(
        _ day: String, _ from: String, _ to: String
    ) {
        let transactions = Demo.transactions
        let range = transactions.range("\(day) \(from):00", "\(day) \(to):00")
        let denied = transactions.sum("denied", range)
        let share = String(format: "%.1f %%", 100 * Double(denied) / Double(transactions.total(range)))
        let counts = [
            transactions.sum("approved", range), denied, Demo.authorizations.sum("59", range),
            transactions.sum("failed", range), transactions.sum("backend_reversed", range),
        ]
        let cells = counts.map(String.init).joined(separator: " | ")
        expectLine("| \(day) \(from) – \(to) | \(cells) | \(share) |")
    }

    @Test(arguments: [("2026-03-02", [8, 9]), ("2026-03-03", [15, 16, 17, 20])])
    func `the checkouts of an incident are those of the files`(_ day: String, _ hours: [Int]) {
        let table = day == "2026-03-02" ? Demo.monday : Demo.tuesday
        for hour in hours {
            let checkouts = table[hour]
            let expected = String(format: "%.2f", checkouts.expected)
            expectLine("| \(day) \(checkouts.hour) | \(checkouts.today) | \(expected) |")
        }
    }

    private func expectLine(_ line: String) {
        #expect(lines.contains(Substring(line)), "data/payments/README.md lacks the line \(line)")
    }
}
