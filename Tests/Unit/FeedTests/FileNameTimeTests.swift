import CSV
import EventTime
import TestSupport
import Testing

@testable import Feed

@Suite struct FileNameTimeTests {
    @Test(arguments: [
        ("sales-%Y-%m-%d.csv", "data/sales-2026-03-02.csv", "2026-03-02T00:00:00Z"),
        ("sales-%Y-%m-%d.csv", "sales-2026-03-02.csv.gz", "2026-03-02T00:00:00Z"),
        ("*%Y%m%d*", "store 12 20260302 (1).csv", "2026-03-02T00:00:00Z"),
        ("*_%Y-%m-%d_*.csv", "2025-01-01_a_2026-03-02_b.csv", "2026-03-02T00:00:00Z"),
        ("%Y/%m/%d.csv", "/data/2026/03/02.csv", "2026-03-02T00:00:00Z"),
        ("log-%Y%m%d-%H%M.csv", "log-20260302-0805.csv", "2026-03-02T08:05:00Z"),
        ("%b %Y.csv", "Mar 2026.csv", "2026-03-01T00:00:00Z"), ("%G-W%V.csv", "2026-W10.csv", "2026-03-02T00:00:00Z"),
        ("%s.csv", "1772438709.csv", "2026-03-02T08:05:09Z"),
        ("sales-%Y-%m-%d.csv", "sales-2026-03-32.csv", nil), ("sales-%Y-%m-%d.csv", "sales-2026-03-02.csv.1", nil),
        ("sales-%Y-%m-%d.csv", "x-sales-2026-03-02.csv", nil), ("%Y/%m/%d.csv", "02.csv", nil),
        ("%Y.csv", "0001.csv", nil),
    ])
    func `the time in the name of a file`(_ pattern: String, _ path: String, _ wanted: String?) throws {
        #expect(try FileNameTime(pattern).instant(in: path, .utc).map { iso8601($0) } == wanted)
    }

    private func read(
        _ files: [(String, String)], _ format: String?, _ pattern: String = "*%Y-%m-%d.csv"
    ) throws -> [String] {
        let folder = TemporaryDirectory()
        let paths = files.map { folder.write($0.0, $0.1) }
        var rule = TimeRule(
            slots: format == nil ? [] : [0], format: try TimeFormat(format ?? "iso8601"), zone: .utc, date: nil,
            dueAfterStart: 0)
        rule.fileTime = try FileNameTime(pattern)
        if format == nil { rule.origin = .fileName }
        let source = FeedSource(name: "s", files: paths, dialect: Dialect(), columns: ["t", "k"], time: rule)
        var history = try History([source])
        while case .read = try history.prepare() {}
        _ = history.fill(0)
        return history.cursors[0].batch.times.map { iso8601($0) }
    }

    @Test func `the name completes times without a date, or is the whole time`() throws {
        let files = [("b-2026-03-03.csv", "t,k\n08:00,a\n24:00,b\n"), ("a-2026-03-02.csv", "t,k\n09:00,c\n")]
        #expect(
            try read(files, "%H:%M") == ["2026-03-02T09:00:00Z", "2026-03-03T08:00:00Z", "2026-03-04T00:00:00Z"])
        #expect(try read(files, nil) == ["2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", "2026-03-03T00:00:00Z"])
    }

    @Test func `a name without the date is a fault of the file`() throws {
        let error = #expect(throws: FeedError.self) { try read([("a.csv", "t,k\n08:00,a\n")], "%H:%M") }
        #expect(
            error?.description.hasSuffix(
                "a.csv: cannot find the date of the file: got the name \"a.csv\"; want a name such as "
                    + "\"*%Y-%m-%d.csv\" (time: date: file)") == true)
    }
}
