import CSV
package import EventTime
package import Feed

/// Collects the stretches of event time without a record that are longer than a limit, for a check.
package struct GapTally {
    /// A stretch of event time between two records.
    package struct Gap: Equatable, Sendable {
        /// The instant of the record before it; `Instant.earliest` before the first record.
        package var from: Instant
        /// The instant of the record behind it; `Instant.latest` behind the last record.
        package var to: Instant
        /// The place of the record before it, if it is known.
        package var before: RecordLocation?
        /// The place of the record behind it, if it is known.
        package var after: RecordLocation?

        /// A gap between two instants, in order.
        package init(from: Instant, to: Instant, before: RecordLocation? = nil, after: RecordLocation? = nil) {
            (self.from, self.to, self.before, self.after) = (from, to, before, after)
        }

        /// Its length in nanoseconds.
        package var length: UInt64 { to.nanoseconds(since: from) }
    }

    /// The most gaps of a source. A source with more is treated as if it had a record at every instant.
    private static let maximumGaps = 1_000_000
    private let limit: UInt64
    private var sources: [[Gap]]

    /// Collects the gaps of so many sources that are longer than `limit` nanoseconds.
    package init(sources: Int, longerThan limit: UInt64) {
        self.limit = limit
        self.sources = Array(repeating: [Gap(from: .earliest, to: .latest)], count: sources)
    }

    /// Adds records of one source, which must come in event-time order. O(records).
    mutating func add(_ batch: FeedBatch, _ records: Range<Int>) {
        guard !records.isEmpty, !sources[batch.source].isEmpty else { return }
        for record in records { add(batch.times[record], record, batch, hasPrevious: record > records.lowerBound) }
        if sources[batch.source].isEmpty { return }
        // The last gap begins at the last record. Within the loop this would cost a location per record.
        let last = sources[batch.source].count - 1
        sources[batch.source][last].before = batch.knownLocation(of: records.upperBound - 1)
    }

    private mutating func add(_ time: Instant, _ record: Int, _ batch: FeedBatch, hasPrevious: Bool) {
        let (source, last) = (batch.source, sources[batch.source].count - 1)
        guard last >= 0 else { return }
        guard time.nanoseconds(since: sources[source][last].from) > limit else {
            sources[source][last].from = time
            return
        }
        sources[source][last].to = time
        sources[source][last].after = batch.knownLocation(of: record)
        if hasPrevious { sources[source][last].before = batch.knownLocation(of: record - 1) }
        sources[source].append(Gap(from: time, to: .latest))
        if sources[source].count > Self.maximumGaps { sources[source] = [] }
    }

    /// The gaps longer than the limit in which no source has a record, in order. A gap before the first and one behind
    /// the last record of all sources are among them, up to the ends of the range of instants. O(gaps).
    package var all: [Gap] {
        guard let first = sources.first else { return [] }
        return sources.dropFirst().reduce(first) { intersection($0, $1) }.filter { $0.length > limit }
    }
}

/// The stretches that are in gaps of both lists, which are in order.
private func intersection(_ left: [GapTally.Gap], _ right: [GapTally.Gap]) -> [GapTally.Gap] {
    var common: [GapTally.Gap] = []
    var (i, j) = (0, 0)
    while i < left.count && j < right.count {
        let (a, b) = (left[i], right[j])
        let (later, earlier) = (a.from >= b.from ? a : b, a.to <= b.to ? a : b)
        if later.from < earlier.to {
            common.append(.init(from: later.from, to: earlier.to, before: later.before, after: earlier.after))
        }
        if a.to <= b.to { i += 1 } else { j += 1 }
    }
    return common
}

extension FeedBatch {
    /// The place of a record, unless the file would have to be read for it.
    fileprivate func knownLocation(of record: Int) -> RecordLocation? {
        records.lines[record] > 0 ? location(of: record) : nil
    }
}
