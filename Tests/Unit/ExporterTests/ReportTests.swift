import Foundation
import JSON
import TestSupport
import Testing

@testable import Exporter
@testable import Inspection

/// `csv_exporter report` as a process.
@Suite struct ReportTests {
    private let folder = TemporaryDirectory()

    private func report(_ arguments: [String]) throws -> (status: Int32, out: String, err: String) {
        try Program.run(["report"] + arguments, in: folder)
    }

    /// Three days of an order each ten minutes, with three paid ones a day at noon, and a night without orders.
    private func writeOrders(_ name: String = "orders.csv", day: Int = 2) {
        var text = "time,status,amount\n"
        for minute in stride(from: 0, to: 3 * 1440, by: 10) where !(1500..<1700).contains(minute) {
            let (hour, part) = (minute / 60 % 24, minute % 60)
            let time =
                "2026-03-0\(day + minute / 1440) \(hour < 10 ? "0" : "")\(hour):\(part < 10 ? "0" : "")\(part):00"
            text += "\(time),\(hour == 12 && part < 30 ? "paid" : "open"),\(hour + 1).50\n"
        }
        folder.write(name, text)
    }

    @Test(arguments: [
        "3,210;", "time;v\n2025-03-01 00:00:00;1,234\n2025-03-01 00:01:00;2,345\n", "time,v,v\n2025-03-01,1,2\n",
    ])
    func `a report as JSON has each name once, whatever is undecided or named twice`(text: String) throws {
        folder.write("a.csv", text)
        let end = try report(["--format=json", "a.csv"])
        #expect(end.status < 2)
        #expect(throws: Never.self) { try JSONValue(parsing: Array(end.out.utf8)) }
    }

    @Test(arguments: [[], ["--labels=store"], ["--values=amount"], ["--format=json"]])
    func `totals are told by a column of numbers that is a name`(flags: [String]) throws {
        let rows = (0..<600).map { "2026-01-01 \($0 / 60 + 10):\($0 % 50 + 10):00,\(100 + $0 % 60),0.5\n" }
        folder.write("a.csv", "time,store,amount\n" + rows.joined())
        let end = try report(flags + ["a.csv"])
        #expect(end.status == 0, "\(end.err)")
        #expect(end.out.contains("store"))
    }

    @Test func `a file that is given twice to init is refused, and stays as it is`() throws {
        let text = "time,v\n2025-03-01 00:00:00,1\n2025-03-01 00:01:00,2\n"
        folder.write("a.csv", text)
        for again in ["a.csv", "./a.csv"] {
            let end = try Program.run(["init", "a.csv", again], in: folder)
            #expect(end.status == 2 && end.err.contains("want each file once"), "\(end)")
        }
        #expect(try String(contentsOfFile: "\(folder.path)/a.csv", encoding: .utf8) == text)
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/a"))
    }

    @Test func `a report for people has all parts, and no line is wider than a terminal`() throws {
        writeOrders()
        let end = try report(["orders.csv"])
        #expect(end.status == 0 && end.err == "")
        let lines = end.out.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        #expect(lines.allSatisfy { $0.count <= 120 } && !end.out.contains("\u{1B}"))
        for line in [
            "orders.csv: 12.6 KB, 412 records, read whole", "  rejected: none", "Numbers", "Texts and times", "Order",
            "  ascending", "Steps and gaps", "  gaps over 50m: 1",
            "  2026-03-03 00:50:00  2026-03-03 04:20:00   3h30m", "Duplicates", "Totals by status", "Unusual hours",
            "  paid          9   2.2 %  2026-03-02 12:00  2026-03-04 12:20",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test func `markdown and JSON have the numbers of the table`() throws {
        writeOrders()
        let markdown = try report(["--format=markdown", "orders.csv"]).out
        let json = try JSONValue(parsing: Array(try report(["--format=json", "orders.csv"]).out.utf8))
        #expect(markdown.hasPrefix("# orders.csv: 12.6 KB, 412 records, read whole\n"))
        #expect(markdown.contains("| amount | 100 % | 24 | 1.5 | 1.5 |"))
        guard case .object(let object) = json, case .array(let columns)? = object["columns"],
            case .object(let amount)? = columns.last
        else {
            Issue.record("no object with columns")
            return
        }
        #expect(object["records"] == .number(JSONNumber(412)))
        #expect(amount["min"] == JSONNumber(1.5).map { .number($0) } && amount["distinct"] == .number(JSONNumber(24)))
    }

    @Test func `files of one form are one report, others have their own`() throws {
        writeOrders("a.csv")
        writeOrders("b.csv", day: 5)
        folder.write("c.csv", "x;y\n1,5;2\n2,5;3\n3,5;4\n4,5;5\n")
        let end = try report(["a.csv", "b.csv", "c.csv"])
        #expect(end.status == 0)
        #expect(
            end.out.contains("a.csv and 1 more: 25.3 KB, 824 records") && end.out.contains("\nc.csv: 28 B, 4 records"))
    }

    @Test func `a mapping tells what the files cannot`() throws {
        folder.write("days.csv", "a,b\n02/03/26,x\n03/03/26,\n\"4/4\",x\n")
        folder.write(
            "map.yml",
            """
            sources:
              - name: days
                files: days.csv
                time: {column: a, format: "%d/%m/%y", zone: "+02:00"}
                metrics:
                  - {counter: days_total, help: Days., labels: {b: b}}
            """)
        let end = try report(["--config.file=map.yml"])
        #expect(end.status == 0)
        #expect(end.out.contains("  rejected: 1 invalid_time (first: days.csv:4 with \"4/4\")\n"))
        #expect(end.out.contains("  span: 2026-03-02 00:00:00 to 2026-03-03 00:00:00 (1d)\n"))
        #expect(end.out.contains("zone +02:00"))
        #expect(end.out.contains("  (empty)        1  50.0 %  2026-03-03 00:00  2026-03-03 00:00\n"))
    }

    @Test func `dates that can be read in two ways give no times, and the flag that decides is named`() throws {
        folder.write("days.csv", "when,n\n01/02/2026,1\n01/02/2026,2\n03/02/2026,3\n01/01/2026,4\n")
        let open = try report(["days.csv"])
        #expect(open.status == 0 && open.out.contains("--time.day-first or --time.month-first"))
        #expect(!open.out.contains("span:"))
        let told = try report(["--time.day-first", "days.csv"])
        #expect(told.out.contains("  span: 2026-01-01 00:00:00 to 2026-02-03 00:00:00 (33d)\n"))
    }

    static let refused: [(name: String, bytes: [UInt8], said: String)] = [
        ("empty.csv", [], "is empty"),
        ("a.json", Array(#"{"a": [1, 2]}"#.utf8), "is JSON"),
        ("page.csv", Array("<!DOCTYPE html><html></html>".utf8), "HTML"),
        ("book.csv", [0x50, 0x4B, 3, 4, 0, 0], "a zip archive, which may be a spreadsheet (.xlsx)"),
        ("image.csv", [0x89, 0x50, 0x4E, 0x47, 13, 10], "a PNG image"),
        ("one.csv", Array("name\nx\ny\nz\n".utf8), "one column"),
    ]

    @Test(arguments: refused.indices) func `what is no table is refused in one sentence, and others are reported`(
        _ index: Int
    ) throws {
        let (name, bytes, said) = Self.refused[index]
        writeOrders()
        try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/" + name))
        let end = try report([name, "orders.csv"])
        #expect(end.status == 1 && end.out.hasPrefix("orders.csv: "))
        #expect(end.err.hasPrefix("error: \(name): ") && end.err.contains(said), "\(end.err)")
        #expect(end.err.split(separator: "\n").count == 1)
    }

    @Test func `without a file there is nothing to report`() throws {
        let end = try report([])
        #expect(
            end.status == 2 && end.err.hasPrefix("csv_exporter report: cannot run: got no FILE; want a CSV file"))
        #expect(try report(["missing.csv"]).status == 1)
    }

    @Test(arguments: [
        ([1.0, 999], "", ["1", "999"]), ([1234, 21], "x1000", ["1.2", "0"]), ([0.5, 1.25], "", ["0.5", "1.3"]),
        ([1_000_000, nil], "x1e6", ["1", "."]), ([nil], "", ["."]), ([0, 0], "", ["0", "0"]), ([999.5], "x1000", ["1"]),
        ([-5000, 1], "x1000", ["-5", "0"]), ([99.5, 9.94], "", ["100", "9.9"]), ([0.25, 0], "x0.001", ["250", "0"]),
        ([0.95], "", ["1"]), ([2e-9, 0], "x1e-9", ["2", "0"]), ([9.95, 2.5], "", ["10", "2.5"]),
    ]) func `numbers in narrow columns have three digits at most, in units, thousands or thousandths`(
        _ all: [Double?], _ unit: String, _ texts: [String]
    ) {
        let narrow = NarrowNumbers(all)
        #expect(narrow.unit == unit && all.map { narrow.text($0) } == texts)
    }

    @Test(arguments: [
        (1.0, "1"), (0.1 + 0.2, "0.3"), (1234.5678, "1234.57"), (0.000012345678, "1.23457e-05"),
        (2e-25, "2e-25"), (.infinity, ">1.79e308"), (-.infinity, "<-1.79e308"), (-2.5, "-2.5"),
        (123_456_789.25, "123456789"), (1e17, "100000000000000000"), (0, "0"),
    ]) func `numbers have six significant digits`(_ number: Double, _ text: String) {
        #expect(significant(number) == text)
    }

    @Test(arguments: [
        (0.1 + 0.2, 1, "0.3"), (1e-15 + 1e-16 + 1e-16, 16, "1.2e-15"), (1e-25 + 1e-25 + 1e-25, 25, "3e-25"),
        (0, 25, "0"),
        (1.25e300, 2, "1.25e+300"), (2.005, 3, "2.005"),
    ]) func `a sum has the decimals of what was added`(_ number: Double, _ decimals: Int, _ text: String) {
        #expect(decimal(number, decimals) == text)
    }

    @Test func `tiny, huge and long numbers are added up, and money is told apart`() throws {
        let rows = (0..<40).map { day in
            let shop = day % 2 == 0 ? "a" : "b"
            return
                "2026-0\(3 + day / 28)-\(day % 28 < 9 ? "0" : "")\(day % 28 + 1),"
                + "\(day % 4 < 2 ? "-7.25" : "3"),\(shop),s\(day / 2),"
                + "\(day == 0 ? "1e308" : day == 1 ? "9e307" : "0"),\(day == 0 ? "9007199254740992" : "1")\n"
        }
        folder.write("days.csv", "day,amount,shop,seller,huge,long\n" + rows.joined())
        let end = try report(["--values=amount,huge,long", "--labels=shop,seller", "days.csv"])
        #expect(end.status == 0, "\(end)")
        for part in [
            "amount in    out    sum", "  a          20  50.0 %         30  -72.5  -42.5  2026-03-01", ">1.79e308",
            "long: numbers beyond 2^53",
            "by shop and weekday", "Mon   Tue   Wed  Thu   Fri   Sat   Sun", "Jan  Feb  Mar", "Unusual days",
            "Totals by seller",
        ] {
            #expect(end.out.contains(part), "\(part) is not in \(end.out)")
        }
        let json = try report(["--format=json", "--values=amount,huge,long", "--labels=shop,seller", "days.csv"]).out
        #expect(json.contains("9007199254741031") && json.contains(#""incoming":{"amount":30"#), "\(json)")
    }

    @Test func `of a table with a column for each thing the longest gap of each is told`() throws {
        let rows = (0..<200).map { step in
            "\(1_700_000_000 + step * 60),2\(step % 10).5,\(50..<90 ~= step ? "" : "1\(step % 7).5"),"
                + "\(step < 150 ? "\(3 + step % 5).5" : "")\n"
        }
        folder.write("rooms.csv", "time,kitchen [°C],garage [°C],attic [°C]\n" + rows.joined())
        let out = try report(["rooms.csv"]).out
        #expect(
            out.contains("gaps over 5m: none") && out.contains("columns without a value for longer than that: 2"),
            "\(out)")
        #expect(out.contains("garage [°C]  2023-11-14 23:02:20  2023-11-14 23:43:20     41m"), "\(out)")
        #expect(out.contains("attic [°C]   2023-11-15 00:42:20  2023-11-15 01:32:20     50m"), "\(out)")
    }

    @Test(arguments: [
        (12.5, "12.5"), (4_442_321_769_639_575, "4.442e15"), (-0.00000123456789, "-1.235e-6"), (.infinity, "inf"),
        (9_999_999_999_999, "1e13"), (1e300, "1e+300"), (1.23456789e300, "1.235e300"),
    ]) func `a long number has an exponent where there is no room`(_ number: Double, _ text: String) {
        #expect(narrow(number, number.isFinite ? "\(decimal(number, 14))" : "inf") == text)
    }

    @Test(arguments: [
        (0, 10, "0 %"), (10, 10, "100 %"), (9999, 10_000, ">99.9 %"), (1, 1_000_000, "<0.01 %"), (1, 3, "33.3 %"),
        (1, 30, "3.33 %"), (0, 0, "0 %"),
    ]) func `shares are told with three digits, and never rounded to all or nothing`(
        _ part: Int, _ all: Int, _ text: String
    ) {
        #expect(percent(part, of: all) == text)
    }

    @Test(arguments: [
        (72, 100, "72.0 %"), (727, 1000, "72.7 %"), (6, 100, "6.0 %"), (1, 17, "5.9 %"), (1, 10_000, "<0.1 %"),
        (9999, 10_000, ">99.9 %"), (0, 0, "0 %"), (5, 5, "100 %"), (-1, 4, "-25.0 %"),
    ]) func `shares in a column have the same decimals`(_ part: Int, _ all: Int, _ text: String) {
        #expect(shareText(part, of: all) == text)
    }
}
