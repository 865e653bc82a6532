import Blocks
import EventTime
import Flags
import Foundation
import MappingFile
import Metrics
import POSIX
import Pipeline
import Service
import TestSupport
import Testing

@testable import Commands
@testable import Exporter
@testable import Stores

@Suite struct BackfillTests {
    private let folder = TemporaryDirectory()

    /// The options that flags and a `history:` block make.
    private func options(_ arguments: [String], _ history: String = "") throws -> HistoryOptions {
        folder.write("a.csv", "t,k\n100,a\n")
        let mapping = """
            replay: {max_gap: 1h}
            \(history.isEmpty ? "" : "history: {\(history)}")
            sources:
              - name: s
                files: a.csv
                time: {column: t, format: unix}
                metrics: [{counter: x_total, help: X., labels: {k: k}}]
            """
        guard case .run(let flags) = try commandLine.parse(["backfill"] + arguments) else { throw CancellationError() }
        return try HistoryOptions(
            flags, ConfigurationReader.read(folder.write("map.yml", mapping)), "csv_exporter backfill")
    }

    private func labels(_ options: HistoryOptions) -> String {
        options.labels.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }

    @Test func `flags win over the mapping, and the mapping over the defaults`() throws {
        let plain = try options([])
        #expect(plain.step == 60_000_000_000 && plain.plan.maxGap == 3_600_000_000_000 && plain.hasOwnMetrics)
        #expect(labels(plain) == "job=csv_exporter instance=history" && plain.zeros == .all)
        let history = "step: 15s, max_gap: 2h, labels: {job: shop, site: a}, zeros: first"
        let mapped = try options([], history)
        #expect(mapped.step == 15_000_000_000 && mapped.plan.maxGap == 7_200_000_000_000)
        #expect(labels(mapped) == "instance=history job=shop site=a" && mapped.zeros == .first)
        let flagged = try options(
            [
                "--step=1h", "--label=instance=", "--label=site=b", "--replay.max-gap=3h", "--no-own-metrics",
                "--zeros=all",
            ],
            history)
        #expect(flagged.step == 3_600_000_000_000 && flagged.plan.maxGap == 10_800_000_000_000)
        #expect(labels(flagged) == "job=shop site=b" && !flagged.hasOwnMetrics && flagged.zeros == .all)
    }

    @Test(arguments: [
        (["--step=0"], "cannot use --step: got 0; want a step from 1ms to 1d"),
        (["--step=25h"], "cannot use --step: got 25h; want a step from 1ms to 1d"),
        (["--label=x"], "cannot use --label=x: got no \"=\"; want NAME=VALUE"),
        (["--label=__x=1"], "cannot use --label=__x=1: names that begin with __ belong to Prometheus"),
        (["--label=le=1"], "cannot use --label=le=1: le belongs to the buckets of a histogram"),
        (["--label=x=1", "--label=x=2"], "cannot use --label=x=2: the name is given twice"),
        (["--label=k=1"], "cannot use --label=k=1: x_total has a label of this name"),
        (["--label=state=1"], "cannot use --label=state=1: a metric of csv_exporter itself has a label"),
    ])
    func `what a flag says and a history cannot do is refused in one sentence`(
        _ arguments: [String], _ wanted: String
    ) throws {
        let error = #expect(throws: OptionFault.self) { try options(arguments) }
        #expect(error?.description.hasPrefix("csv_exporter backfill: \(wanted)") == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("step: 2d", "map.yml:2:17: cannot use \"step\": got \"2d\"; want a step from 1ms to 1d"),
        ("labels: {le: x}", "map.yml:2:20: cannot use label \"le\": le belongs"),
        ("zeros: none", "map.yml:2:18: cannot use zeros \"none\": got an unknown name; want all or first"),
        ("labels: [x]", "map.yml:2:19: cannot read \"labels\": got"),
        ("speed: 3", "map.yml:2:11: cannot use key \"speed\": it is no key of history; want replay: {speed: 3}"),
    ])
    func `faults of the mapping's block are told with their places`(_ history: String, _ wanted: String) throws {
        do {
            _ = try options([], history)
            Issue.record("accepted")
        } catch {
            #expect("\(error)".contains(wanted), "\(error)")
        }
    }

    @Test(arguments: [
        ("2m30s", ""), ("2m31s", "at a step of 2m31s a window of five minutes"), ("5m", "at a step of 5m a window"),
        ("5m1s", "the step 5m1s is longer than the five minutes"),
    ])
    func `a long step is allowed and warned of`(_ step: String, _ wanted: String) throws {
        let warnings = try options(["--step=\(step)"]).warnings
        #expect(wanted.isEmpty ? warnings.isEmpty : warnings.first?.hasPrefix(wanted) == true)
    }

    @Test(arguments: [
        ([], "got no output; want --output.blocks=DIR or --output=FILE"),
        (["--output.blocks=x", "--output=y"], "cannot use --output.blocks and --output together"),
        (["--output.blocks=x", "--split=2h"], "cannot use --split with --output.blocks"),
        (["--output.blocks=x", "--block-duration=3h"], "cannot use --block-duration: got 3h; want 2h times"),
        (["--output.blocks=x", "--block-duration=488h"], "cannot use --block-duration: got 488h"),
        (["--output=-", "--split=2h"], "cannot use --split with --output=-; want a folder"),
        (["--output=x", "--split=0"], "cannot use --split: got 0"),
        (["--output=x", "--blocks.thanos-label=a=b"], "cannot use --blocks.thanos-label with --output"),
        (["--output="], "cannot use --output: got nothing; want a file, or -"),
        (["--output.blocks="], "cannot use --output.blocks: got nothing; want a folder"),
    ])
    func `outputs that contradict each other are refused`(_ arguments: [String], _ wanted: String) throws {
        guard case .run(let flags) = try commandLine.parse(["backfill"] + arguments) else { throw CancellationError() }
        let error = #expect(throws: OptionFault.self) { try BackfillOutput(flags) }
        #expect(error?.description.hasPrefix("csv_exporter backfill: \(wanted)") == true, "\(error?.description ?? "")")
    }

    @Test func `hints name the folder and a retention that keeps the oldest sample for another year`() {
        let day: Int64 = 86_400_000
        let block = BlockWriter.Block(name: "B", minTime: 100 * day, maxTime: 101 * day)
        let hints = blockHints([block], "my blocks", now: Instant(nanoseconds: 110 * day * 1_000_000))
        #expect(hints.contains("  cp -r 'my blocks'/* PROMETHEUS_DATA/"))
        #expect(hints.contains("  --storage.tsdb.retention.time=376d"))
        #expect(hints.first?.hasPrefix("1 block is in my blocks.") == true)
        #expect(blockHints([], "x", now: .earliest).isEmpty)
        // Prometheus refuses durations of more than 292 years.
        let oldest = BlockWriter.Block(name: "B", minTime: Instant.earliest.milliseconds, maxTime: 0)
        #expect(blockHints([oldest], "x", now: .latest).contains("  --storage.tsdb.retention.time=106751d"))
    }

    @Test func `hints have the addresses of the pages beside the mapping, at the dates of the history`() throws {
        let grid = HistoryGrid(.seconds(65)...(.seconds(119)), ReplayPlan(ReplaySettings()), step: 60_000_000_000)
        let (mapping, first) = (folder.path + "/map.yml", "In Grafana, at these dates:")
        let address = "  http://localhost:3000/d/your-metrics?from=60000&to=120000"
        #expect(pageHints(mapping, grid, dataSource: nil) == [first, address])
        try FileSystem.makeDirectory(folder.path + "/dashboards")
        for (name, text) in [("a", "{\"uid\": \"page\"}"), ("a-runbook", "{\"uid\": \"x\"}"), ("b", "[]")] {
            folder.write("dashboards/\(name).json", text)
        }
        let own = "  http://localhost:3000/d/page?var-datasource=my%20history&from=60000&to=120000"
        #expect(pageHints(mapping, grid, dataSource: "my history") == [first, own])
    }

    /// What a history shows at each instant of counters b and n, which never counts, of the histogram c and of the
    /// absolute counter d: `10: b 0, c -, …`.
    private func scrapes(_ arguments: [String]) throws -> [String] {
        folder.write("a.csv", "t,k,v\n5,b,1\n25,c,0\n38,d,0\n39,n,9\n")
        let mapping = """
            sources:
              - name: s
                files: a.csv
                time: {column: t, format: unix}
                metrics:
                  - {counter: b_total, help: X., where: {k: b}}
                  - {histogram: c_seconds, help: X., value: v, buckets: [1], where: {k: c}}
                  - {counter: d_total, help: X., value: v, absolute: true, where: {k: d}}
                  - {counter: n_total, help: X., where: {k: never}}
            """
        guard case .run(let flags) = try commandLine.parse(["backfill"] + arguments) else {
            throw CancellationError()
        }
        let configuration = try ConfigurationReader.read(folder.write("map.yml", mapping))
        let options = try HistoryOptions(flags, configuration, "csv_exporter backfill")
        let log = RunLog(configuration, Logger(level: .error, format: .plain))
        let reading = try HistoryReading(configuration, options, log, "cannot write") { _ in }
        var steps: [String] = []
        while true {
            switch try reading.next(until: { true }) {
            case .instant(let instant):
                let shown = reading.families.prefix(4).map { family in
                    guard family.count > 0 else { return "\(family.name.prefix(1)) -" }
                    let counted = family.stride - (family.type == .histogram ? 2 : 1)
                    return "\(family.name.prefix(1)) \(family.isShown(0) ? "\(Int(family.values[counted]))" : "-")"
                }
                steps.append("\(instant.wholeSeconds): " + shown.joined(separator: ", "))
            case .gap(let instant): steps.append("\(instant.wholeSeconds) ends")
            case .end: steps.append("end")
            case .unfinished: continue
            case .finished: return steps
            }
        }
    }

    @Test func `all zeros are shown, or only that before the first increment`() throws {
        #expect(
            try scrapes(["--step=10s"]) == [
                "0: b 0, c 0, d -, n 0", "10: b 1, c 0, d -, n 0", "20: b 1, c 0, d -, n 0", "30: b 1, c 1, d -, n 0",
                "40: b 1, c 1, d 0, n 0", "end",
            ])
        #expect(
            try scrapes(["--step=10s", "--zeros=first"]) == [
                "0: b 0, c -, d -, n -", "10: b 1, c -, d -, n -", "20: b 1, c 0, d -, n -", "30: b 1, c 1, d -, n -",
                "40: b 1, c 1, d 0, n -", "end",
            ])
    }

    @Test func `the first zero before an increment that follows a gap is at the instant before the gap's end`() throws {
        #expect(
            try scrapes(["--step=5s", "--zeros=first", "--replay.max-gap=8s"]) == [
                "0: b 0, c -, d -, n -", "5: b 1, c -, d -, n -", "10 ends", "20: b 1, c 0, d -, n -",
                "25: b 1, c 1, d -, n -", "30 ends", "35: b 1, c 1, d -, n -", "40: b 1, c 1, d 0, n -", "end",
            ])
    }

    @Test func `a history may end at its first record, or begin at the instant that has all`() throws {
        let (end, start) = ("--replay.end-at=1970-01-01T00:00:", "--replay.start-at=1970-01-01T00:00:")
        // Of the others there is no record by then.
        let shortest = try scrapes(["--step=10s", end + "05Z"])
        #expect(shortest.map { $0.prefix(while: { $0 != "," }) } == ["0: b 0", "10: b 1", "end"])
        #expect(throws: StartFault.self) { try scrapes(["--step=10s", end + "04Z"]) }
        #expect(try scrapes(["--step=10s", start + "40Z"]) == ["40: b 1, c 1, d 0, n 0", "end"])
        #expect(throws: StartFault.self) { try scrapes(["--step=10s", start + "41Z"]) }
    }
}
