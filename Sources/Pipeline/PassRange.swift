package import EventTime

/// The event times at which each pass of a replay starts and ends.
package struct PassRange: Equatable, Sendable {
    /// The event time at which the clock starts.
    package let start: Instant
    /// The event time at which the pass ends; never before `start`.
    package let end: Instant
    /// Whether a user chose the start. Then the first pass applies all records up to the start at once.
    let hasWarmUp: Bool

    /// The range for records due within `span`.
    init(_ span: ClosedRange<Instant>, startAt: Instant?, endAt: Instant?) {
        // One second before the first record, so that a scrape can see every series at 0.
        start = startAt ?? span.lowerBound.advanced(by: -1_000_000_000)
        end = max(start, min(endAt ?? .latest, span.upperBound))
        hasWarmUp = startAt != nil
    }

    /// The length of a pass in seconds of event time.
    package var seconds: Double { end.seconds(since: start) }

    /// The part of the pass that is over at an instant, from 0 to 1.
    package func progress(at instant: Instant) -> Double {
        end > start ? min(1, instant.seconds(since: start) / seconds) : 1
    }
}
