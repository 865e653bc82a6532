import EventTime
import Sniff
import Testing

/// Tables with a column for each hour of a day, or for each month of a year.
struct PartColumnTests {
    /// The names of the columns, the format that reads them, the first and the last time of the first day.
    static let layouts: [(names: [String], format: String, first: String, last: String)] = [
        ((1...24).map { "Hour \($0)" }, "Hour %-H", "2026-03-02T01:00:00Z", "2026-03-22T00:00:00Z"),
        ((0...23).map { "Hour \($0)" }, "Hour %-H", "2026-03-02T00:00:00Z", "2026-03-21T23:00:00Z"),
        ((1...24).map { "HE\(two($0))" }, "HE%H", "2026-03-02T01:00:00Z", "2026-03-22T00:00:00Z"),
        ((1...24).map { "\($0)" }, "%-H", "2026-03-02T01:00:00Z", "2026-03-22T00:00:00Z"),
        ((1...24).map { "Stunde \($0) [MWh]" }, "Stunde %-H [MWh]", "2026-03-02T01:00:00Z", "2026-03-22T00:00:00Z"),
        ((0...23).map { "\(two($0)):00" }, "%H:%M", "2026-03-02T00:00:00Z", "2026-03-21T23:00:00Z"),
        ((1...24).map { "\(two($0)):00" }, "%H:%M", "2026-03-02T01:00:00Z", "2026-03-22T00:00:00Z"),
        (
            (0...47).map { "\(two($0 / 2)):\($0 % 2 == 0 ? "00" : "30")" }, "%H:%M", "2026-03-02T00:00:00Z",
            "2026-03-21T23:30:00Z"
        ),
    ]

    private func table(_ names: [String]) -> String {
        file("Date,site,\(names.joined(separator: ",")),note", 40) { line in
            let cells = names.indices.map { "\(30 + ($0 * 7 + line) % 20).5" }
            return "2026-03-\(two(line / 2 + 2)),s\(line % 2),\(cells.joined(separator: ",")),x"
        }
    }

    @Test(arguments: layouts.indices)
    func `the names are the hours of the day in another column, and nothing is to check but the zone`(
        _ number: Int
    ) throws {
        let (names, format, first, last) = Self.layouts[number]
        let found = try decisions(table(names))
        #expect(found.unpivot?.columns == Array(2..<names.count + 2) && found.unpivot?.timeFormat == format)
        #expect(found.time?.columns == [0] && found.time?.format == "%Y-%m-%d")
        #expect(found.time?.first.map { iso8601($0) } == first && found.time?.last.map { iso8601($0) } == last)
        #expect(found.time?.stepSeconds == 86_400 / Double(names.count))
        #expect(found.labelNames == ["site"] && found.shape == .series)
        #expect(found.assumptions.map { $0.key } == [.zone])
        #expect(found.note(.unpivot)?.evidence.contains(first.contains("T00") ? "the beginning" : "the end") == true)
    }

    @Test(arguments: [
        ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "%b", "2003-12-01"),
        ("DEC NOV OCT SEP AUG JUL JUN MAY APR MAR FEB JAN", "%b", "2003-12-01"),
        ("1 2 3 4 5 6 7 8 9 10 11 12", "%-m", "2003-12-01"), ("Q1 Q2 Q3 Q4", "Q%q", "2003-10-01"),
    ])
    func `a column for each month or quarter is the part of the year in another column`(
        _ names: String, format: String, last: String
    ) throws {
        let names = names.split(separator: " ")
        let found = try decisions(
            file("Year,\(names.joined(separator: ",")),Annual", 24) { line in
                let cells = names.indices.map { "\($0 * 7 % 9 + line).5" }
                return "\(1980 + line),\(cells.joined(separator: ",")),\(line * 7 % 90).5"
            })
        #expect(found.unpivot?.timeFormat == format && found.time?.columns == [0] && found.time?.format == "%Y")
        #expect(found.time?.first.map { iso8601($0) } == "1980-01-01T00:00:00Z")
        #expect(found.time?.last.map { iso8601($0) } == "\(last)T00:00:00Z")
        #expect(found.values == ["Annual"] && found.assumptions.map { $0.key } == [.zone])
        #expect(found.note(.unpivot)?.evidence.contains("of the year, ") == true)
    }

    @Test func `a sentence about many columns names three of them`() throws {
        let found = try decisions(table((1...23).map { "Hour \($0)" }))
        #expect(found.note(.clock)?.evidence.hasPrefix("Hour 1 + Hour 2 + Hour 3 and 20 more (") == true)
    }

    @Test(arguments: [
        (1...24).map { "Sensor \($0)" }, (1...23).map { "Hour \($0)" }, (2...25).map { "Hour \($0)" },
        (1...24).map { "Hour \($0 * 2)" },
    ])
    func `other numbered columns are no hours`(_ names: [String]) throws {
        #expect(try decisions(table(names)).unpivot?.timeFormat == nil)
    }

    @Test func `hours in a column that are numbered 1 to 24 are told as the ends of their hours`() throws {
        for first in [0, 1] {
            let text = file("date,hour,v", 240) { "2026-03-\(two($0 / 24 + 1)),\($0 % 24 + first),\($0 % 7).5" }
            let found = try decisions(text)
            #expect(found.time?.format == "%Y-%m-%d %-H" && found.assumptions.map { $0.key } == [.zone])
            #expect(found.note(.time)?.evidence.hasSuffix("the end of its hour") == (first == 1))
        }
    }

    @Test func `names that are taken get others, and a table without days has times in its names`() throws {
        let text = table((1...24).map { "Hour \($0)" }).replacing("site", with: "hour").replacing("note", with: "value")
        let found = try decisions(text)
        #expect(found.unpivot?.label == "hour_" && found.unpivot?.value == "value_")
        let names = (0...23).map { "\(two($0)):00" }
        let rows = file("museum,\(names.joined(separator: ","))", 3) { line in
            "m\(line)," + names.indices.map { "\($0 + line)" }.joined(separator: ",")
        }
        #expect(try decisions(rows).unpivot?.isTime == true)
    }
}
