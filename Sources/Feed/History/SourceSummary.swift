package import EventTime

/// The results of the pre-pass for one source.
package struct SourceSummary: Sendable {
    /// How the records are put in event-time order.
    package enum Order: Equatable, Sendable {
        /// The files are in order.
        case asWritten
        /// The runs of the files are merged.
        case merged(runs: Int)
        /// Too many runs for a merge: an index of all records is sorted.
        case indexed
    }

    /// The number of records with a time, on all days.
    package internal(set) var records = 0
    /// The lines that were read, and those that the `where` of the source left out.
    package internal(set) var lines = LineCounts()
    /// The number of rejected records, by reason.
    package internal(set) var rejected: [FeedReason: Int] = [:]
    /// The instants at which the first and the last record are due; nil without records.
    package internal(set) var span: ClosedRange<Instant>?
    /// How the records are ordered. Known after the pre-pass.
    package internal(set) var order = Order.asWritten
    /// The size of all files in bytes.
    package internal(set) var bytes = 0
    /// How many of `bytes` have been read.
    package internal(set) var bytesRead = 0

    /// Adds a batch, for which `count` bytes were read.
    mutating func add(_ batch: FeedBatch, bytes count: Int) {
        records += batch.count
        lines += batch.lines
        bytesRead += count
        for reject in batch.rejects { rejected[reject.reason, default: 0] += 1 }
        if batch.times.isEmpty { return }
        var (least, most) = (Instant.latest, Instant.earliest)
        for time in batch.times {
            least = min(least, time)
            most = max(most, time)
        }
        span = span.map { min($0.lowerBound, least)...max($0.upperBound, most) } ?? least...most
    }
}
