package import EventTime

/// The step in which a replay advances, in nanoseconds. A scrape tells its event time in milliseconds and has every
/// record up to this time and none after it, so a replay must not stop between two milliseconds.
let replayTick: Int64 = 1_000_000

/// The event times at which each pass of a replay starts and ends. Both are whole milliseconds, except at the ends of
/// the range of instants.
package struct PassRange: Equatable, Sendable {
    /// The event time at which the clock starts.
    package let start: Instant
    /// The event time at which the pass ends; never before `start`.
    package let end: Instant
    /// Whether a user chose the start. Then the first pass applies all records up to the start at once.
    let hasWarmUp: Bool

    /// The range for records due within `span`. The limits of a user are whole milliseconds.
    init(_ span: ClosedRange<Instant>, startAt: Instant?, endAt: Instant?) {
        // One second before the first record, so that a scrape can see every series at 0.
        start = startAt ?? span.lowerBound.roundedDown(to: replayTick).advanced(by: -1_000_000_000)
        end = max(start, min(endAt ?? .latest, span.upperBound.roundedUp(to: replayTick)))
        hasWarmUp = startAt != nil
    }

    /// An instant, rounded down to a whole millisecond within the pass. Its end stays what it is.
    func tick(_ instant: Instant) -> Instant {
        instant >= end ? end : max(start, instant.roundedDown(to: replayTick))
    }

    /// The length of a pass in seconds of event time.
    package var seconds: Double { end.seconds(since: start) }

    /// The part of the pass that is over at an instant, from 0 to 1.
    package func progress(at instant: Instant) -> Double {
        end > start ? min(1, instant.seconds(since: start) / seconds) : 1
    }
}
