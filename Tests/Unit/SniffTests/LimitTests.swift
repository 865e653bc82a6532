import CSV
import EventTime
import Testing

@testable import Sniff

/// Evidence that is just enough, and evidence that is not.
@Suite struct LimitTests {
    /// Twelve days of each of some months, so many records a day, with the day first.
    private func months(_ months: Int, perDay: Int) throws -> Decisions {
        let lines = (0..<months * 12 * perDay).map { row in
            let (month, day) = (row / perDay / 12 + 1, row / perDay % 12 + 1)
            return "\(two(day))/\(two(month))/2025 1\(row % perDay):00,\(row * 7 % 13)\n"
        }
        return try decisions("time,v\n" + lines.joined())
    }

    @Test func `an order of days decides if the other order is broken often enough`() throws {
        // With the month first, times fall at each new month: in 8 % of the steps, or in 3 %.
        let clear = try months(3, perDay: 1)
        #expect(clear.undecided.isEmpty && clear.time?.format == "%d/%m/%Y %H:%M" && clear.time?.isAssumed == true)
        #expect(try months(3, perDay: 2).undecided.map { $0.key } == [.time])
    }

    @Test func `a date among two hundred that only the other order reads is a mixture`() throws {
        let text = file("day,v", 200) { row in
            switch row {
            case 20, 60, 100, 140: "25/0\(row / 20)/2025,\(row)"
            case 120: "03/17/2025,\(row)"
            default: "0\(row % 9 + 1)/0\(row / 9 % 9 + 1)/2025,\(row)"
            }
        }
        let sentences = try decisions(text).undecided.map { $0.sentence }
        #expect(sentences.contains("some cells of day have the day first and others the month"), "\(sentences)")
    }

    @Test func `where both orders give the same times, nobody is asked`() throws {
        let found = try decisions(
            file("day,v", 36) { "\(two($0 % 12 + 1))/\(two($0 % 12 + 1))/202\($0 / 12),\($0 % 7)" })
        #expect(found.undecided.isEmpty && found.note(.time)?.evidence == "both readings give the same times")
    }

    /// Cells of two columns in turn, and the marks.
    static let numbers: [(String, [String], [String], decimal: Character, asks: Bool)] = [
        ("commas alone", ["1,234", "2,345"], ["3,456", "4,567"], ".", true),
        ("short numbers beside them", ["1,234", "500"], ["3,456", "20"], ".", false),
        ("points beside short numbers", ["1.234", "500"], ["1.234", "20"], ",", false),
        ("points beside a long number, too", ["1.234", "500"], ["1.234", "12345"], ".", false),
    ]

    @Test(arguments: numbers.indices) func `numbers without a mark say what the marks of others mean`(
        _ index: Int
    ) throws {
        let (why, a, b, decimal, asks) = Self.numbers[index]
        let found = try decisions(file("time;a;b") { "2025-03-01 10:\(two($0));\(a[$0 % 2]);\(b[$0 % 2])" })
        #expect(found.undecided.contains { $0.key == .decimal } == asks, "\(why)")
        #expect(asks || found.numbers.decimal == decimal.asciiValue, "\(why)")
    }

    /// Cells in turn, and the texts that mean no value.
    static let nulls: [([String], [String])] = [
        (["-99", "20", "21", "22"], ["-99"]), (["-99", "-98", "-97", "20"], []), (["-99", "-49", "20", "21"], ["-99"]),
    ]

    @Test(arguments: nulls.indices) func `a number far below the others means no value`(_ index: Int) throws {
        let (cells, nulls) = Self.nulls[index]
        let found = try decisions(file("time,v") { "2025-03-01 10:\(two($0)),\(cells[$0 % 4])" })
        #expect(found.nullValues == nulls)
    }

    @Test(arguments: [(1, [String]()), (2, ["oops"])]) func `a text among numbers means no value if it comes again`(
        _ times: Int, _ nulls: [String]
    ) throws {
        let found = try decisions(file("time,v") { "2025-03-01 10:\(two($0)),\($0 < times ? "oops" : "\($0).5")" })
        #expect(found.nullValues == nulls)
    }

    @Test(arguments: [(1, "utf-8"), (2, "iso-8859-1")]) func `one broken character of thirty is no other encoding`(
        _ broken: Int, _ name: String
    ) throws {
        var bytes = Array(file("time,v,name", 30) { "2025-03-01 10:\(two($0)),\($0),é" }.utf8)
        for row in 0..<broken { bytes += Array("2025-03-01 11:0\(row),5,".utf8) + [0xE9, 0x0A] }
        #expect(try (decisions(bytes).dialect.encoding == .utf8) == (name == "utf-8"))
    }

    /// Names of columns, and how many of them become one.
    static let wide: [(String, Int)] = [
        ("north,south,east", 0), ("north,south,east,west", 4), ("north [EUR],south [EUR],east [EUR]", 3),
        ("open [EUR],high [EUR],low [EUR]", 0),
    ]

    @Test(arguments: wide.indices) func `columns of one kind become one if there are enough of them`(
        _ index: Int
    ) throws {
        let (names, count) = Self.wide[index]
        let found = try decisions(
            file("time," + names) { row in
                "2025-03-01 10:\(two(row))"
                    + names.split(separator: ",").indices.map { ",\(20 + (row + $0) * 7 % 9)" }.joined()
            })
        #expect(found.unpivot?.columns.count ?? 0 == count)
    }

    @Test func `one time of two digits that lies in the future is told`() throws {
        let found = try decisions(
            file("time,v") { "\($0 == 7 ? "01.02.67" : "\(two($0 % 28 + 1)).03.25") 10:00,\($0)" })
        #expect(found.note(.clock)?.evidence.hasPrefix("1 time is in the future: years of two digits") == true)
    }

    @Test(arguments: [(3, true), (6, false)]) func `of a hundred cells of a time three may be something else`(
        _ others: Int, _ isTime: Bool
    ) throws {
        let found = try decisions(
            file("time,v", 100) {
                "\($0 % 16 == 5 && $0 / 16 < others ? "soon" : "2025-03-01 10:\(two($0 / 2)):00"),\($0)"
            })
        #expect((found.time != nil) == isTime)
    }
}
