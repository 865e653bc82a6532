import EventTime
import TestSupport
import Testing

private let second: Int64 = 1_000_000_000

@Suite struct ReplayClockTests {
    @Test(arguments: [0.5, 1, 60, 977.25, 3600, 86_400])
    func `the event clock is the start plus the elapsed time, times the speed`(_ speed: Double) {
        var clock = ReplayClock(start: 5000 * second, speed: speed)
        #expect(clock.target(at: 999 * second) == 5000 * second, "it waits")
        #expect(clock.wallDue(for: 5001 * second) == nil)
        clock.start(at: 100 * second)
        #expect(clock.target(at: 100 * second) == 5000 * second)
        #expect(clock.target(at: 104 * second) == 5000 * second + Int64(4 * speed * 1e9))
    }

    @Test func `years at speed 1 keep their nanoseconds`() {
        var clock = ReplayClock(start: 0, speed: 1)
        clock.start(at: 0)
        let years = 10 * 365 * 86_400 * second + 7
        #expect(clock.target(at: years) == years)
    }

    @Test func `a record is due at the first nanosecond at which the clock has reached it`() {
        for seed in 0..<400 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            let speed =
                [0.25, 1, 3.7, 60, 600, 1e6, Double.random(in: 0.01...5000, using: &chance)].randomElement(
                    using: &chance) ?? 1
            let start = Int64.random(in: -1_000_000...1_000_000_000, using: &chance) * 1_000_000_000
            var clock = ReplayClock(start: start, speed: speed)
            clock.start(at: Int64.random(in: 0...1_000_000_000_000, using: &chance))
            let event = start + Int64.random(in: 1...1_000_000, using: &chance) * 1_000_003
            guard let due = clock.wallDue(for: event) else {
                Issue.record("seed \(seed): a running clock reaches every event")
                continue
            }
            #expect(clock.target(at: due) >= event, "seed \(seed)")
            #expect(clock.target(at: due - 1) < event, "seed \(seed)")
        }
    }

    @Test func `pausing freezes the clock, resuming goes on from there`() {
        var clock = ReplayClock(start: 0, speed: 60)
        clock.start(at: 0)
        clock.pause(at: 2 * second)
        #expect(clock.target(at: 900 * second) == 120 * second)
        #expect(clock.wallDue(for: 121 * second) == nil)
        clock.resume(at: 900 * second)
        #expect(clock.target(at: 901 * second) == 180 * second)
    }

    @Test func `a new speed counts from now on, running or paused`() {
        var clock = ReplayClock(start: 0, speed: 60)
        clock.start(at: 0)
        clock.setSpeed(10, at: second)
        #expect(clock.target(at: 2 * second) == 70 * second)
        clock.pause(at: 2 * second)
        clock.setSpeed(1, at: 5 * second)
        clock.resume(at: 10 * second)
        #expect(clock.target(at: 11 * second) == 71 * second)
    }

    @Test func `a seek sets the clock and leaves it running`() {
        var clock = ReplayClock(start: 0, speed: 2)
        clock.start(at: 0)
        clock.seek(to: 1000 * second, at: 50 * second)
        #expect(clock.target(at: 51 * second) == 1002 * second)
        clock.seek(to: 10 * second, at: 51 * second)
        #expect(clock.target(at: 51 * second) == 10 * second)
    }

    @Test func `at full speed everything has come as soon as the clock runs, and nothing overflows`() {
        var clock = ReplayClock(start: 0, speed: .infinity)
        clock.start(at: 7)
        #expect(clock.target(at: 7) == .max)
        #expect(clock.wallDue(for: .max) == 7)
        var fast = ReplayClock(start: .max - 10, speed: 1e15)
        fast.start(at: 0)
        #expect(fast.target(at: .max) == .max)
        var slow = ReplayClock(start: .min + 1, speed: 1e-9)
        slow.start(at: 0)
        #expect(slow.wallDue(for: .max) == .max)
    }
}

@Suite struct TimeFormatterTests {
    @Test(arguments: [
        ("%H", "08"), ("%Y-%m-%d", "2026-03-02"), ("%F %T", "2026-03-02 08:05:09"), ("%A %a", "Monday Mon"),
        ("%B %b %e", "March Mar  2"), ("%j %u %w", "061 1 1"), ("%G-W%V", "2026-W10"), ("%I %p", "08 AM"),
        ("%k|%l", " 8| 8"), ("%y", "26"), ("%s", "1772438709"), ("%z %%", "+0000 %"), ("%R %D", "08:05 03/02/26"),
        ("hour", "hour"),
    ])
    func `directives in UTC`(_ pattern: String, _ wanted: String) throws {
        let formatter = try TimeFormatter(pattern, zone: .utc)
        var bytes: [UInt8] = []
        formatter.append(1_772_438_709 * second, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == wanted)
    }

    @Test(arguments: [("2024-12-30", "2025-W01"), ("2026-12-31", "2026-W53"), ("2027-01-03", "2026-W53")])
    func `ISO weeks belong to the year of their Thursday`(_ day: String, _ wanted: String) throws {
        let date = try #require(CivilDate(day))
        var bytes: [UInt8] = []
        try TimeFormatter("%G-W%V", zone: .utc).append(Int64(date.daysSince1970) * 86_400 * second, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == wanted)
    }

    @Test func `the text stays within a multiple of the granularity`() throws {
        let zone = try #require(Zone(fixed: "+05:30"))
        for pattern in ["%H", "%F", "%M", "%R", "%A"] {
            let formatter = try TimeFormatter(pattern, zone: zone)
            var chance = SeededGenerator(seed: 3)
            for _ in 0..<200 {
                let step = Int64.random(in: -1_000_000...30_000_000, using: &chance)
                let texts = [0, formatter.granularity - 1].map { offset in
                    var bytes: [UInt8] = []
                    formatter.append(step * formatter.granularity + offset, to: &bytes)
                    return bytes
                }
                #expect(texts[0] == texts[1], "\(pattern) at step \(step)")
            }
        }
    }

    @Test func `an unknown directive is refused`() {
        #expect(throws: FormatError.self) { try TimeFormatter("%H:%Q", zone: .utc) }
        #expect(throws: FormatError.self) { try TimeFormatter("%", zone: .utc) }
    }
}

@Suite struct CivilDateTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-03-02", 20_514), ("1969-12-31", -1), ("1900-03-01", -25_508),
    ])
    func `days count from 1970`(_ text: String, _ days: Int) throws {
        #expect(try #require(CivilDate(text)).daysSince1970 == days)
        #expect(CivilDate(daysSince1970: days) == CivilDate(text))
    }

    @Test func `every day of 800 years follows the one before`() {
        var last = CivilDate(daysSince1970: -200_001)
        for days in -200_000...100_000 {
            let date = CivilDate(daysSince1970: days)
            #expect(date.daysSince1970 == days && last < date)
            last = date
        }
    }

    @Test(arguments: [
        "2026-02-29", "2026-13-01", "2026-1-1", "20260101", "2026-01-00", "", "2026-01-01x", "+026-01-01",
    ])
    func `what is no date`(_ text: String) { #expect(CivilDate(text) == nil) }
}
