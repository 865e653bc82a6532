import TestSupport
import Testing

@testable import Exporter

/// What `--config.check` says beside its tables, as a process.
@Suite struct CheckTests {
    private let folder = TemporaryDirectory()

    private func check(
        _ csv: String, replay: String = "{}", source: String = "", _ metrics: String...
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
                  - \(metrics.joined(separator: "\n      - "))
            """)
        return try Program.run(["--config.check", "--config.file=map.yml"], in: folder)
    }

    /// Lines of the report that begin so.
    private func lines(_ out: String, _ start: String) -> [String] {
        out.split(separator: "\n").map(String.init).filter { $0.hasPrefix(start) }
    }

    private static let paid = "{counter: paid_total, help: P., where: {state: paid}}"

    @Test func `the check says what each metric took and what each where let through`() throws {
        let end = try check(
            "time,state,amount\n1,paid,5\n2,open,\n3,paid,\n-,total,\n", source: "where: {state: {not: total}}",
            Self.paid, "{gauge: amount, help: A., value: amount}", "{counter: all_total, help: All.}")
        #expect(end.status == 0 && end.err.isEmpty, "\(end)")
        #expect(lines(end.out, "  where") == ["  where      3 of 4 lines"])
        #expect(end.out.contains("\n  paid_total  counter, 1 series, 2 records, where 2 of 3\n"))
        #expect(end.out.contains("\n  amount      gauge, 1 series, 1 record\n"))
        #expect(end.out.contains("\n  all_total   counter, 1 series, 3 records\n"), "\(end.out)")
    }

    @Test(arguments: [
        (
            "time,state\n1,open\n", paid,
            "map.yml:8:41: no record meets the where of paid_total: got 1 record, first orders.csv:2 with \"open\" in"
        ),
        (
            "time,state,v\n1,paid,\n", "{gauge: v, help: V., value: v}",
            "map.yml:8:10: v has no sample: got 1 record without a usable value; want at least one"
        ),
        ("time,state\nx,paid\n1,paid\n", paid, "source orders: 1 record rejected"),
        (
            "time,state\n", paid,
            "map.yml:4:5: orders.csv: cannot be replayed: got no usable record below the header; want at least"
        ),
        (
            "time,state\n1,paid\n2,open\n3,void\n4,x\n4,x\n",
            "{counter: s_total, help: S., labels: {s: state, k: {constant: x}}, max_series: 2}",
            "map.yml:8:10: s_total has more than 2 series (max_series): 3 samples dropped; label s has 4 values"
        ),
    ]) func `a check fails where something is left out, and names the cause`(
        _ csv: String, _ metric: String, _ wanted: String
    ) throws {
        let end = try check(csv, metric)
        #expect(end.status == 1 && lines(end.err, "error: ").count == 1, "\(end)")
        #expect(end.err.contains("error: \(wanted)"), "\(end)")
    }

    @Test(arguments: [
        (", falls: ignore", "v_total fell once: single readings below the last one are passed over (falls: ignore)"),
        ("", "v_total fell once: each fall is taken for a restart; if readings are faulty, use falls: ignore"),
    ]) func `falls of a running total are counted`(_ setting: String, _ wanted: String) throws {
        let end = try check(
            "time,v\n1,5\n2,3\n3,9\n", "{counter: v_total, help: V., value: v, absolute: true\(setting)}")
        #expect(end.status == 0 && lines(end.out, "warning: ") == ["warning: map.yml:8:10: \(wanted)"], "\(end)")
        #expect(lines(end.out, "  v_total").first?.hasSuffix(", 1 fall") == true, "\(end)")
    }

    @Test(arguments: [
        ("", ["map.yml:8:10: v has two values for one series at one time, first at orders.csv:4: the last one is"]),
        (", labels: {k: k}", []), (", aggregate: max", []),
    ]) func `two values of a gauge at one time are told, once and with the line`(
        _ setting: String, _ wanted: [String]
    ) throws {
        let csv = "time,k,v\n1,a,5\n1,b,5\n1,c,6\n2,a,7\n2,b,8\n3,a,9\n"
        let end = try check(csv, "{gauge: v, help: V., value: v\(setting)}")
        let warnings = lines(end.out, "warning: ")
        #expect(end.status == 0 && warnings.count == wanted.count, "\(end)")
        for (warning, wanted) in zip(warnings, wanted) { #expect(warning.hasPrefix("warning: " + wanted), "\(end)") }
    }

    @Test func `lines that a where of the source cannot compare are told, and a header again is none`() throws {
        let end = try check(
            "time,v\n1,5\n2,\"1,250\"\n3,\ntime,v\n4,\"2,000\"\n5,0\n", source: "where: {v: {above: 1}}",
            "{counter: v_total, help: V.}")
        #expect(
            end.status == 0
                && lines(end.out, "warning: ") == [
                    "warning: map.yml:6:5: the where of source orders leaves out 2 lines that it cannot compare with a "
                        + "number, written as numbers of the source says, first orders.csv:3: got \"1,250\" in \"v\"; "
                        + "want a number; did you mean group: \",\" or decimal: \",\"?"
                ], "\(end)")
    }

    @Test func `a where that compares what is no number is told, with the setting that would read it`() throws {
        let end = try check(
            "time,v\n1,5\n2,\"1,250,000\"\n3,\n4,\"2,000\"\n", "{counter: v_total, help: V., where: {v: {above: 1}}}")
        #expect(
            end.status == 0
                && lines(end.out, "warning: ") == [
                    "warning: map.yml:8:38: the where of v_total leaves out 2 records that it cannot compare with a "
                        + "number, first orders.csv:3: got \"1,250,000\" in \"v\"; want a number; "
                        + "did you mean group: \",\"?"
                ], "\(end)")
    }

    @Test(arguments: [
        ("time,a,b,c\n1,3,4,5\n2,,6,7\n", "kind: b", 0, "  v  gauge, 1 series, 2 cells, where 2 of 6"),
        ("time,a,b,c\n1,3,4,5\n2,,6,7\n", "kind: {not: b}", 0, "  v  gauge, 2 series, 3 cells, where 4 of 6"),
        (
            "time,a,b,c\n1,3,4,5\n", "n: {above: 9}", 1,
            "where of v: got 3 cells, first orders.csv:2 with \"3\" in \"a\"; want"
        ),
        ("time,a,b,c\n1,,4,5\n", "kind: a", 1, "v has no sample: got 1 cell without a usable value; want at least"),
    ]) func `a where on unpivoted columns counts cells`(
        _ csv: String, _ condition: String, _ status: Int, _ wanted: String
    ) throws {
        let end = try check(
            csv, source: "unpivot: {columns: [a, b, c], label: kind, value: n}",
            "{gauge: v, help: V., value: n, labels: {kind: kind}, where: {\(condition)}}")
        #expect(end.status == status && (end.out + end.err).contains(wanted), "\(end)")
    }

    @Test func `samples that are folded over max_series are a warning with the label`() throws {
        let end = try check(
            "time,s\n1,a\n2,b\n3,c\n", "{counter: s_total, help: S., labels: {s: s}, max_series: 1, overflow: fold}")
        #expect(end.status == 0 && lines(end.out, "warning: ").count == 1, "\(end)")
        #expect(end.out.contains("series (max_series): 2 samples folded; label s has "), "\(end)")
    }

    @Test func `a where of the source that leaves nothing is an error`() throws {
        let end = try check("time,state\n1,open\n2,open\n", source: "where: {state: paid}", Self.paid)
        #expect(end.status == 1)
        #expect(
            lines(end.err, "error: ") == [
                "error: map.yml:6:5: no line meets the where of source orders: got 2 lines, first orders.csv:2 with "
                    + "\"open\" in \"state\"; want at least one"
            ])
    }

    @Test(
        arguments: [
            (
                "{start_at: \"1970-01-01T00:03:21Z\"}", 1,
                "error: cannot start at 1970-01-01T00:03:21Z: got a start_at after"
            ),
            ("{start_at: \"1970-01-01T00:01:41Z\"}", 0, nil),
            (
                "{start_at: \"1970-01-01T00:00:30Z\"}", 0,
                "warning: start_at 1970-01-01T00:00:30Z is before the first record"
            ),
            (
                "{start_at: \"1969-12-31T00:00:00Z\"}", 1,
                "error: start_at 1969-12-31T00:00:00Z is before the first record"
            ),
            (
                "{end_at: \"1970-01-01T00:01:00Z\"}", 1,
                "error: cannot end at 1970-01-01T00:01:00Z: got an end_at before the"
            ),
            ("{end_at: \"1970-01-01T00:03:00Z\"}", 0, nil),
            (
                "{end_at: \"1971-01-01T00:03:00Z\"}", 0,
                "warning: end_at 1971-01-01T00:03:00Z is after the last record, at "
            ),
            (
                "{start_at: \"1970-01-01T00:03:00Z\", end_at: \"1970-01-01T00:02:00Z\"}", 1,
                "error: cannot end at 1970-01-01T00:02:00Z: got an end_at before start_at, 1970-01-01T00:03:00Z"
            ),
        ] as [(String, Int32, String?)])
    func `a start and an end outside of the data are told`(_ replay: String, _ status: Int32, _ wanted: String?) throws
    {
        let rows = (100...200).map { "\($0),paid\n" }.joined()
        let end = try check("time,state\n" + rows, replay: replay, "{counter: all_total, help: A.}")
        let found = lines(end.err, "error: ") + lines(end.out, "warning: ")
        if let wanted {
            #expect((end.out + end.err).contains("\n\(wanted)"), "\(end)")
        } else {
            #expect(found.isEmpty, "\(end)")
        }
        #expect(end.status == status, "\(end)")
    }

    @Test func `one odd date is named with its line and the settings that skip it`() throws {
        let end = try check("time,s\n7,a\n1767261720,b\n1767261780,c\n", "{counter: a_total, help: A.}")
        #expect(end.status == 0 && end.err.isEmpty)
        #expect(
            lines(end.out, "warning: ") == [
                "warning: one pass takes 20454d10h3m, almost all of it without a record: no record is between "
                    + "1970-01-01T00:00:07Z (orders.csv:2) and 2026-01-01T10:02:00Z (orders.csv:3); "
                    + "start_at: \"2026-01-01T10:01:59Z\" or max_gap: 5m makes it 1m1s"
            ], "\(end.out)")
    }

    @Test(arguments: [
        ("{}", "20s"), ("{speed: 10}", "2s"), ("{max_gap: 5s}", "8s, without gaps over 5s"),
        ("{max_gap: 5s, loop: true}", "8s, without gaps over 5s, looping after 5s"),
        ("{loop: true, loop_pause: 1m}", "20s, looping after 1m"),
        ("{start_at: \"1970-01-01T00:00:14Z\"}", "15s"), ("{end_at: \"1970-01-01T00:00:14Z\"}", "5s"),
    ]) func `the length of a pass heeds every setting`(_ replay: String, _ wanted: String) throws {
        let end = try check("time,s\n10,a\n13,b\n25,c\n29,c\n", replay: replay, "{counter: a_total, help: A.}")
        #expect(lines(end.out, "  one pass") == ["  one pass   \(wanted)"], "\(end)")
    }

    @Test func `followed files are checked as they are read, and a last line without an end is told`() throws {
        let end = try check(
            "time,state\n100,paid\n50,open\nx,y\n7,pa", source: "mode: follow",
            "{counter: all_total, help: A., labels: {state: state}}")
        #expect(end.status == 1 && end.err.contains("orders.csv:4: cannot read the time"), "\(end)")
        #expect(lines(end.out, "  files") == ["  files      1, followed"])
        #expect(lines(end.out, "  records") == ["  records    3"])
        #expect(lines(end.out, "  time span") == ["  time span  1970-01-01T00:00:50Z to 1970-01-01T00:01:40Z"])
        #expect(lines(end.out, "  all_total") == ["  all_total  counter, 2 series, 2 records"])
        #expect(lines(end.out, "warning: ").first?.contains("the last 4 bytes are no record before") == true)
        #expect(lines(end.err, "error: ") == ["error: source orders: 1 record rejected"])
        #expect(!end.out.contains("one pass"))
    }

    @Test func `files that are a state are checked as they are read`() throws {
        let end = try check(
            "time,state\n100,paid\n50,open\n70,paid\n", source: "mode: follow\n    content: table",
            "{gauge: orders, help: O., aggregate: count, labels: {state: state}, where: {state: paid}}")
        #expect(end.status == 0, "\(end)")
        #expect(lines(end.out, "  orders") == ["  orders  gauge, 1 series, 2 records, where 2 of 3"])
    }

    @Test func `followed files that do not exist yet are no error`() throws {
        folder.write(
            "map.yml",
            """
            sources:
              - name: orders
                files: none-*.csv
                mode: follow
                time: {column: time, format: unix}
                metrics: [{counter: a_total, help: A.}]
            """)
        let end = try Program.run(["--config.check", "--config.file=map.yml"], in: folder)
        #expect(
            end.status == 0 && end.out.contains("\nwarning: source orders: no file matches yet, so that "), "\(end)")
    }

    @Test(arguments: [
        ("{gauge: v, help: V., value: n}", true), ("{gauge: v, help: V., value: n, labels: {k: kind}}", false),
        ("{gauge: v, help: V., value: n, labels: {k: {column: kind, case: upper}}}", false),
        ("{gauge: v, help: V., value: n, where: {kind: a}}", false),
    ]) func `an unpivoted label that no metric uses is told`(_ metric: String, _ isTold: Bool) throws {
        let end = try check(
            "time,a,b\n1,2,3\n", source: "unpivot: {columns: [a, b], label: kind, value: n}", metric)
        let wanted =
            "warning: map.yml:6:5: no metric uses \"kind\", the label of unpivot, so that all columns go to one series"
        #expect(end.status == 0 && end.out.contains(wanted) == isTold, "\(end)")
    }

    @Test func `a where that chooses no unpivoted column lists the columns`() throws {
        let end = try check(
            "time,a,b\n1,2,3\n", source: "unpivot: {columns: [a, b], label: kind, value: n}",
            "{gauge: v, help: V., value: n, where: {kind: c}}")
        #expect(end.status == 1)
        #expect(end.err == "error: map.yml:8:40: no column of unpivot meets the where of v; want a or b\n", "\(end)")
    }

    @Test func `cells are shown with their control characters escaped`() throws {
        let end = try check(
            "time,state\n\"\u{1b}[2J\n1\",paid\n2,a\n", source: "reject_file: rejects.tsv",
            "{counter: a_total, help: A.}")
        #expect(end.err.contains(#"orders.csv:2: cannot read the time in "time": got "\x1b[2J\n1"; want"#), "\(end)")
        #expect(Program.text("rejects.tsv", in: folder).contains(#"got "\x1b[2J\n1"; want"#))
    }
}
