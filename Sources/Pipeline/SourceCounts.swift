package import EventTime
package import Feed

/// Counts and states of one source, for the own metrics of the exporter.
package struct SourceCounts {
    /// The number of applied records, with rejected records.
    package internal(set) var records = 0
    /// The number of rejected records, by reason.
    package internal(set) var rejected: [RejectReason: Int] = [:]
    /// The lines that were read, and those that the `where` of the source left out.
    package internal(set) var lines = LineCounts()
    /// The latest instant of an applied record.
    package internal(set) var lastRecord: Instant?
    /// Whether the files of the source can be read.
    package internal(set) var isUp = true
    /// The number of files that are read.
    package internal(set) var files = 0
    /// The number of files that are passed over, by reason.
    package internal(set) var skipped: [SkipReason: Int] = [:]
    /// The bytes of the files that are not applied yet; 0 in a replay.
    package internal(set) var lagBytes = 0

    mutating func reject(_ reason: RejectReason, _ count: Int = 1) { rejected[reason, default: 0] += count }

    /// Sets the numbers of files. The source is not up if records may be missing because of a file in `skipped`.
    mutating func note(_ skipped: [FeedError], files: Int) {
        self.files = files
        let reasons = skipped.compactMap { $0.skipReason }
        self.skipped = reasons.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        isUp = files > 0 && reasons.allSatisfy { !$0.isLoss }
    }

    /// Removes the latest instant, because event time goes back.
    mutating func beginPass() { lastRecord = nil }

    mutating func apply(_ count: Int, last: Instant) {
        records += count
        lastRecord = max(lastRecord ?? last, last)
    }
}
