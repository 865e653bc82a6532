import CSV
import EventTime
import Foundation
import POSIX
import TestSupport
import Testing

@testable import Feed

/// Follows `log.csv` by a rule of times. The test sets the wall clock.
private struct TimeFollower {
    let folder = TemporaryDirectory()
    var arrival = Instant(nanoseconds: now * 1_000_000_000)
    var rejects: [FeedReject] = []
    private var live: Live
    private var step: Int64 = 0

    init(_ rule: TimeRule, _ text: String) {
        folder.write("log.csv", text)
        let source = FeedSource(name: "s", files: [], dialect: Dialect(), columns: ["t", "k"], time: rule)
        live = Live([source], patterns: [["\(folder.path)/log.csv"]], maximumFiles: 9)
        setTimeOfChange()
    }

    /// The event times of all new records, in seconds.
    mutating func read(_ text: String = "") throws -> [Int64] {
        if !text.isEmpty { try FileDescriptor.openForAppending(folder.path + "/log.csv").write(text) }
        setTimeOfChange()
        step += 1
        live.update(now: step, hasEvents: true)
        var found: [Int64] = []
        while let batch = live.read(0, arrival: arrival) {
            found += batch.times.map { Int64($0.wholeSeconds) }
            rejects += batch.rejects
        }
        return found
    }

    mutating func faults() -> [String] { live.takeNotices().map { $0.sentence } }

    /// Makes the file's time of change a day of long ago, so that only the wall clock counts.
    private func setTimeOfChange(_ seconds: Int64 = 0) {
        let date = Date(timeIntervalSince1970: Double(seconds))
        try? FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: folder.path + "/log.csv")
    }
}

private func rule(_ format: String, _ zone: Zone = .utc, ahead: Int64? = nil) throws -> TimeRule {
    var rule = TimeRule(slots: [0], format: try TimeFormat(format), zone: zone, date: nil, dueAfterStart: 0)
    rule.ahead = ahead.map { $0 * 1_000_000_000 }
    return rule
}

private let now: Int64 = 1_792_890_000

@Suite struct LiveTimeTests {
    @Test func `a record later than the clock allows is rejected, and the others are read`() throws {
        var follower = TimeFollower(
            try rule("unix", ahead: 86_400), "t,k\n1,a\n\(now + 86_400),b\n\(now + 86_401),c\n\(now),d\n")
        #expect(try follower.read() == [1, now + 86_400, now])
        #expect(follower.rejects.map { $0.reason.label } == ["future_time"])
        #expect(follower.rejects.map { $0.location.line } == [4])
        #expect(try follower.read("9223372036,e\n\(now + 1),f\n") == [now + 1])
        #expect(follower.rejects.count == 2 && follower.faults().isEmpty)
    }

    @Test func `the clock is judged before a record is due`() throws {
        var rule = TimeRule(
            slots: [0], format: try TimeFormat("unix"), zone: .utc, date: nil, dueAfterStart: 7_200_000_000_000)
        rule.ahead = 3_600_000_000_000
        var follower = TimeFollower(rule, "t,k\n\(now + 3600),a\n\(now + 3601),b\n")
        #expect(try follower.read() == [now + 3600 + 7200])
    }

    @Test func `without a limit every time is believed`() throws {
        var follower = TimeFollower(try rule("unix"), "t,k\n\(now + 1_000_000_000),a\n")
        #expect(try follower.read() == [now + 1_000_000_000])
    }

    @Test func `ten records in a row in the future warn of the zone, once`() throws {
        var follower = TimeFollower(try rule("unix", ahead: 60), "t,k\n")
        for number in 1...9 { #expect(try follower.read("\(now + 3600 + Int64(number)),a\n") == []) }
        #expect(follower.faults().isEmpty)
        #expect(try follower.read("\(now + 3600),a\n\(now + 3600),a\n") == [])
        #expect(follower.faults().map { $0.contains("10 records in a row") && $0.contains("zone") } == [true])
        #expect(try follower.read("\(now + 3600),a\n") == [])
        #expect(follower.faults().isEmpty)
        // A record that is believed ends the row.
        let row = (0..<9).map { _ in "\(now + 3600),a\n" }.joined()
        #expect(try follower.read("\(now),a\n" + row) == [now])
        #expect(follower.faults().isEmpty)
        #expect(try follower.read("\(now + 3600),a\n") == [])
        #expect(follower.faults().count == 1)
    }

    @Test func `without times, the wall clock at reading is the time`() throws {
        var rule = try rule("unix")
        rule = TimeRule(slots: [], format: rule.format, zone: .utc, date: nil, dueAfterStart: 0)
        rule.origin = .arrival
        var follower = TimeFollower(rule, "t,k\n5,a\nx,b\n")
        #expect(try follower.read() == [now, now])
        follower.arrival = .seconds(now + 5)
        #expect(try follower.read("7,c\n") == [now + 5])
        #expect(try follower.read("t,k\n8,d\nk,more,t\ne,x,9\n") == [now + 5, now + 5], "headers are no records")
        #expect(follower.rejects.isEmpty)
    }

    /// The wall clock shows 2026-10-24 21:00 UTC, 23:00 in the zone of the file.
    private static let evening: Int64 = 1_792_875_600

    @Test func `a clock that steps back by hours has passed midnight, and the last record is not in the future`() throws
    {
        let zone = try #require(Zone(fixed: "+02:00"))
        let evening = Self.evening
        var follower = TimeFollower(
            try rule("%H:%M", zone), "t,k\n23:00,a\n23:50,b\n00:10,c\n00:05,d\n22:00,e\n01:00,f\n23:30,g\n")
        follower.arrival = .seconds(evening)
        let day: Int64 = 86_400
        #expect(
            try follower.read() == [
                evening - 3 * day, evening - 3 * day + 3000, evening - 3 * day + 4200, evening - 3 * day + 3900,
                evening - 2 * day - 3600, evening - 2 * day + 7200, evening - day + 1800,
            ])
    }

    @Test func `a record that arrives has the day that is nearest`() throws {
        let zone = try #require(Zone(fixed: "+02:00"))
        let evening = Self.evening
        var follower = TimeFollower(try rule("%H:%M", zone, ahead: 60), "t,k\n22:00,a\n")
        follower.arrival = .seconds(evening)
        #expect(try follower.read() == [evening - 3600])
        follower.arrival = .seconds(evening + 3605)
        #expect(try follower.read("23:59,b\n00:00,c\n00:20,d\n") == [evening + 3540, evening + 3600, evening + 4800])
        #expect(try follower.read("23:58,e\n") == [evening + 3480])
        // Days later, the file goes on.
        follower.arrival = .seconds(evening + 5 * 86_400)
        #expect(try follower.read("23:00,f\n") == [evening + 5 * 86_400])
        #expect(follower.rejects.isEmpty)
    }

    @Test func `the days of long content are those of its midnights`() throws {
        let count = 60_000
        let clocks = (0..<count).map { number -> String in
            let minute = number * 7 % 1440
            return "\(minute / 60 < 10 ? "0" : "")\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60),x\n"
        }
        var follower = TimeFollower(try rule("%H:%M"), "t,k\n" + clocks.joined())
        let last = Int64((count - 1) * 7 % 1440 * 60)
        let midnight: Int64 = 1_792_800_000
        follower.arrival = .seconds(midnight + last + 3600)
        let found = try follower.read()
        #expect(found.count == count)
        #expect(found.last == midnight + last && found.first == midnight + last - Int64((count - 1) * 420))
        #expect(zip(found, found.dropFirst()).allSatisfy { $1 - $0 == 420 })
    }

    @Test func `a followed file goes on in the occurrence of the hour in which it was`() throws {
        let path = "/usr/share/zoneinfo/Europe/Berlin"
        guard let data = FileManager.default.contents(atPath: path) else { return }
        let zone = try Zone(tzif: Array(data), name: "Europe/Berlin")
        var follower = TimeFollower(try rule("%Y-%m-%d %H:%M:%S", zone), "t,k\n2026-10-25 02:50:00,a\n")
        #expect(try follower.read() == [now - 600])
        #expect(try follower.read("2026-10-25 02:10:00,b\n") == [now + 600])
        #expect(try follower.read("2026-10-25 02:50:00,c\n") == [now + 3000])
        #expect(try follower.read("2026-10-25 02:40:00,d\n") == [now + 2400])
        #expect(try follower.read("2026-10-25 03:00:00,e\n") == [now + 3600])
    }
}
