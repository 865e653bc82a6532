import EventTime
import TestSupport
import Testing

private let second: Int64 = 1_000_000_000

@Suite struct ReplayClockTests {
    @Test(arguments: [0.5, 1, 60, 977.25, 3600, 86_400])
    func `the event clock is the start plus the elapsed time, times the speed`(_ speed: Double) {
        var clock = ReplayClock(start: .seconds(5000), speed: speed)
        #expect(clock.target(at: 999 * second) == .seconds(5000), "it waits")
        #expect(clock.wallDue(for: .seconds(5001)) == nil)
        clock.start(at: 100 * second)
        #expect(clock.target(at: 100 * second) == .seconds(5000))
        #expect(clock.target(at: 104 * second) == .seconds(5000, Int64(4 * speed * 1e9)))
    }

    @Test(
        arguments: [
            (1, 315_360_000_000_000_007, 315_360_000_000_000_007),
            (60, 126_144_000_000_000_001, 7_568_640_000_000_000_060),
            (0.1, 315_360_000_000_000_007, 31_536_000_000_000_002),
            (977.3, 7_884_000_000_000_001, 7_705_033_200_000_000_618),
            (1.0 / 3, 630_720_000_000_000_001, 210_239_999_999_999_988),
            (1.000_000_1, 283_824_000_000_000_003, 283_824_028_382_400_019),
        ] as [(Double, Int64, Int64)])
    func `years keep their nanoseconds at any speed`(_ speed: Double, _ elapsed: Int64, _ wanted: Int64) {
        var clock = ReplayClock(start: 0, speed: speed)
        clock.start(at: 0)
        #expect(clock.target(at: elapsed) == Instant(nanoseconds: wanted))
    }

    @Test(
        arguments: [
            (0.1, 31_536_000_000_000_000, 315_359_999_999_999_983),
            (977.3, 6_307_200_000_000_000_000, 6_453_698_966_540_469),
            (1.0 / 3, 1, 4), (1e-9, 1, 1_000_000_000), (3, 10, 4), (1e-300, 1, .max), (1e300, .max, 1), (1, .max, .max),
        ] as [(Double, Int64, Int64)])
    func `an event is due after its distance divided by the speed, rounded up`(
        _ speed: Double, _ event: Int64, _ wanted: Int64
    ) {
        var clock = ReplayClock(start: 0, speed: speed)
        clock.start(at: 0)
        #expect(clock.wallDue(for: Instant(nanoseconds: event)) == wanted)
    }

    @Test func `earlier records are due when the clock starts, and the clock does not move before`() {
        var clock = ReplayClock(start: 1000, speed: 2)
        clock.start(at: 50)
        #expect(clock.wallDue(for: 1000) == 50)
        #expect(clock.wallDue(for: -5) == 50)
        #expect(clock.target(at: 7) == 1000)
        #expect(clock.target(at: .min) == 1000)
    }

    @Test func `a clock can run over the whole range of instants`() {
        var clock = ReplayClock(start: .earliest, speed: 4)
        clock.start(at: 0)
        // 2^64 - 1 nanoseconds lie between both ends.
        #expect(clock.wallDue(for: .latest) == 4_611_686_018_427_387_904)
        #expect(clock.target(at: 4_611_686_018_427_387_903) == 9_223_372_036_854_775_804)
        #expect(clock.target(at: 4_611_686_018_427_387_904) == .latest)
    }

    @Test func `the clock never steps back`() {
        for seed in 0..<50 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            var clock = ReplayClock(start: 0, speed: Double.random(in: 0.01...20, using: &chance))
            clock.start(at: 0)
            let around = Int64.random(in: 0...400_000_000, using: &chance) * second
            var last = clock.target(at: around - 50)
            for wall in around - 49...around + 50 {
                let target = clock.target(at: wall)
                #expect(target >= last, "seed \(seed), wall \(wall)")
                last = target
            }
        }
    }

    @Test func `a record is due at the first nanosecond at which the clock has reached it`() {
        for seed in 0..<400 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            let speed =
                [0.25, 1, 3.7, 60, 600, 1e6, Double.random(in: 0.01...5000, using: &chance)].randomElement(
                    using: &chance) ?? 1
            let start = Instant.seconds(Int64.random(in: -1_000_000...1_000_000_000, using: &chance))
            var clock = ReplayClock(start: start, speed: speed)
            clock.start(at: Int64.random(in: 0...1_000_000_000_000, using: &chance))
            let event = start.advanced(by: Int64.random(in: 1...1_000_000, using: &chance) * 1_000_003)
            guard let due = clock.wallDue(for: event) else {
                Issue.record("seed \(seed): a running clock reaches every event")
                continue
            }
            #expect(clock.target(at: due) >= event, "seed \(seed)")
            #expect(clock.target(at: due - 1) < event, "seed \(seed)")
        }
    }

    @Test func `a paused clock does not move, and resumes at the same event time`() {
        var clock = ReplayClock(start: 0, speed: 60)
        clock.start(at: 0)
        clock.pause(at: 2 * second)
        #expect(clock.target(at: 900 * second) == .seconds(120))
        #expect(clock.wallDue(for: .seconds(121)) == nil)
        clock.resume(at: 900 * second)
        #expect(clock.target(at: 901 * second) == .seconds(180))
    }

    @Test func `a waiting clock can be paused, and starts only when it is resumed`() {
        var clock = ReplayClock(start: .seconds(7), speed: 60)
        clock.pause(at: second)
        clock.start(at: 2 * second)
        #expect(clock.state == .paused && clock.target(at: 3 * second) == .seconds(7))
        clock.resume(at: 3 * second)
        #expect(clock.target(at: 4 * second) == .seconds(67))
    }

    @Test func `a new speed counts from now on, running or paused`() {
        var clock = ReplayClock(start: 0, speed: 60)
        clock.start(at: 0)
        clock.setSpeed(10, at: second)
        #expect(clock.target(at: 2 * second) == .seconds(70))
        clock.pause(at: 2 * second)
        clock.setSpeed(1, at: 5 * second)
        clock.resume(at: 10 * second)
        #expect(clock.target(at: 11 * second) == .seconds(71))
    }

    @Test func `a seek sets a clock that continues to run`() {
        var clock = ReplayClock(start: 0, speed: 2)
        clock.start(at: 0)
        clock.seek(to: .seconds(1000), at: 50 * second)
        #expect(clock.target(at: 51 * second) == .seconds(1002))
        clock.seek(to: .seconds(10), at: 51 * second)
        #expect(clock.target(at: 51 * second) == .seconds(10))
    }

    @Test func `at full speed every record is due as soon as the clock runs, and no sum overflows`() {
        var clock = ReplayClock(start: 0, speed: .infinity)
        clock.start(at: 7)
        #expect(clock.target(at: 7) == .latest)
        #expect(clock.wallDue(for: .latest) == 7)
        var fast = ReplayClock(start: .latest.advanced(by: -10), speed: 1e15)
        fast.start(at: 0)
        #expect(fast.target(at: .max) == .latest)
        var slow = ReplayClock(start: .earliest, speed: 1e-9)
        slow.start(at: 0)
        #expect(slow.wallDue(for: .latest) == .max)
    }
}
