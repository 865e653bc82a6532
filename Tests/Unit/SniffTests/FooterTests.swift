import Sniff
import Testing

/// Sums and notes behind the last record.
struct FooterTests {
    static let ends: [(lines: String, footers: [String])] = [
        ("Summe;;1\n", ["Summe"]), (";;1\n", [""]), (";Summe;1\n;Mittel;2\n", [""]),
        ("Summe;;1\nMittelwert;;2\n", ["Summe", "Mittelwert"]), ("Summe;;1\n;;2\n", ["Summe", ""]),
        ("Stand 2026;;1\n", []), ("a;;1\nb;;1\nc;;1\nd;;1\ne;;1\n", ["a", "b", "c", "d", "e"]),
    ]

    @Test(arguments: ends)
    func `records at the end without a time are left out, and are no labels`(
        _ test: (lines: String, footers: [String])
    ) throws {
        let found = try decisions(file("Datum;Laden;Betrag") { "\(day($0));L\($0 % 3);\($0 % 9),5" } + test.lines)
        #expect(found.time?.format == "%Y-%m-%d" && found.footers == test.footers)
        if !test.footers.isEmpty { #expect(found.columns[1].distinct == 3) }
    }

    @Test func `records without a time in the middle are rejected, and told`() throws {
        let found = try decisions(
            file("Datum;Laden;Betrag") { "\($0 == 7 ? "" : day($0));L\($0 % 3);\($0 % 9),5" } + ";;1\n")
        #expect(found.footers == [])
    }

    private func day(_ record: Int) -> String { "2026-01-\(two(record % 28 + 1))" }
}
