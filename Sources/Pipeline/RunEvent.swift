package import EventTime
package import Feed

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
}
