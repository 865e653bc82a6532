import TestSupport
import Testing

@testable import Exporter

/// `csv_exporter print` as a process.
@Suite struct PrintTests {
    private let folder = TemporaryDirectory()

    private func print(
        _ flags: [String] = [], csv: String = "time,status,count\n10,a,2\n20,b,3\n30,a,5\n", source: String = "",
        replay: String = "{}"
    ) throws -> (status: Int32, out: String, err: String) {
        folder.write("orders.csv", csv)
        folder.write(
            "map.yml",
            """
            replay: \(replay)
            sources:
              - name: orders
                files: orders.csv
                time: {column: time, format: unix}
                \(source)
                metrics:
                  - counter: orders_total
                    help: Orders.
                    value: count
                    labels: {status: status}
            """)
        return try Program.run(["print", "--config.file=map.yml"] + flags, in: folder)
    }

    private func text(_ a: Int, _ b: Int) -> String {
        """
        # HELP orders_total Orders.
        # TYPE orders_total counter
        orders_total{status="a"} \(a)
        orders_total{status="b"} \(b)

        """
    }

    @Test(arguments: [
        ([], 7, 3), (["--at=1970-01-01T00:00:30Z"], 7, 3), (["--at=1970-01-01T00:00:20Z"], 2, 3),
        (["--at=1970-01-01T00:00:19.999Z"], 2, 0), (["--at=1970-01-01T01:00:10+01:00"], 2, 0),
        (["--at=1970-01-01T00:00:09Z"], 0, 0), (["--replay.end-at=1970-01-01T00:00:25Z"], 2, 3),
        (["--replay.start-at=1970-01-01T00:00:25Z", "--at=1970-01-01T00:00:25Z"], 2, 3),
    ]) func `a print shows every record up to its time, and none after it`(_ flags: [String], _ a: Int, _ b: Int) throws
    {
        let end = try print(flags)
        #expect(end == (0, text(a, b), ""))
    }

    @Test func `thousands of headers in one file apply to the records behind them`() throws {
        let pair = "count,status,time\n1,b,20\ntime,status,count\n30,a,5\n"
        let end = try print(csv: "time,status,count\n10,a,2\n" + String(repeating: pair, count: 2500))
        #expect(end == (0, text(12_502, 2500), ""))
    }

    @Test func `records of which none can be used are a failure, and a file without records is not`() throws {
        let unusable = try print(csv: "time,status,count\nx,a,2\ny,b,3\n")
        #expect(unusable.status == 1 && unusable.out.isEmpty, "\(unusable)")
        #expect(unusable.err.contains("cannot print: no record can be used, see above; want at least one"))
        #expect(try print(csv: "time,status,count\n").status == 0)
    }

    @Test func `OpenMetrics is printed on demand`() throws {
        let end = try print(["--format=openmetrics"])
        #expect(end.status == 0 && end.err.isEmpty)
        #expect(end.out.hasPrefix("# HELP orders Orders.\n# TYPE orders counter\n"), "\(end.out)")
        #expect(end.out.hasSuffix("orders_total{status=\"b\"} 3\n# EOF\n"), "\(end.out)")
    }

    @Test(arguments: ["follow", "replay-then-follow"])
    func `files that grow are printed as they are`(_ mode: String) throws {
        #expect(try print(source: "mode: \(mode)") == (0, text(7, 3), ""))
    }

    @Test func `a rejected record costs only itself, is reported, and stays out of the reject file`() throws {
        let end = try print(csv: "time,status,count\n1,a,x\n2,a,1\n", source: "reject_file: rejects.tsv")
        #expect(end.status == 0 && end.out.hasSuffix("orders_total{status=\"a\"} 1\n"), "\(end)")
        #expect(end.err.contains("orders.csv:2: cannot use column \"count\": got \"x\"; want a number"), "\(end)")
        #expect(Program.text("rejects.tsv", in: folder).isEmpty)
    }

    @Test func `without a usable record nothing but constant series is printed`() throws {
        #expect(try print(csv: "time,status,count\n") == (0, "", ""))
    }

    @Test(arguments: [
        (["--at=noon"], "{}", 2, "cannot use --at: got \"noon\"; want a time such as 2026-03-02T05:00:00Z"),
        (
            ["--at=1970-01-01T00:00:31Z"], "{}", 2,
            "cannot use --at: got 1970-01-01T00:00:31Z; want a time from 1970-01-01T00:00:09Z to 1970-01-01T00:00:30Z"
        ),
        (
            ["--at=1970-01-01T00:00:10Z"], "{start_at: \"1970-01-01T00:00:11Z\"}", 2,
            "want a time from 1970-01-01T00:00:11Z"
        ),
        (
            ["--replay.end-at=noon"], "{}", 2,
            "csv_exporter print: cannot use --replay.end-at: got \"noon\"; want a time"
        ),
        (["--format=json"], "{}", 2, "cannot use --format: got \"json\"; want text or openmetrics"),
        (["--replay.speed=2"], "{}", 2, "cannot use --replay.speed: got an unknown flag"),
        (["--config.file=none.yml"], "{}", 2, "cannot use --config.file: got it given twice"),
    ]) func `a print that cannot be made is refused in one sentence`(
        _ flags: [String], _ replay: String, _ status: Int32, _ wanted: String
    ) throws {
        let end = try print(flags, replay: replay)
        #expect(end.status == status && end.out.isEmpty && end.err.contains(wanted), "\(end)")
    }

    @Test func `followed files have no event clock to print at`() throws {
        let end = try print(["--at=1970-01-01T00:00:20Z"], source: "mode: follow")
        #expect(end.status == 2 && end.out.isEmpty && end.err.contains("got followed files, which have no event clock"))
    }
}
