import CSV
import EventTime
import Feed
import Mapping
import Metrics
import POSIX

/// Joins the rooms: records come from the history in event-time order, the mapping makes samples of them, and these
/// move the registry. What a scrape shows is always whole: everything up to `applied`, nothing after it.
struct Pipeline {
    private(set) var intake: Intake
    private(set) var history: History
    /// The event time up to which everything is applied.
    private(set) var applied = Instant.min
    private var discoveries: [SeriesDiscovery]

    /// Opens all files. Throws on the first that cannot be used.
    init(_ configuration: Configuration, _ logger: Logger) throws(FeedError) {
        intake = Intake(configuration, logger)
        history = try History(configuration.sources.map(\.feed))
        discoveries = configuration.families.map { SeriesDiscovery(limit: $0.maximumSeries) }
    }

    /// Reads about 128 KiB of the files ahead of the replay, to learn their order and the series to come up to `end`.
    /// True when all is read: then the series are there, at 0.
    mutating func prepare(through end: Instant) throws(FeedError) -> Bool {
        guard case .read(let source) = try history.prepare() else {
            intake.admit(discoveries, created: Double(SystemClock.wallNanoseconds()) / 1e9)
            discoveries = []
            return true
        }
        let times = history.times(of: source)
        for records in ranges(times, through: min(end, history.end(of: source))) {
            intake.discover(history.batch(of: source), times, records, from: source, into: &discoveries)
        }
        for reject in history.rejects(of: source) {
            intake.tell(reject, path: history.path(of: source, file: reject.file), from: source)
        }
        return false
    }

    /// Begins a pass before the first record. Sums stay; states are folded anew as the pass goes on. What no pass can
    /// apply because it has no time is counted now.
    mutating func beginPass() {
        history.rewind()
        intake.registry.beginPass()
        applied = .min
        for (source, summary) in history.summaries.enumerated() {
            // The latest record applied is one of this pass: event time has gone back.
            intake.counts[source].lastRecord = nil
            for (reason, count) in summary.rejected {
                intake.counts[source].reject(reason, count)
                intake.counts[source].records += count
            }
        }
    }

    /// When the next record is due; nil if none is left.
    mutating func nextDue() -> Instant? {
        fill()
        return history.cursors.compactMap(\.nextTime).min()
    }

    /// Applies everything due by `target`, in event-time order, but stops between two instants once `deadline`
    /// (monotonic nanoseconds) has passed. True when `target` is reached.
    mutating func apply(through target: Instant, _ fold: SourceMapping.Fold, deadline: Int64) -> Bool {
        var unfinished: Instant?
        while true {
            fill()
            let complete = history.cursors.map(\.isCompleteThrough).min() ?? .max
            let through = min(target, complete)
            if through > applied {
                for source in history.cursors.indices {
                    take(history.cursors[source].count(through: through), from: source, fold)
                }
                applied = through
                if let instant = unfinished, applied >= instant { unfinished = nil }
            }
            if applied >= target || (unfinished == nil && SystemClock.monotonicNanoseconds() >= deadline) { break }
            // A batch ends within an instant: the rest of it goes on before anything else, and the instant is finished.
            for (source, cursor) in history.cursors.enumerated() where cursor.isCompleteThrough == complete {
                unfinished = cursor.nextTime ?? unfinished
                take(cursor.times.count - cursor.position, from: source, fold)
            }
        }
        intake.registry.advance(to: applied)
        return applied >= target
    }

    /// Copies what a scrape shows.
    mutating func snapshot() -> [Snapshot.Family] { intake.registry.snapshot() }

    private mutating func take(_ count: Int, from source: Int, _ fold: SourceMapping.Fold) {
        let cursor = history.cursors[source]
        let records = cursor.position..<cursor.position + count
        let history = history
        intake.take(cursor.batch, cursor.times, records, from: source, fold, created: nil) { record in
            let path = history.path(of: source, file: cursor.batch.fileNumber(of: record))
            return (path, history.line(of: record, source: source))
        }
        self.history.take(count, from: source)
    }

    private mutating func fill() {
        for source in history.cursors.indices {
            for change in history.fill(source) { intake.reject(change, from: source) }
        }
    }

    /// The stretches of records due by `end`.
    private func ranges(_ times: [Instant], through end: Instant) -> [Range<Int>] {
        if times.isEmpty || end == .max { return times.isEmpty ? [] : [times.indices] }
        var ranges: [Range<Int>] = []
        for index in times.indices where times[index] <= end {
            if let last = ranges.last, last.upperBound == index {
                ranges[ranges.count - 1] = last.lowerBound..<index + 1
            } else {
                ranges.append(index..<index + 1)
            }
        }
        return ranges
    }
}
