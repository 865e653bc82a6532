import EventTime
import POSIX

/// Finds the days of the times without a date in a followed file. A clock that steps back by hours has passed midnight.
///
/// The last record of the content that is there at the start is not later than the wall clock; the days of the records
/// before it follow from their midnights. A record that arrives later has the day that brings it nearest to its
/// arrival.
struct ArrivalDays {
    /// A step back of so many seconds or more passes midnight.
    private static let leastStep = 7200
    /// A record may come so many seconds late: across midnight, its clock steps forward by nearly a day.
    private static let lateness = 600
    /// The clock of a device may be ahead of the wall clock by so many nanoseconds.
    private static let tolerance: Int64 = 300_000_000_000
    private static let day = 86_400

    private let zone: Zone
    /// The end of the content that was there at the start.
    private let end: Int
    /// The day of the last record.
    private var today: Int
    /// The second of the local day of the last record; nil without records.
    private var last: Int?

    /// The days of the records of `file` from `start` on, whose line is `line`. Reads the file to its end. `arrival` is
    /// the wall time.
    init(
        _ file: SourceFile, _ descriptor: FileDescriptor, _ source: FeedSource, from start: Int, line: UInt32,
        arrival: Instant
    ) throws(SystemError) {
        zone = source.time.zone
        end = try descriptor.status().size
        let present = zone.date(at: arrival)
        today = 0
        var batch = FeedBatch(source: 0, width: source.columns.count)
        var chunks = FileChunks(
            file, range: start..<max(start, end), line: line, source: source, day: present, chunkBytes: 1 << 17,
            isNewestFirst: false)
        var latest: Instant?
        while !chunks.isAtEnd, try chunks.next(descriptor, into: &batch, isOpenEnded: true) {
            for time in batch.times { pass(source.time.eventTime(ofDue: time)) }
            latest = batch.times.last.map { source.time.eventTime(ofDue: $0) } ?? latest
        }
        let isLater = latest.map { $0 > arrival.advanced(by: Self.tolerance) } ?? false
        today = present.daysSince1970 - today - (isLater ? 1 : 0)
        last = nil
    }

    /// Moves the times of a batch, which begins at `offset` of the file, to their days.
    mutating func move(_ times: inout [Instant], _ rule: TimeRule, offset: Int, arrival: Instant) {
        if offset >= end { anchor(times.map { rule.eventTime(ofDue: $0) }, arrival) }
        for index in times.indices {
            let time = rule.eventTime(ofDue: times[index])
            pass(time)
            times[index] = on(today, time).advanced(by: rule.dueAfterStart)
        }
    }

    /// Sets the day of the first of new records so that the last of them is as near to its arrival as possible.
    private mutating func anchor(_ times: [Instant], _ arrival: Instant) {
        guard let latest = times.last else { return }
        var passed = self
        for time in times { passed.pass(time) }
        let present = zone.date(at: arrival).daysSince1970
        let nearest = (present - 1...present + 1).min {
            distance(on($0, latest), arrival) < distance(on($1, latest), arrival)
        }
        today += (nearest ?? present) - passed.today
    }

    private func distance(_ left: Instant, _ right: Instant) -> UInt64 {
        max(left.nanoseconds(since: right), right.nanoseconds(since: left))
    }

    /// Goes on to a record with the clock of `time`.
    private mutating func pass(_ time: Instant) {
        let second = second(of: time)
        if let last {
            if last - second >= Self.leastStep { today += 1 }
            if second - last >= Self.day - Self.lateness { today -= 1 }
        }
        last = second
    }

    /// The second of the local day.
    private func second(of time: Instant) -> Int {
        let second = (Int(time.parts.seconds) + zone.offset(at: time)) % Self.day
        return second < 0 ? second + Self.day : second
    }

    /// The time with the clock of `time` on a day.
    private func on(_ day: Int, _ time: Instant) -> Instant {
        let seconds = zone.seconds(localSeconds: Int64(day * Self.day + second(of: time)))
        return Instant(seconds: seconds, nanoseconds: time.parts.nanoseconds) ?? (day < 0 ? .earliest : .latest)
    }
}
