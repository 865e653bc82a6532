package import EventTime

/// Counts and states of one source, as its own metrics show them.
package struct SourceCounts {
    /// Records whose instant was applied, rejected ones included.
    package internal(set) var records = 0
    /// Records rejected, by reason.
    package internal(set) var rejected: [RejectReason: Int] = [:]
    /// The latest instant of a record that was applied.
    package internal(set) var lastRecord: Instant?
    /// Whether its files can be read.
    package internal(set) var isUp = true
    /// How many files it has.
    package internal(set) var files = 0
    /// Bytes that are in its files but not applied yet; 0 in a replay.
    package internal(set) var lagBytes = 0

    mutating func reject(_ reason: RejectReason, _ count: Int = 1) { rejected[reason, default: 0] += count }

    /// The latest record applied is one of the new pass: event time has gone back.
    mutating func beginPass() { lastRecord = nil }

    mutating func apply(_ count: Int, last: Instant) {
        records += count
        lastRecord = max(lastRecord ?? last, last)
    }
}
