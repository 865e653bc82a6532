import CSV
import EventTime

/// The state of reading the times of a followed file: what decides on the next record.
struct LiveTimes {
    /// So many records in a row that are later than the clock allows are no faults of single records.
    private static let suspiciousRow = 10

    /// The event time of the last record; nil without records.
    var previous: Instant?
    /// How many of the last records, without a break, were later than the clock allows.
    private var laterInRow = 0
    /// The days of times without a date; nil before the first reading.
    var days: ArrivalDays?

    /// Begins behind a record with the time `previous`.
    init(after previous: Instant?) { self.previous = previous }

    /// A reader of the next times of `file`. `arrival` is the wall time, `changed` the file's time of change.
    func column(of file: SourceFile, _ source: FeedSource, arrival: Instant, changed: Instant) -> TimeColumn {
        let rule = source.time
        let needsDay = rule.repeatsDaily
        // A time without a date gets a day that is near to its arrival.
        let latest = needsDay ? nil : rule.ahead.map { max(arrival, changed).advanced(by: $0) }
        var times = TimeColumn(
            source, file, day: needsDay ? rule.zone.date(at: arrival) : nil, arrival: arrival, latest: latest)
        times.previous = previous
        times.laterInRow = laterInRow
        return times
    }

    /// Notes what `times` has read into `batch`, and moves times without a date to their days. Returns a sentence for
    /// the log, or nil.
    mutating func note(
        _ times: TimeColumn, _ batch: inout FeedBatch, of file: SourceFile, _ rule: TimeRule, arrival: Instant
    ) -> String? {
        previous = times.previous
        if rule.repeatsDaily {
            days?.move(&batch.times, rule, offset: batch.records.fileOffset, arrival: arrival)
            previous = batch.times.last.map { rule.eventTime(ofDue: $0) } ?? previous
        }
        let before = laterInRow
        laterInRow = times.laterInRow
        if before >= Self.suspiciousRow || laterInRow < Self.suspiciousRow { return nil }
        return "\(file.path): cannot believe the times: got \(Self.suspiciousRow) records in a row that are later than "
            + "the clock allows; want the zone of the file (time: zone)"
    }
}
