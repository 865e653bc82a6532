package import EventTime
package import POSIX

/// Complete files as one stream of records in event-time order: first a pre-pass over all files, then any number of
/// passes. A configuration has one history, and each source has a cursor.
package struct History {
    /// The result of one step of the pre-pass.
    package enum Step {
        /// The step read these records and rejects. The instants need not ascend.
        case read(FeedBatch)
        /// The pre-pass is finished: `summaries`, `span` and `cursors` are complete.
        case finished
    }

    private var prePasses: [PrePass]
    /// The sources that the pre-pass has not finished, in the order of reading.
    private var unfinished: [Int]
    /// One cursor per source, after the pre-pass.
    package private(set) var cursors: [SourceCursor] = []
    private let zones: [Zone]

    /// Opens all files and reads their headers. Throws for the first source that has files of which none can be used.
    package init(_ sources: [FeedSource]) throws(FeedError) {
        var passes: [PrePass] = []
        for (number, source) in sources.enumerated() { passes.append(try PrePass(source, number: number)) }
        prePasses = passes
        zones = sources.map(\.time.zone)
        // Sources that repeat daily come last: they repeat on the days that the others span.
        unfinished =
            sources.indices.filter { !sources[$0].time.repeatsDaily }
            + sources.indices.filter { sources[$0].time.repeatsDaily }
    }

    /// The results of the pre-pass for each source, so far.
    package var summaries: [SourceSummary] { prePasses.map(\.summary) }

    /// From the first to the last instant at which a record with a date is due. If no record has a date, of all
    /// records.
    package var span: ClosedRange<Instant>? { datedSpan ?? span { _ in true } }

    /// The files of a source, by number.
    package func files(of source: Int) -> [FeedFile] { prePasses[source].files.map(\.feedFile) }

    /// The faults of the files of a source that are passed over.
    package func skipped(of source: Int) -> [FeedError] { prePasses[source].skipped }

    /// The last instant at which records of the source are replayed: a source that repeats daily ends with the sources
    /// that have dates.
    package func end(of source: Int) -> Instant {
        prePasses[source].source.time.repeatsDaily ? datedSpan?.upperBound ?? .latest : .latest
    }

    /// Continues the pre-pass, which reads about 128 KiB per step.
    package mutating func prepare() throws(FeedError) -> Step {
        while let source = unfinished.first {
            if prePasses[source].source.time.repeatsDaily && prePasses[source].parts.isEmpty {
                prePasses[source].repeatDaily(on: days(in: zones[source]))
            }
            if try prePasses[source].step() { return .read(prePasses[source].batch) }
            prePasses[source].finish()
            unfinished.removeFirst()
        }
        if cursors.isEmpty { rewind() }
        return .finished
    }

    /// Sets all cursors before the first record.
    package mutating func rewind() { cursors = prePasses.map { SourceCursor($0) } }

    /// Reads records until the cursor of `source` has one, or the source ends. Returns a reject for each file that has
    /// changed since the pre-pass.
    package mutating func fill(_ source: Int) -> [FeedReject] { cursors[source].fill() }

    /// Moves the cursor of `source` behind `count` records, which must be in its batch.
    package mutating func skip(_ count: Int, of source: Int) { cursors[source].skip(count) }

    /// For each source, the end of the records of each file, at which following begins. Complete after the pre-pass.
    package var resumePositions: [[FileIdentity: ResumePosition]] { prePasses.map(\.resumePositions) }

    private var datedSpan: ClosedRange<Instant>? { span { !$0.time.repeatsDaily } }

    /// The span of all records of the sources that meet a condition.
    private func span(where isWanted: (FeedSource) -> Bool) -> ClosedRange<Instant>? {
        var joined: ClosedRange<Instant>?
        for prePass in prePasses where isWanted(prePass.source) {
            guard let span = prePass.summary.span else { continue }
            let known = joined ?? span
            joined = min(known.lowerBound, span.lowerBound)...max(known.upperBound, span.upperBound)
        }
        return joined
    }

    private func days(in zone: Zone) -> [CivilDate] {
        guard let span = datedSpan else { return [CivilDate(daysSince1970: 0)] }
        let (first, last) = (zone.date(at: span.lowerBound), zone.date(at: span.upperBound))
        return (first.daysSince1970...last.daysSince1970).map { CivilDate(daysSince1970: $0) }
    }
}
