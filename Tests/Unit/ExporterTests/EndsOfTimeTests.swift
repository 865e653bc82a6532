import TestSupport
import Testing

/// Event times at the ends of what 64-bit nanoseconds can count, and spans as long as that.
@Suite struct EndsOfTimeTests {
    /// Two times in the format, and how a scrape shows the later one, rounded down.
    struct Span: Sendable, CustomTestStringConvertible {
        var testDescription: String { "\(first) to \(last)" }
        let format: String
        let first: String
        let last: String
        let shown: String
        /// The end of the pass if a scrape shows it as a later time: a pass ends at a whole millisecond.
        var roundedEnd: String?
        var end: String { roundedEnd ?? shown }
    }

    static let spans = [
        Span(format: "%Y-%m-%d", first: "1726-03-02", last: "2026-03-02", shown: "1772409600"),
        Span(format: "%Y-%m-%d", first: "1753-01-01", last: "2079-06-06", shown: "3453235200"),
        Span(format: "iso8601", first: "1677-09-21T00:12:44Z", last: "2262-04-11T23:47:16Z", shown: "9223372036"),
        Span(
            format: "unix_ns", first: "-9223372036854775808", last: "9223372036854775807", shown: "9223372036.854"),
        Span(
            format: "iso8601", first: "1677-09-21T00:12:43.145224192Z", last: "1677-09-21T00:12:43.145224192Z",
            shown: "-9223372036.855", roundedEnd: "-9223372036.854"),
        Span(
            format: "iso8601", first: "2262-04-11T23:47:16.854775807Z", last: "2262-04-11T23:47:16.854775807Z",
            shown: "9223372036.854"),
    ]

    private static func folder(_ span: Span, _ replay: String) -> TemporaryDirectory {
        let folder = TemporaryDirectory()
        folder.write("data.csv", "t,v\n\(span.first),1\n\(span.last),2\n")
        folder.write(
            "map.yml",
            """
            replay: {\(replay)}
            sources:
              - name: s
                files: data.csv
                time: {column: t, format: "\(span.format)"}
                metrics:
                  - {counter: x_total, help: X., value: v}
                  - {gauge: y, help: Y., value: v, expire_after: 1h}
                  - {gauge: z, help: Z., value: v, reset: day}
            """)
        return folder
    }

    @Test(arguments: spans)
    func `a replay goes through it, and its own metrics are finite`(_ span: Span) throws {
        let exporter = try RunningExporter(Self.folder(span, "speed: max"))
        try exporter.waitFor("csv_exporter_replay_state{state=\"finished\"}", "1")
        #expect(try exporter.sample("x_total") == "3")
        #expect(try exporter.sample("y") == "2", "its hour is not over")
        #expect(try exporter.sample("z") == "2", "its day is not over")
        #expect(try exporter.sample("csv_exporter_replay_time_seconds") == span.end)
        #expect(try exporter.sample("csv_exporter_replay_progress_ratio") == "1")
        #expect(try exporter.sample("csv_exporter_last_record_timestamp_seconds{source=\"s\"}") == span.shown)
        exporter.terminate()
        #expect(try exporter.status() == 0)
    }

    @Test func `a pause between passes may be as long as a duration can be`() throws {
        let replay = "speed: max, loop: true, loop_pause: 106751d23h47m16s"
        let exporter = try RunningExporter(Self.folder(Self.spans[0], replay))
        try exporter.waitFor("x_total", "3")
        exporter.terminate()
        #expect(try exporter.status() == 0)
    }

    @Test(arguments: spans)
    func `every series is there at 0 before the clock starts`(_ span: Span) throws {
        let exporter = try RunningExporter(Self.folder(span, "speed: max, wait_for_scrape: true"))
        // A scrape would start the clock: readiness does not.
        try Program.wait("it is ready") { try exporter.ask("GET", "/-/ready").status == 200 }
        #expect(try exporter.sample("x_total") == "0")
        try exporter.waitFor("x_total", "3")
        exporter.terminate()
        #expect(try exporter.status() == 0)
    }

    @Test(arguments: spans, ["", "max_gap: 1s", "loop: true", "speed: 60", "speed: 1e300", "speed: 1e-300"])
    func `the check and a gap that is jumped can count it`(_ span: Span, _ replay: String) throws {
        let folder = Self.folder(span, replay)
        let check = try Program.run(["--config.check", "--config.file=map.yml"], in: folder)
        #expect(check.status == 0 && check.err.isEmpty, "\(check.err)")
        #expect(check.out.contains("records    2"))
        if replay == "max_gap: 1s" {
            let exporter = try RunningExporter(folder)
            try exporter.waitFor("x_total", "3")
            exporter.terminate()
            #expect(try exporter.status() == 0)
        }
    }

    @Test(arguments: [
        ("iso8601", "1677-09-21T00:12:43.145224191Z"), ("iso8601", "2262-04-11T23:47:16.854775808Z"),
        ("%Y-%m-%d", "0001-01-01"), ("%Y-%m-%d", "9999-12-31"), ("unix", "9223372037"), ("unix", "-9223372037"),
        ("unix_ns", "9223372036854775808"), ("unix_ms", "99999999999999999999"),
    ])
    func `a time out of range is rejected as such`(_ format: String, _ time: String) throws {
        let folder = Self.folder(Span(format: format, first: time, last: time, shown: ""), "speed: max")
        let check = try Program.run(["--config.check", "--config.file=map.yml"], in: folder)
        #expect(check.status == 1)
        #expect(
            check.err.contains(
                "data.csv:2: cannot read the time in \"t\": got \"\(time)\", which is out of range; "
                    + "want a time from 1677-09-21T00:12:43.145224192Z to 2262-04-11T23:47:16.854775807Z"),
            "\(check.err)")
        #expect(check.out.contains("invalid_time 2"))
    }
}
