package import EventTime
package import Feed
package import Mapping
package import MappingFile
package import Metrics
import POSIX

/// Runs a mapping over history: reads records in event-time order, turns them into samples, and applies the samples to
/// the registry. A snapshot always contains all records up to `applied`, and no record after it.
///
/// Only this type knows when a pass starts and ends. It reads no clock: the start time of series and the end of a slice
/// are parameters.
package struct HistoryRun {
    /// The series and the counts of the sources.
    package private(set) var applier: SampleApplier
    private var history: History
    /// The event time up to which all records of this pass are applied; nil before the first record.
    package private(set) var applied: Instant?
    private var discoveries: [SeriesDiscovery]
    private let startTime: Double
    /// How many batches are applied whole.
    private(set) var appliedBatches = 0
    /// In a check, the long gaps between records; else nil.
    package private(set) var gaps: GapTally?
    /// How many records are due when; nil unless `countDensity` was called.
    package private(set) var density: Density?

    /// Opens all files. Series get `startTime` (wall-clock seconds). Throws for the first source without files, or with
    /// files of which none can be used. With `isCheck` the run counts what each metric takes.
    package init(
        _ configuration: Configuration, rejects: any RejectSink, startTime: Double, isCheck: Bool = false
    ) throws(FeedError) {
        for source in configuration.sources where source.feed.files.isEmpty {
            throw .noFiles(source: source.name, patterns: source.patterns)
        }
        self.startTime = startTime
        applier = SampleApplier(configuration, rejects, isCheck: isCheck)
        history = try History(configuration.sources.map(\.feed))
        discoveries = configuration.families.map { SeriesDiscovery(limit: $0.maximumSeries) }
        for source in configuration.sources.indices {
            for file in history.files(of: source) { applier.introduce(file, source: source) }
            applier.counts[source].note(history.skipped(of: source), files: history.files(of: source).count)
        }
    }

    /// The faults of the files of a source that are passed over.
    package func skipped(of source: Int) -> [FeedError] { history.skipped(of: source) }

    /// The results of the pre-pass for each source, so far.
    package var summaries: [SourceSummary] { history.summaries }

    /// From the first to the last instant at which a record is due. Known after `prepare`.
    package var span: ClosedRange<Instant>? { history.span }

    /// For each source, the end of the records of each file, at which following begins. Known after `prepare`.
    var resumePositions: [[FileIdentity: ResumePosition]] { history.resumePositions }

    /// Continues the pre-pass, which finds the order of the records, and the series of all records due by `end`. Stops
    /// when `isOver` returns true; calls it after each 128 KiB. Returns true when the pre-pass is finished: then all
    /// these series exist, at 0.
    package mutating func prepare(
        through end: Instant, until isOver: () -> Bool = { false }
    ) throws(FeedError) -> Bool {
        repeat {
            guard case .read(let batch) = try history.prepare() else {
                applier.admit(discoveries, startTime: startTime)
                discoveries = []
                return true
            }
            discover(batch, through: min(end, history.end(of: batch.source)))
            density?.add(batch.times)
            applier.report(batch.rejects, source: batch.source)
        } while !isOver()
        return false
    }

    /// The event times of a pass, with the limits of a user; nil without records.
    package func range(startAt: Instant?, endAt: Instant?) -> PassRange? {
        span.map { PassRange($0, startAt: startAt, endAt: endAt) }
    }

    /// Begins a pass before the first record. Keeps sums; current values are rebuilt during the pass. Counts the
    /// records without an event time.
    package mutating func beginPass() {
        history.rewind()
        applier.registry.beginPass()
        applied = nil
        for (source, summary) in history.summaries.enumerated() {
            applier.counts[source].beginPass()
            applier.counts[source].lines = summary.lines
            for (reason, count) in summary.rejected {
                applier.counts[source].reject(.feed(reason), count)
                applier.counts[source].records += count
            }
        }
        // Opens the first files now, so that they are read even if they are renamed soon after.
        fill()
    }

    /// Counts in `prepare` how many records are due when.
    mutating func countDensity() { density = Density() }

    /// Drops what was counted.
    mutating func dropDensity() { density = nil }

    /// Collects from now on the gaps between records that are longer than `limit` nanoseconds.
    package mutating func tallyGaps(longerThan limit: UInt64) {
        gaps = GapTally(sources: history.summaries.count, longerThan: limit)
    }

    /// The instant at which the next record is due; nil at the end.
    var nextDue: Instant? {
        mutating get {
            fill()
            return history.cursors.compactMap(\.nextTime).min()
        }
    }

    /// Applies all records due by `target`, in event-time order. Stops between two milliseconds when `isOver` returns
    /// true. Returns true when `target` is reached.
    package mutating func advance(
        to target: Instant, _ fold: Fold = .everything, until isOver: () -> Bool = { false }
    ) -> Bool {
        var unfinished: Instant?
        // Before `target` if the slice is over.
        var stop = target
        // Each call applies some records, even if `isOver` is true from the start.
        var hasAdvanced = false
        while true {
            fill()
            let complete = completeThrough
            if let complete {
                let through = min(stop, complete)
                if !isApplied(through) {
                    applyAll(through: through, fold)
                    hasAdvanced = true
                }
                if let instant = unfinished, through >= instant { unfinished = nil }
            }
            if unfinished == nil && hasAdvanced && isOver(), let applied {
                stop = min(stop, applied.roundedUp(to: replayTick))
            }
            if isApplied(stop) { break }
            // A batch may end within an instant. The rest of the instant is in the next batch, and is applied first.
            for (source, cursor) in history.cursors.enumerated() where cursor.completeThrough == complete {
                unfinished = cursor.nextTime ?? unfinished
                apply(cursor.batch.count - cursor.position, from: source, fold)
            }
        }
        if let applied { applier.registry.advance(to: applied) }
        return isApplied(target)
    }

    private func isApplied(_ instant: Instant) -> Bool { applied.map { $0 >= instant } ?? false }

    /// Copies the values of the mapped families for a scrape.
    package mutating func snapshot() -> [Snapshot.Family] { applier.registry.snapshot() }

    /// The last instant up to which all cursors have every record; nil if no instant is complete.
    private var completeThrough: Instant? {
        var complete = Instant.latest
        for cursor in history.cursors {
            guard let through = cursor.completeThrough else { return nil }
            complete = min(complete, through)
        }
        return complete
    }

    private mutating func applyAll(through instant: Instant, _ fold: Fold) {
        for source in history.cursors.indices {
            apply(history.cursors[source].count(through: instant), from: source, fold)
        }
        applied = instant
    }

    /// Applies the next `count` records of the batch of a source.
    private mutating func apply(_ count: Int, from source: Int, _ fold: Fold) {
        let cursor = history.cursors[source]
        gaps?.add(cursor.batch, cursor.position..<cursor.position + count)
        applier.apply(cursor.batch, cursor.position..<cursor.position + count, fold, startTime: nil)
        if cursor.position + count == cursor.batch.count && count > 0 { appliedBatches += 1 }
        history.skip(count, of: source)
    }

    private mutating func fill() {
        for source in history.cursors.indices { applier.reject(history.fill(source), source: source) }
    }

    /// Notes the series of the records due by `end`.
    private mutating func discover(_ batch: FeedBatch, through end: Instant) {
        let count = batch.times.count
        var first = 0
        while first < count {
            // All of them at once, where no record is left out.
            var next = end == .latest ? count : first
            while next < count && batch.times[next] <= end { next += 1 }
            if next > first { applier.discover(batch, first..<next, into: &discoveries) }
            first = max(next, first + 1)
        }
    }
}
