package import EventTime

/// How a replay's clock runs, with every default filled in.
package struct ReplayPlan: Equatable {
    /// Event seconds per second; infinite for full speed.
    package var speed = 1.0
    /// Whether a pass begins again at its end.
    package var loop = false
    /// Nanoseconds for which the totals of a pass are shown.
    package var loopPause: Int64 = 5_000_000_000
    /// Where the clock starts; nil for a second before the first record.
    package var startAt: Instant?
    /// Where a pass ends; nil for the last record.
    package var endAt: Instant?
    /// The longest gap, in nanoseconds of event time, that is not jumped; nil for any.
    package var maxGap: Int64?
    /// Whether the clock starts with the first scrape.
    package var waitForScrape = false

    /// The settings with a default for each that is not set.
    package init(_ settings: ReplaySettings) {
        speed = settings.speed ?? speed
        loop = settings.loop ?? loop
        loopPause = settings.loopPause ?? loopPause
        startAt = settings.startAt
        endAt = settings.endAt
        maxGap = settings.maxGap
        waitForScrape = settings.waitForScrape ?? waitForScrape
    }
}
