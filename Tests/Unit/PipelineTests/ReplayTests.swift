import EventTime
import Foundation
import MappingFile
import Metrics
import TestSupport
import Testing

@testable import Pipeline

/// Replays of random files. The wall clock is a number that the test increases.
@Suite struct ReplayTests {
    static func mapping(_ time: String = "format: unix_ns", dialect: String = "{}") -> String {
        """
        sources:
          - name: random
            files: [a.csv, b.csv]
            dialect: \(dialect)
            time: {column: time, \(time)}
            metrics:
              - counter: sum_total
                help: Sum.
                value: count
                labels: {status: status}
              - gauge: latest
                help: Latest.
                value: count
                labels: {status: status}
        """
    }

    /// The number of seeds of the two tests below. For more:
    /// `CSV_EXPORTER_ORACLE_SEEDS=10000 swift test --filter ReplayTests`.
    private static let seeds = ProcessInfo.processInfo.environment["CSV_EXPORTER_ORACLE_SEEDS"].flatMap { UInt64($0) }

    @Test(arguments: 0..<(seeds ?? 24))
    func `a replay shows what the oracle folds, at every moment of every pass`(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        let folder = TemporaryDirectory()
        let time = Int.random(in: 0..<3, using: &chance) == 0 ? doubledHour : "format: unix_ns"
        let form = FileForm(&chance)
        let oracle = Oracle(records: makeFiles(in: folder, time, form, &chance))
        var plan = ReplayPlan(ReplaySettings())
        plan.speed = [1, 60, 977.5, Double.infinity].randomElement(using: &chance) ?? 1
        plan.loop = true
        plan.loopPause = 1_000_000_000
        let replay = try makeReplay(folder, plan, time, form.dialect)
        var now: Int64 = 0
        for _ in 0..<60 {
            now += Int64.random(in: 0...20_000_000_000, using: &chance)
            // A slice whose end is already over is the shortest possible slice.
            let slices = Int.random(in: 1...4, using: &chance)
            for _ in 0..<slices {
                let isShort = Bool.random(using: &chance)
                try replay.slice(now: now, until: { isShort })
            }
            expectOracle(oracle, replay, "seed \(seed), \(form.dialect)")
        }
    }

    @Test(arguments: 0..<(seeds ?? 12))
    func `a seek forward applies the records in between, a seek backward begins a pass`(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed &+ 1000)
        let folder = TemporaryDirectory()
        let time = Int.random(in: 0..<3, using: &chance) == 0 ? doubledHour : "format: unix_ns"
        let form = FileForm(&chance)
        let oracle = Oracle(records: makeFiles(in: folder, time, form, &chance))
        var plan = ReplayPlan(ReplaySettings())
        plan.speed = 50
        let replay = try makeReplay(folder, plan, time, form.dialect)
        var now: Int64 = 0
        settle(replay, now)
        // The counters before the clock was last set back, and the instant to which it was set.
        var (base, from) = ([String: Double](), Instant?.none)
        for _ in 0..<30 {
            let before = counters(replay)
            if Bool.random(using: &chance) {
                now += Int64.random(in: 0...2_000_000_000, using: &chance)
            } else {
                guard let range = replay.range else { continue }
                // Often exactly at an end.
                let target =
                    [range.start, range.end, .random(in: range.start...range.end, using: &chance)]
                    .randomElement(using: &chance) ?? range.start
                if let applied = replay.run.applied, range.tick(target) < applied {
                    (base, from) = (before, range.tick(target))
                }
                #expect(replay.perform(.seek(target), now: now) == nil)
            }
            settle(replay, now)
            let until = replay.reported
            let wanted = oracle.series(until: until).merging(
                oracle.series(until: from).filter { $0.key.hasPrefix("sum") }, uniquingKeysWith: -
            ).merging(base, uniquingKeysWith: +)
            #expect(shown(replay) == wanted, "seed \(seed), until \(until?.nanoseconds ?? 0)")
        }
    }

    @Test func `before the clock starts, every counter exists at 0, and no gauge exists`() throws {
        let folder = TemporaryDirectory()
        folder.write("a.csv", "time,status,count\n100000000000,x,3\n200000000000,y,4\n")
        folder.write("b.csv", "status,count,time\nz,5,150000000000\n")
        var plan = ReplayPlan(ReplaySettings())
        plan.waitForScrape = true
        let replay = try makeReplay(folder, plan)
        settle(replay, 0)
        #expect(replay.state == .waiting)
        #expect(replay.applied == 99_000_000_000)
        #expect(
            shown(replay)
                == ["sum_total{status=\"x\"}": 0, "sum_total{status=\"y\"}": 0, "sum_total{status=\"z\"}": 0])
        try replay.slice(now: 500_000_000_000, until: { false })
        #expect(replay.applied == 99_000_000_000, "the clock waits for the scrape")
        replay.scraped(now: 500_000_000_000)
        try replay.slice(now: 551_000_000_000, until: { false })
        #expect(replay.applied == 150_000_000_000)
        #expect(shown(replay)["sum_total{status=\"z\"}"] == 5)
        #expect(shown(replay)["latest{status=\"y\"}"] == nil)
    }

    @Test func `a clock and a seek below a millisecond wait for its end`() throws {
        let folder = TemporaryDirectory()
        folder.write("a.csv", "time,status,count\n1000000000,x,3\n1000400000,x,4\n1001700000,x,5\n")
        folder.write("b.csv", "status,count,time\n")
        let replay = try makeReplay(folder, ReplayPlan(ReplaySettings()))
        settle(replay, 0)
        #expect(replay.range == PassRange(1_000_000_000...1_002_000_000, startAt: nil, endAt: nil))
        settle(replay, 1_000_900_000)
        #expect(replay.applied == 1_000_000_000)
        #expect(shown(replay)["sum_total{status=\"x\"}"] == 3)
        #expect(replay.nextWake(now: 1_000_900_000) == 1_001_000_000)
        #expect(replay.perform(.pause, now: 1_000_900_000) == nil)
        #expect(replay.nextWake(now: 1_000_900_000) == nil)
        #expect(replay.perform(.seek(1_001_700_000), now: 1_000_900_000) == nil)
        settle(replay, 1_000_900_000)
        #expect(replay.isDone(.seek(1_001_700_000), pass: 1))
        #expect(replay.applied == 1_001_000_000)
        #expect(shown(replay)["sum_total{status=\"x\"}"] == 7)
        #expect(replay.perform(.seek(1_002_000_000), now: 1_000_900_000) == nil)
        settle(replay, 1_000_900_000)
        #expect(replay.state == .finished && shown(replay)["sum_total{status=\"x\"}"] == 12)
    }

    @Test func `a gap above the limit is skipped at once, a gap at the limit is not`() throws {
        for (gap, isSkipped) in [(Int64(99), true), (100, false)] {
            let folder = TemporaryDirectory()
            folder.write("a.csv", "time,status,count\n100000000000,x,3\n200000000000,y,4\n")
            folder.write("b.csv", "status,count,time\n")
            var plan = ReplayPlan(ReplaySettings())
            plan.maxGap = gap * 1_000_000_000
            let replay = try makeReplay(folder, plan)
            settle(replay, 0)
            for now in [1_000_000_000, 1_000_000_001] as [Int64] { settle(replay, now) }
            #expect((replay.applied ?? 0 >= 200_000_000_000) == isSkipped)
        }
    }

    @Test func `records before a chosen start are applied in the first pass only`() throws {
        let folder = TemporaryDirectory()
        folder.write("a.csv", "time,status,count\n100000000000,x,3\n200000000000,x,4\n300000000000,x,5\n")
        folder.write("b.csv", "status,count,time\n")
        var plan = ReplayPlan(ReplaySettings())
        plan.startAt = 200_000_000_000
        plan.loop = true
        plan.speed = .infinity
        let replay = try makeReplay(folder, plan)
        settle(replay, 0)
        #expect(shown(replay) == ["sum_total{status=\"x\"}": 12, "latest{status=\"x\"}": 5])
        settle(replay, 6_000_000_000)
        #expect(replay.passes == 2)
        #expect(shown(replay) == ["sum_total{status=\"x\"}": 17, "latest{status=\"x\"}": 5])
    }

    @Test func `the replay wakes up when the next record is due, and not before`() throws {
        let folder = TemporaryDirectory()
        folder.write("a.csv", "time,status,count\n100000000000,x,3\n220000000000,x,4\n")
        folder.write("b.csv", "status,count,time\n")
        var plan = ReplayPlan(ReplaySettings())
        plan.speed = 60
        let replay = try makeReplay(folder, plan)
        settle(replay, 0)
        // The clock starts a second before the first record; 121 event seconds are two seconds and a bit.
        #expect(replay.nextWake(now: 5_000_000) == 16_666_667)
        settle(replay, 16_666_667)
        #expect(replay.nextWake(now: 900_000_000) == 2_016_666_667)
        #expect(replay.perform(.pause, now: 900_000_000) == nil)
        // The next slice applies the event time up to the pause, which has no record.
        settle(replay, 900_000_000)
        #expect(replay.nextWake(now: 900_000_000) == nil)
        #expect(replay.perform(.resume, now: 1_000_000_000) == nil)
        settle(replay, 3_000_000_000)
        #expect(replay.state == .finished && replay.nextWake(now: 3_000_000_000) == nil)
    }

    @Test func `a replay at full speed can be paused and slowed down at the applied records`() throws {
        let folder = TemporaryDirectory()
        // More records than a batch has, so that the shortest slice does not reach the end.
        let rows = (0..<60_000).map { "\(100 + $0)000000000,x,1\n" }.joined()
        folder.write("a.csv", "time,status,count\n" + rows)
        folder.write("b.csv", "status,count,time\n")
        var plan = ReplayPlan(ReplaySettings())
        plan.speed = .infinity
        for isPaused in [true, false] {
            let replay = try makeReplay(folder, plan)
            while !replay.isReady { try replay.slice(now: 0, until: { true }) }
            try replay.slice(now: 1, until: { true })
            let (applied, range) = (try #require(replay.applied), try #require(replay.range))
            #expect(applied > range.start && applied < range.end)
            #expect(replay.perform(isPaused ? .pause : .speed(1), now: 2) == nil)
            settle(replay, 3)
            #expect(replay.applied ?? .latest <= applied.advanced(by: 1), "a nanosecond has gone by")
            #expect(replay.state == (isPaused ? .paused : .running))
        }
    }

    @Test func `a paused clock changes no series`() throws {
        let folder = TemporaryDirectory()
        folder.write("a.csv", "time,status,count\n100000000000,x,3\n200000000000,x,4\n")
        folder.write("b.csv", "status,count,time\n")
        let replay = try makeReplay(folder, ReplayPlan(ReplaySettings()))
        settle(replay, 0)
        settle(replay, 2_000_000_000)
        #expect(replay.perform(.pause, now: 2_000_000_000) == nil)
        settle(replay, 900_000_000_000)
        #expect(replay.state == .paused)
        #expect(shown(replay) == ["sum_total{status=\"x\"}": 3, "latest{status=\"x\"}": 3])
        #expect(replay.perform(.resume, now: 900_000_000_000) == nil)
        settle(replay, 999_000_000_000)
        #expect(shown(replay)["latest{status=\"x\"}"] == 4)
    }
}

extension Replay {
    /// The event time that a scrape reports. Only an end of the range of instants is not a whole millisecond.
    fileprivate var reported: Instant? {
        guard let applied = run.applied else { return nil }
        return applied == .latest ? applied : applied.roundedDown(to: 1_000_000)
    }
}

private func makeReplay(
    _ folder: TemporaryDirectory, _ plan: ReplayPlan, _ time: String = "format: unix_ns", _ dialect: String = "{}"
) throws -> Replay {
    let configuration = try ConfigurationReader.read(
        folder.write("map.yml", ReplayTests.mapping(time, dialect: dialect)))
    return try Replay(configuration, plan, SilentObserver(), startTime: 1)
}

/// Runs slices until the replay has no more work at this moment. Forty slices are enough for all phases.
private func settle(_ replay: Replay, _ now: Int64) {
    for _ in 0..<40 { #expect(throws: Never.self) { try replay.slice(now: now, until: { false }) } }
}

private func shown(_ replay: Replay) -> [String: Double] {
    var result: [String: Double] = [:]
    for family in replay.snapshot() {
        for series in family.shownSeries {
            let labels = zip(family.labelNames, series.labelValues).map { "\($0)=\"\($1)\"" }
            result["\(family.name){\(labels.joined(separator: ","))}"] = series.values[0]
        }
    }
    return result
}

private func counters(_ replay: Replay) -> [String: Double] {
    shown(replay).filter { $0.key.hasPrefix("sum") }
}

private func expectOracle(_ oracle: Oracle, _ replay: Replay, _ comment: Comment) {
    guard replay.isReady, !oracle.records.isEmpty else { return }
    let wanted = oracle.series(until: replay.reported).merging(
        oracle.totals(times: replay.passes - 1), uniquingKeysWith: +)
    #expect(shown(replay) == wanted, comment)
}
