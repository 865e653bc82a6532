package import EventTime
package import Feed
package import Metrics

/// A change of state, for the log.
package enum RunEvent: Sendable {
    /// No source has a record with an event time.
    case nothingToReplay
    /// The pre-pass and the warm-up are over. The clock starts now, or waits for a scrape.
    case replayReady(PassRange, speed: Double, waitsForScrape: Bool)
    /// The scrape that the clock waited for was answered.
    case clockStarted
    /// A pass is over. Its totals are shown for `rest` nanoseconds before the next pass begins.
    case passEnded(Int, rest: Int64)
    /// The last pass is over.
    case replayFinished(Instant)
    /// The initial read of the followed files is over.
    case initialReadComplete
    /// A file of a source is passed over in a replay.
    case fileSkipped(source: Int, FeedError)
    /// A file of a source cannot be followed now.
    case fileFault(source: Int, FeedError)
    /// A followed file was rewritten with other content, or waits for the end of a record.
    case fileNotice(source: Int, sentence: String)
}

/// Receives the events and the rejected records of a run.
package protocol RunObserver: RejectSink {
    /// Receives one event.
    func note(_ event: RunEvent)

    /// The event time, up to and with `instant`, at which the run must stop next to show its values; nil if there is
    /// none. Rises from call to `reached` to the next.
    func nextStop(through instant: Instant) -> Instant?

    /// Receives the values at a stop, and at the end of a pass.
    func reached(_ instant: Instant, _ registry: borrowing Registry)

    /// Receives the values with which the clock begins at `instant`: the start of `range`, or the target of a seek
    /// backward in it. The range is nil if files are followed from now on.
    func began(at instant: Instant, in range: PassRange?, _ registry: borrowing Registry)
}

extension RunObserver {
    /// No stops.
    package func nextStop(through instant: Instant) -> Instant? { nil }

    /// Not asked for.
    package func reached(_ instant: Instant, _ registry: borrowing Registry) {}

    /// Not asked for.
    package func began(at instant: Instant, in range: PassRange?, _ registry: borrowing Registry) {}
}
