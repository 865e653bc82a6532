import EventTime
import Metrics
import TestSupport
import Testing

@testable import Exporter

/// Replays of random files, driven by hand: the wall clock is a number that the test counts up.
@Suite struct ReplayTests {
    static let mapping = """
        sources:
          - name: random
            files: [a.csv, b.csv]
            time: {column: time, format: unix}
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

    @Test(arguments: 0..<24)
    func `a replay shows what the oracle folds, at every moment of every pass`(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        let folder = TemporaryDirectory()
        let oracle = Oracle(records: makeFiles(in: folder, &chance))
        var plan = ReplayPlan(ReplaySettings())
        plan.speed = [1, 60, 977.5, Double.infinity].randomElement(using: &chance) ?? 1
        plan.loop = true
        plan.loopPause = 1_000_000_000
        var replay = try makeReplay(folder, plan)
        var now: Int64 = 0
        for _ in 0..<60 {
            now += Int64.random(in: 0...20_000_000_000, using: &chance)
            // A deadline that has passed makes the shortest slices there are.
            let slices = Int.random(in: 1...4, using: &chance)
            for _ in 0..<slices { try replay.slice(now: now, deadline: Bool.random(using: &chance) ? .max : 0) }
            expectOracle(oracle, &replay, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<12)
    func `seeking forward applies what lies between, seeking backward begins a pass there`(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed &+ 1000)
        let folder = TemporaryDirectory()
        let oracle = Oracle(records: makeFiles(in: folder, &chance))
        var plan = ReplayPlan(ReplaySettings())
        plan.speed = 50
        var replay = try makeReplay(folder, plan)
        var now: Int64 = 0
        settle(&replay, now)
        // What the counters had and where they were when the clock was last set back.
        var (base, from) = ([String: Double](), Int.min)
        for _ in 0..<30 {
            let before = counters(&replay)
            if Bool.random(using: &chance) {
                now += Int64.random(in: 0...2_000_000_000, using: &chance)
            } else {
                let target = Instant.random(in: replay.start...replay.end, using: &chance)
                if target < replay.applied { (base, from) = (before, Int(target / 1_000_000_000)) }
                replay.seek(to: target, now: now)
            }
            settle(&replay, now)
            let until = Int(replay.applied / 1_000_000_000)
            let wanted = oracle.series(until: until).merging(
                oracle.series(until: from).filter { $0.key.hasPrefix("sum") }, uniquingKeysWith: -
            ).merging(base, uniquingKeysWith: +)
            #expect(shown(&replay) == wanted, "seed \(seed), until \(until)")
        }
    }

    @Test func `every counter is there at 0 before the clock starts, and no gauge is`() throws {
        let folder = TemporaryDirectory()
        folder.write("a.csv", "time,status,count\n100,x,3\n200,y,4\n")
        folder.write("b.csv", "status,count,time\nz,5,150\n")
        var plan = ReplayPlan(ReplaySettings())
        plan.waitForScrape = true
        var replay = try makeReplay(folder, plan)
        settle(&replay, 0)
        #expect(replay.state == "waiting")
        #expect(replay.applied == 99_000_000_000)
        #expect(
            shown(&replay)
                == ["sum_total{status=\"x\"}": 0, "sum_total{status=\"y\"}": 0, "sum_total{status=\"z\"}": 0])
        try replay.slice(now: 500_000_000_000, deadline: .max)
        #expect(replay.applied == 99_000_000_000, "the clock waits for the scrape")
        replay.scraped(now: 500_000_000_000)
        try replay.slice(now: 551_000_000_000, deadline: .max)
        #expect(replay.applied == 150_000_000_000)
        #expect(shown(&replay)["sum_total{status=\"z\"}"] == 5)
        #expect(shown(&replay)["latest{status=\"y\"}"] == nil)
    }

    @Test func `a gap above the limit is jumped at once, one at the limit is waited for`() throws {
        for (gap, isJumped) in [(Int64(99), true), (100, false)] {
            let folder = TemporaryDirectory()
            folder.write("a.csv", "time,status,count\n100,x,3\n200,y,4\n")
            folder.write("b.csv", "status,count,time\n")
            var plan = ReplayPlan(ReplaySettings())
            plan.maxGap = gap * 1_000_000_000
            var replay = try makeReplay(folder, plan)
            settle(&replay, 0)
            for now in [1_000_000_000, 1_000_000_001] as [Int64] { settle(&replay, now) }
            #expect((replay.applied >= 200_000_000_000) == isJumped)
        }
    }

    @Test func `with a start, what lies before it is warm-up of the first pass only`() throws {
        let folder = TemporaryDirectory()
        folder.write("a.csv", "time,status,count\n100,x,3\n200,x,4\n300,x,5\n")
        folder.write("b.csv", "status,count,time\n")
        var plan = ReplayPlan(ReplaySettings())
        plan.startAt = 200_000_000_000
        plan.loop = true
        plan.speed = .infinity
        var replay = try makeReplay(folder, plan)
        settle(&replay, 0)
        #expect(shown(&replay) == ["sum_total{status=\"x\"}": 12, "latest{status=\"x\"}": 5])
        settle(&replay, 6_000_000_000)
        #expect(replay.passes == 2)
        #expect(shown(&replay) == ["sum_total{status=\"x\"}": 17, "latest{status=\"x\"}": 5])
    }

    @Test func `nothing wakes the replay up before the next record is due`() throws {
        let folder = TemporaryDirectory()
        folder.write("a.csv", "time,status,count\n100,x,3\n220,x,4\n")
        folder.write("b.csv", "status,count,time\n")
        var plan = ReplayPlan(ReplaySettings())
        plan.speed = 60
        var replay = try makeReplay(folder, plan)
        settle(&replay, 0)
        // The clock starts a second before the first record; 121 event seconds are two seconds and a bit.
        #expect(replay.nextWake(now: 5_000_000) == 16_666_667)
        settle(&replay, 16_666_667)
        #expect(replay.nextWake(now: 900_000_000) == 2_016_666_667)
        replay.pause(now: 900_000_000)
        #expect(replay.nextWake(now: 900_000_000) == nil)
        replay.resume(now: 1_000_000_000)
        settle(&replay, 3_000_000_000)
        #expect(replay.state == "finished" && replay.nextWake(now: 3_000_000_000) == nil)
    }

    @Test func `a replay at full speed can be paused and slowed down where its records are`() throws {
        let folder = TemporaryDirectory()
        // More than a batch, so that the shortest slice does not reach the end.
        let rows = (0..<60_000).map { "\(100 + $0),x,1\n" }.joined()
        folder.write("a.csv", "time,status,count\n" + rows)
        folder.write("b.csv", "status,count,time\n")
        var plan = ReplayPlan(ReplaySettings())
        plan.speed = .infinity
        for isPaused in [true, false] {
            var replay = try makeReplay(folder, plan)
            while !replay.showsMapped { try replay.slice(now: 0, deadline: 0) }
            try replay.slice(now: 1, deadline: 0)
            let applied = replay.applied
            #expect(applied > replay.start && applied < replay.end)
            if isPaused { replay.pause(now: 2) } else { replay.setSpeed(1, now: 2) }
            settle(&replay, 3)
            #expect(replay.applied - applied <= 1, "a nanosecond has gone by")
            #expect(replay.state == (isPaused ? "paused" : "running"))
        }
    }

    @Test func `a paused clock leaves every series as it is`() throws {
        let folder = TemporaryDirectory()
        folder.write("a.csv", "time,status,count\n100,x,3\n200,x,4\n")
        folder.write("b.csv", "status,count,time\n")
        var replay = try makeReplay(folder, ReplayPlan(ReplaySettings()))
        settle(&replay, 0)
        settle(&replay, 2_000_000_000)
        replay.pause(now: 2_000_000_000)
        settle(&replay, 900_000_000_000)
        #expect(replay.state == "paused")
        #expect(shown(&replay) == ["sum_total{status=\"x\"}": 3, "latest{status=\"x\"}": 3])
        replay.resume(now: 900_000_000_000)
        settle(&replay, 999_000_000_000)
        #expect(shown(&replay)["latest{status=\"x\"}"] == 4)
    }
}

/// Writes `a.csv` and `b.csv` with random records in random order, and returns them in file order.
private func makeFiles(in folder: TemporaryDirectory, _ chance: inout SeededGenerator) -> [OracleRecord] {
    let isSorted = Bool.random(using: &chance)
    let span = [3, 50, 2000].randomElement(using: &chance) ?? 3
    var records: [OracleRecord] = []
    for name in ["a", "b"] {
        // Beyond 4 096 runs an index takes the merge's place.
        let count = [0, 1, 30, 30, 400, 400, 5000].randomElement(using: &chance) ?? 1
        var times = (0..<count).map { _ in 1000 + Int.random(in: 0...span, using: &chance) }
        if isSorted { times.sort() }
        let mine = times.map { time in
            OracleRecord(
                time: time, status: ["ok", "failed", "re\"versed"].randomElement(using: &chance) ?? "",
                count: Int.random(in: 0...9, using: &chance))
        }
        let rows = mine.map {
            "\($0.time),\"\($0.status == "ok" ? "ok" : $0.status.replacing("\"", with: "\"\""))\",\($0.count)"
        }
        folder.write("\(name).csv", "time,status,count\n" + rows.map { $0 + "\n" }.joined())
        records += mine
    }
    return records.map { OracleRecord(time: $0.time, status: $0.status.replacing("\"", with: "\\\""), count: $0.count) }
}

private func makeReplay(_ folder: TemporaryDirectory, _ plan: ReplayPlan) throws -> Replay {
    let configuration = try ConfigurationReader.read(folder.write("map.yml", ReplayTests.mapping))
    return try Replay(configuration, plan, Logger(level: .error))
}

/// Lets the replay do all that is to be done at this moment.
private func settle(_ replay: inout Replay, _ now: Int64) {
    for _ in 0..<40 { #expect(throws: Never.self) { try replay.slice(now: now, deadline: .max) } }
}

private func shown(_ replay: inout Replay) -> [String: Double] {
    var result: [String: Double] = [:]
    for family in replay.registrySnapshot() {
        for (series, value) in zip(family.series, family.values) {
            let labels = String(decoding: series.chunk[Int(series.start)..<Int(series.end)], as: UTF8.self)
            result["\(family.name){\(labels)}"] = value
        }
    }
    return result
}

private func counters(_ replay: inout Replay) -> [String: Double] {
    shown(&replay).filter { $0.key.hasPrefix("sum") }
}

private func expectOracle(_ oracle: Oracle, _ replay: inout Replay, _ comment: Comment) {
    guard replay.showsMapped, !oracle.records.isEmpty else { return }
    let until = Int((Double(replay.applied) / 1e9).rounded(.down))
    let wanted = oracle.series(until: until).merging(oracle.totals(times: replay.passes - 1), uniquingKeysWith: +)
    #expect(shown(&replay) == wanted, comment)
}
