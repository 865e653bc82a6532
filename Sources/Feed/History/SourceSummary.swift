package import EventTime

/// What the pre-pass found in one source.
package struct SourceSummary: Sendable {
    /// How the records are brought into event-time order.
    package enum Order: Equatable, Sendable {
        /// The files have it already.
        case asWritten
        /// So many runs are merged.
        case merged(runs: Int)
        /// Too many runs for a merge: an index of all records is sorted.
        case indexed
    }

    /// Records with a readable time, on all days.
    package internal(set) var records = 0
    /// Records without a readable time, by reason.
    package internal(set) var rejected: [FeedReason: Int] = [:]
    /// The instants at which the first and the last record are due; nil without records.
    package internal(set) var span: ClosedRange<Instant>?
    /// How the records are ordered; known when the pre-pass is finished.
    package internal(set) var order = Order.asWritten
    /// The size of all files.
    package internal(set) var bytes = 0
    /// How much of that has been read.
    package internal(set) var bytesRead = 0

    mutating func read(_ batch: FeedBatch, bytes count: Int) {
        records += batch.count
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
