import Foundation
import TestSupport
import Testing

@testable import Exporter
@testable import Inspection

/// Which lines a report has, and which it has not.
@Suite struct ReportWordsTests {
    private let folder = TemporaryDirectory()

    private func report(_ arguments: [String], _ status: Int32 = 0) throws -> (out: String, err: String) {
        let end = try Program.run(["report"] + arguments, in: folder)
        #expect(end.status == status, "\(end)")
        return (end.out, end.err)
    }

    private func time(_ minute: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "2026-03-\(10 + minute / 1440) \(two(minute / 60 % 24)):\(two(minute % 60)):00"
    }

    private func write(_ name: String, _ header: String, _ count: Int, _ line: (Int) -> String) {
        folder.write(name, header + "\n" + (0..<count).map { line($0) + "\n" }.joined())
    }

    @Test func `of records whose newest comes first, no step goes back`() throws {
        write("i.csv", "time,name,v", 50) { "\(time(50 - $0)),n\($0),\($0 * 7 % 13)" }
        let out = try report(["i.csv"]).out
        #expect(out.contains("descending: the newest record comes first\n") && !out.contains("steps go back"), "\(out)")
        #expect(out.contains("(all distinct)") && !out.contains("n0 2"), "\(out)")
        #expect(out.components(separatedBy: "which the file does not say").count == 2, "\(out)")
    }

    @Test func `one record, one line and one column are told as one`() throws {
        folder.write("names.csv", "time,value,other\n")
        let names = try report(["names.csv"]).out
        #expect(names.contains(", 1 record, read whole\n") && !names.contains("say it by \n"), "\(names)")
        #expect(names.contains("  time: there is a line with names, and no record below it\n"), "\(names)")
        folder.write("line.csv", "Export\ntime,v\n\(time(0)),1\n\(time(0)),2\n")
        let line = try report(["line.csv"]).out
        #expect(line.contains(", 1 line before the header"), "\(line)")
    }

    @Test func `hours in columns are told as init tells them`() throws {
        let header = "Date;" + (1...24).map { "Hour \($0)" }.joined(separator: ";")
        write("i.csv", header, 20) { day in
            "2026-01-\(10 + day)" + (1...24).map { ";\($0 * day % 31)" }.joined()
        }
        let out = try report(["i.csv"]).out
        #expect(out.contains("a column for each part of the day, Hour 1 to Hour 24"), "\(out)")
    }

    @Test func `times that no instant can be are told as such`() throws {
        write("i.csv", "date,v", 54) { "\($0 == 7 ? "9999-12-31" : "2026-0\($0 / 18 + 1)-\($0 % 18 + 10)"),\($0)" }
        let out = try report(["i.csv"]).out
        #expect(out.contains("with \"9999-12-31\", which is not in the years 1678 to 2261"), "\(out)")
    }

    @Test func `in a zone that is told, the hour that occurs twice has no duplicates`() throws {
        // Hours from 25 October 2025 on; the clock goes back at 3 o'clock on the 26th.
        write("i.csv", "time;w", 48) { hour in
            let local = hour < 27 ? hour : hour - 1
            let clock = local % 24 < 10 ? "0\(local % 24)" : "\(local % 24)"
            return "2025-10-2\(5 + local / 24) \(clock):00;\(hour * 7 % 31)"
        }
        let out = try report(["i.csv", "--time.zone=Europe/Berlin"]).out
        #expect(out.contains("the same time with other values: none"), "\(out)")
        #expect(!out.contains("the time of the"), "\(out)")
    }

    @Test func `hours and minutes are added up as such`() throws {
        write("i.csv", "Datum;Dauer (h:mm)", 20) { "2026-01-\(10 + $0);\($0 % 5):30" }
        // 20 half hours, and four times 0 to 4 hours.
        #expect(try report(["i.csv"]).out.contains(" 180000\n"))
    }

    @Test(arguments: [
        (["--help=3"], "csv_exporter report: cannot use --help: got the value \"3\"; want --help\n"),
        (
            ["--config.file="],
            "--config.file: cannot read the mapping file: got an empty name; want the file of a mapping\n"
        ),
    ]) func `what is not meant is named`(_ arguments: [String], _ sentence: String) throws {
        let end = try Program.run(["report"] + arguments, in: folder)
        #expect(end.status != 0 && end.err.hasPrefix(sentence), "\(end)")
    }

    @Test(arguments: [(21, 21, ""), (22, 20, "and 2 more")])
    func `a table of totals has a row too many before it is cut`(
        _ names: Int, _ rows: Int, _ rest: String
    ) throws {
        write("i.csv", "time,name,v", names * 10) { "\(time($0)),n\(100 + $0 % names),\($0 * 7 % 13)" }
        let out = try report(["--labels=name", "i.csv"]).out
        let table = try #require(
            out.components(separatedBy: "Totals by name\n").last?.components(separatedBy: "\n\n")[0])
        #expect(table.split(separator: "\n").count { $0.hasPrefix("  n1") } == rows, "\(table)")
        #expect(table.contains("more") == !rest.isEmpty && (rest.isEmpty || table.contains(rest)), "\(table)")
    }

    @Test func `the strongest of many unusual hours are told`() throws {
        // On each of thirty days another hour has more than it has on other days, and each more than the one before.
        write("i.csv", "time,v", 40 * 24) { hour in
            let day = hour / 24
            return "\(1_700_006_400 + hour * 3600),\(day < 30 && hour % 24 == day % 24 ? 1000 + day * 100 : 20)"
        }
        let out = try report(["--values=v", "--labels=", "i.csv"]).out
        #expect(out.contains("30 of 960 hours are unusual") && out.contains("and 5 weaker ones"), "\(out)")
        #expect(out.contains("  3900 ") && out.contains("  1500 ") && !out.contains("  1400 "), "\(out)")
    }

    @Test(arguments: [(2.0, 9.0, 0), (3, 9, 1), (5, 9, 1), (6, 9, 2), (9, 9, 2)]) func `a greater amount is darker`(
        _ amount: Double, _ greatest: Double, _ shade: Int
    ) {
        #expect(Report.shade(amount, of: greatest) == shade && Report.shade(nil, of: greatest) == 0)
    }

    private static let mapping = """
        sources:
          - name: s
            files: i.csv
            time: {column: time, format: "%Y-%m-%d %H:%M:%S"}
            metrics:
              - {gauge: level, help: L., value: level}
              - {counter: n_total, help: N., value: n}
          - name: other
            files: other.csv
            time: {column: time, format: "%Y-%m-%d %H:%M:%S"}
            metrics: [{counter: m_total, help: M., value: n}]
        """

    @Test func `what a mapping leaves open is found in the records, and sums come before means`() throws {
        folder.write("map.yml", Self.mapping)
        for name in ["i.csv", "other.csv", "third.csv"] {
            write(name, "time,level,n,code,shop", 200) {
                "\(time($0 * 20)),\($0 % 9).5,\($0 % 7),00\($0 % 8),s\($0 % 20)"
            }
        }
        let out = try report(["--config.file=map.yml", "i.csv"]).out
        #expect(out.contains("Sum of n by code and hour of the day"), "\(out)")
        #expect(out.contains("Totals by code\n") && out.contains("Totals by shop\n"), "\(out)")
        let refused = try report(["--config.file=map.yml", "third.csv"], 2)
        #expect(refused.err.contains("cannot report third.csv: got a mapping whose sources (s, other)"), "\(refused)")
    }

    @Test func `files with other times are another report, and columns of one name are told apart`() throws {
        write("a.csv", "time,v,v", 30) { "\(time($0)),\($0 * 7 % 13),\($0 * 5 % 11)" }
        write("b.csv", "time,v,v", 30) { "\(1_700_000_000 + $0 * 60),\($0 * 7 % 13),\($0 * 5 % 11)" }
        let out = try report(["a.csv", "b.csv"]).out
        #expect(out.components(separatedBy: "read whole").count == 3 && !out.contains("rejected: 30"), "\(out)")
        #expect(out.contains("  v 2 ") && !out.contains("(1)"), "\(out)")
    }
}
