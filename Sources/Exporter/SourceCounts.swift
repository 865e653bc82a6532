import CSV
import EventTime
import Feed
import Mapping

/// All values of the label `reason`: a closed set, each exported from 0.
let rejectReasons: [String] =
    (Reject.Reason.allCases.map(\.rawValue) + FeedReason.allCases.map(\.rawValue)
    + MappingReason.allCases.map(\.rawValue)).sorted()

/// What the exporter tells about one source.
struct SourceCounts {
    /// Records whose instant was applied, those that were rejected among them.
    var records = 0
    /// Records rejected, by reason.
    var rejected: [String: Int] = [:]
    /// The latest instant of a record that was applied.
    var lastRecord: Instant?
    /// Whether its files can be read.
    var isUp = true
    /// How many files it has.
    var files = 0
    /// Bytes that are in its files but not applied yet; 0 in a replay.
    var lagBytes = 0

    mutating func reject(_ reason: String, _ count: Int = 1) { rejected[reason, default: 0] += count }
}
