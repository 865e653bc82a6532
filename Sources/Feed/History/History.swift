package import EventTime
package import POSIX

/// Finite files as one stream of records in event-time order: first a pre-pass over all of them, then any number of
/// passes. One per configuration; each source has a cursor.
package struct History {
    /// The outcome of one step of the pre-pass.
    package enum Step {
        /// These records, whose instants need not ascend, and rejects were read.
        case read(FeedBatch)
        /// Everything is read: `summaries`, `span` and the cursors are ready.
        case finished
    }

    private var prePasses: [PrePass]
    private var current: [Int]
    /// One for each source, once the pre-pass is finished.
    package private(set) var cursors: [SourceCursor] = []
    private let zones: [Zone]

    /// Opens all files and reads their headers. Throws on the first that cannot be used.
    package init(_ sources: [FeedSource]) throws(FeedError) {
        var passes: [PrePass] = []
        for (number, source) in sources.enumerated() { passes.append(try PrePass(source, number: number)) }
        prePasses = passes
        zones = sources.map(\.time.zone)
        // Sources that repeat daily must know which days the others span.
        current =
            sources.indices.filter { !sources[$0].time.repeatsDaily }
            + sources.indices.filter { sources[$0].time.repeatsDaily }
    }

    /// What the pre-pass knows about each source by now.
    package var summaries: [SourceSummary] { prePasses.map(\.summary) }

    /// From the first to the last instant at which a record with a date is due; without any, of the others.
    package var span: ClosedRange<Instant>? { datedSpan ?? join(prePasses.compactMap(\.summary.span)) }

    /// The files of a source, by number.
    package func files(of source: Int) -> [FeedFile] { prePasses[source].files.map(\.feedFile) }

    /// The last instant of the source that can be replayed: a source that repeats daily ends with the dated ones.
    package func end(of source: Int) -> Instant {
        prePasses[source].source.time.repeatsDaily ? datedSpan?.upperBound ?? .latest : .latest
    }

    /// Goes on with the pre-pass: about 128 KiB a step.
    package mutating func prepare() throws(FeedError) -> Step {
        while let source = current.first {
            if prePasses[source].source.time.repeatsDaily && prePasses[source].parts.isEmpty {
                prePasses[source].repeatDaily(on: days(in: zones[source]))
            }
            if try prePasses[source].step() { return .read(prePasses[source].batch) }
            prePasses[source].finish()
            current.removeFirst()
        }
        if cursors.isEmpty { rewind() }
        return .finished
    }

    /// Sets all cursors before the first record again.
    package mutating func rewind() { cursors = prePasses.map { SourceCursor($0) } }

    /// Makes sure that the cursor of `source` has a record, unless none is left. Returns a reject for each file that
    /// turned out to have changed.
    package mutating func fill(_ source: Int) -> [FeedReject] { cursors[source].fill() }

    /// Steps the cursor of `source` on by `count` records, which must be in its batch.
    package mutating func take(_ count: Int, from source: Int) { cursors[source].take(count) }

    /// For each source, where the records of its files end, once the pre-pass is finished: following them begins there.
    package var marks: [[FileIdentity: FileMark]] { prePasses.map(\.marks) }

    private var datedSpan: ClosedRange<Instant>? {
        join(prePasses.filter { !$0.source.time.repeatsDaily }.compactMap(\.summary.span))
    }

    private func join(_ spans: [ClosedRange<Instant>]) -> ClosedRange<Instant>? {
        guard let first = spans.map(\.lowerBound).min(), let last = spans.map(\.upperBound).max() else { return nil }
        return first...last
    }

    private func days(in zone: Zone) -> [CivilDate] {
        guard let span = datedSpan else { return [CivilDate(daysSince1970: 0)] }
        let (first, last) = (zone.date(at: span.lowerBound), zone.date(at: span.upperBound))
        return (first.daysSince1970...last.daysSince1970).map { CivilDate(daysSince1970: $0) }
    }
}
