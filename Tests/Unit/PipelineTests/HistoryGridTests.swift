import EventTime
import MappingFile
import Metrics
import TestSupport
import Testing

@testable import Pipeline

private func plan(_ startAt: Int64? = nil, _ endAt: Int64? = nil, maxGap: Int64? = nil) -> ReplayPlan {
    var plan = ReplayPlan(ReplaySettings())
    plan.startAt = startAt.map { .seconds($0) }
    plan.endAt = endAt.map { .seconds($0) }
    plan.maxGap = maxGap.map { $0 * 1_000_000_000 }
    return plan
}

/// A grid with a step of ten seconds.
private func grid(_ first: Int64, _ last: Int64, _ plan: ReplayPlan) -> HistoryGrid {
    HistoryGrid(.seconds(first)...(.seconds(last)), plan, step: 10_000_000_000)
}

@Suite struct HistoryGridTests {
    @Test(
        arguments: [
            (nil, 95, 90, 90), (nil, 90, 90, 90), (nil, 41, 40, 40), (nil, 3, 10, 10), (40, 95, 90, 40),
            (99, 57, 50, 50),
        ] as [(Int64?, Int64, Int64, Int64)])
    func `a grid that has no end yet reaches the present`(
        _ endAt: Int64?, _ now: Int64, _ last: Int64, _ end: Int64
    ) {
        let grid = HistoryGrid(
            .seconds(13)...(.seconds(58)), plan(nil, endAt), step: 10_000_000_000, through: .seconds(now))
        #expect(grid.first == .seconds(10) && grid.last == .seconds(last) && grid.end == .seconds(end))
    }

    @Test(
        arguments: [
            (13, 58, nil, nil, 10, 60, 6),
            (10, 60, nil, nil, 0, 60, 7),
            (-13, -2, nil, nil, -20, 0, 3),
            (10, 10, nil, nil, 0, 10, 2),
            (13, 58, 20, nil, 20, 60, 5),
            (13, 58, 27, nil, 20, 60, 5),
            (13, 58, nil, 40, 10, 40, 4),
            (13, 58, nil, 41, 10, 50, 5),
            (13, 58, nil, 1000, 10, 60, 6),
            (13, 58, 20, 20, 20, 20, 1),
            (13, 58, 5, 7, 0, 10, 2),
            (13, 58, 70, nil, 70, 70, 1),
            (13, 58, 63, nil, 60, 70, 2),
        ] as [(Int64, Int64, Int64?, Int64?, Int64, Int64, UInt64)])
    func `a grid begins before the first record or at the chosen start, and has everything at its end`(
        _ from: Int64, _ to: Int64, _ startAt: Int64?, _ endAt: Int64?, _ first: Int64, _ last: Int64, _ count: UInt64
    ) {
        let grid = grid(from, to, plan(startAt, endAt))
        #expect(grid.first == .seconds(first) && grid.last == .seconds(last) && grid.count == count)
    }

    @Test func `a grid at the ends of time has instants in order`() {
        let grid = HistoryGrid(.earliest ... .latest, plan(), step: 1_000_000)
        #expect(grid.first == .earliest && grid.last == .latest)
    }

    /// What a walk over records at these seconds, and over those of another source, shows: `20=3` for the sum 3 at
    /// second 20, `30 ends` for a gap, `end`.
    private func walk(
        _ records: [(Int64, Int)], _ plan: ReplayPlan, after: Int64? = nil, format: String = "unix",
        others: [Int64] = []
    ) throws -> [String] {
        let folder = TemporaryDirectory()
        folder.write("others.csv", "t\n" + others.map { "\($0)\n" }.joined())
        let other = """
              - {name: o, files: others.csv, time: {column: t, format: unix}, metrics: [{counter: y_total, help: Y.}]}
            """
        folder.write("data.csv", "t,v\n" + records.map { "\($0.0),\($0.1)\n" }.joined())
        let mapping = """
            sources:
              - name: s
                files: data.csv
                time: {column: t, format: \(format)}
                metrics:
                  - {counter: x_total, value: v, help: X.}
            \(others.isEmpty ? "" : other)
            """
        var run = try HistoryRun(
            ConfigurationReader.read(folder.write("map.yml", mapping)), rejects: SilentObserver(), startTime: 1)
        while try !run.prepare(through: plan.endAt ?? .latest) {}
        let grid = HistoryGrid(try #require(run.span), plan, step: 10_000_000_000)
        var walk = HistoryWalk(grid, &run, after: after.map { .seconds($0) })
        var steps: [String] = []
        while true {
            switch walk.next(&run, until: { true }) {
            case .instant(let instant): steps.append("\(instant.wholeSeconds)=\(Int(run.snapshot()[0].values[0]))")
            case .gap(let instant): steps.append("\(instant.wholeSeconds) ends")
            case .end(let instant): steps.append("\(instant.milliseconds) ms end")
            case .unfinished: continue
            case .finished: return steps
            }
        }
    }

    @Test func `each instant has the records up to it and none after it`() throws {
        let records: [(Int64, Int)] = [(13, 1), (20, 2), (21, 4), (45, 8)]
        #expect(try walk(records, plan()) == ["10=0", "20=3", "30=7", "40=7", "50=15", "50001 ms end"])
        #expect(try walk(records, plan(20, 30)) == ["20=3", "30=7", "30001 ms end"])
        #expect(try walk(records, plan(), after: 30) == ["40=7", "50=15", "50001 ms end"])
        #expect(try walk(records, plan(), after: 50) == ["50001 ms end"])
    }

    @Test func `at the end that a user chose, nothing after it is applied`() throws {
        #expect(try walk([(13, 1), (17, 2), (19, 4)], plan(nil, 18)) == ["10=0", "20=3", "20001 ms end"])
    }

    @Test func `at the end of time nothing comes after the last instant`() throws {
        #expect(try walk([(9_223_372_036_100, 1)], plan(), format: "unix_ms") == ["9223372030=0", "9223372036=1"])
    }

    @Test func `of a gap the instant after its beginning and the one before its end are written`() throws {
        let records: [(Int64, Int)] = [(13, 1), (95, 2), (96, 4)]
        #expect(
            try walk(records, plan(maxGap: 60))
                == ["10=0", "20=1", "30 ends", "90=1", "100=7", "100001 ms end"])
        // A gap as long as the limit is none, and one that leaves nothing out is none either.
        #expect(try walk(records, plan(maxGap: 82)).count == 11)
        #expect(
            try walk([(13, 1), (45, 2)], plan(maxGap: 1)) == [
                "10=0", "20=1", "30 ends", "40=1", "50=3", "50001 ms end",
            ])
        #expect(try walk([(13, 1), (35, 2)], plan(maxGap: 1)) == ["10=0", "20=1", "30=1", "40=3", "40001 ms end"])
    }

    @Test func `a gap is a stretch without records of any source`() throws {
        let (records, others): ([(Int64, Int)], [Int64]) = ([(13, 1), (95, 2)], [50])
        #expect(try walk(records, plan(maxGap: 50), others: others).count == 11)
        #expect(try walk(records, plan(maxGap: 40), others: others).contains("60 ends"))
    }

    @Test func `a record on an instant ends a gap at the instant before`() throws {
        #expect(
            try walk([(10, 1), (90, 2)], plan(maxGap: 30))
                == ["0=0", "10=1", "20 ends", "80=1", "90=3", "90001 ms end"])
    }
}
