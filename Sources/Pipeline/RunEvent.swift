package import EventTime

/// A change of state that people may want to read about.
package enum RunEvent: Sendable {
    /// No source has a record with a readable time.
    case nothingToReplay
    /// The pre-pass and the warm-up are over. The clock starts now, or waits for a scrape.
    case replayReady(PassRange, speed: Double, waitsForScrape: Bool)
    /// The scrape that the clock waited for was answered.
    case clockStarted
    /// A pass is over; its totals are shown for so many nanoseconds before the next begins.
    case passEnded(Int, rest: Int64)
    /// The last pass is over.
    case replayFinished(Instant)
    /// The bytes that followed files had at the start are read.
    case initialReadComplete
    /// A file of a source cannot be followed now.
    case fileFault(source: Int, sentence: String)
}

/// Receives what a run has to report: events and rejected records.
package protocol RunObserver: RejectSink {
    /// Takes one event.
    func note(_ event: RunEvent)
}
