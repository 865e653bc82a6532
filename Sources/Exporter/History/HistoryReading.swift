import EventTime
import Feed
import MappingFile
import Metrics
import Pipeline
import Scaffold
import Text

/// A history on its way into a store: which instants come, and what a scrape shows at each of them.
final class HistoryReading {
    /// The instants.
    let grid: HistoryGrid
    private(set) var run: HistoryRun
    private let configuration: Configuration
    private let own: EventClockSamples?
    private var walk: HistoryWalk

    /// Reads all files once to find order, ends and series. `progress` hears how many of the bytes are read. Throws if
    /// no record has a place in the history.
    init(
        _ configuration: Configuration, _ options: HistoryOptions, _ log: RunLog,
        progress: ((read: Int, all: Int)) -> Void
    ) throws {
        run = try HistoryRun(configuration, rejects: log, startTime: 0)
        for source in configuration.sources.indices {
            for fault in run.skipped(of: source) { log.note(.fileSkipped(source: source, fault)) }
        }
        while try !run.prepare(through: options.plan.endAt ?? .latest, until: { true }) {
            progress(
                run.summaries.reduce((0, 0)) { ($0.0 + $1.bytesRead, $0.1 + $1.bytes) })
        }
        guard let span = run.span else {
            throw StartFault(description: "cannot write a history: no record has a time; want at least one")
        }
        if let end = options.plan.endAt, end < span.lowerBound {
            throw StartFault(
                description: "cannot write a history up to \(iso8601(end)): the first record is at "
                    + "\(iso8601(span.lowerBound)); want an end that is not before it")
        }
        self.configuration = configuration
        grid = HistoryGrid(span, options.plan, step: options.step)
        own = options.hasOwnMetrics ? EventClockSamples(configuration) : nil
        walk = HistoryWalk(grid, &run)
    }

    /// Goes on to the next instant, as `HistoryWalk.next`. Throws if a file has changed since it was read first: half a
    /// history is no result.
    func next(until isOver: () -> Bool = { false }) throws(StartFault) -> HistoryWalk.Step {
        let step = walk.next(&run, until: isOver)
        for (source, counts) in run.applier.counts.enumerated()
        where !counts.isUp && counts.rejected[.feed(.changed)] ?? 0 > 0 {
            throw StartFault(
                description:
                    "cannot go on: a file of source \"\(configuration.sources[source].name)\" has changed since "
                    + "it was read first, see above; want files that stay as they are")
        }
        return step
    }

    /// The families at the instant that `next` returned, always in the same order; those of the program come last.
    func families(at instant: Instant) -> [Snapshot.Family] {
        run.snapshot() + (own?.families(at: instant, run.applier.counts) ?? [])
    }

    /// Reads a history to its end. Throws a sentence that begins with `refusal` if a record was not used, or not by
    /// every metric.
    static func requireAll(
        _ configuration: Configuration, _ options: HistoryOptions, _ log: RunLog, _ refusal: String
    ) throws {
        let reading = try HistoryReading(configuration, options, log) { _ in }
        while try reading.next() != .finished {}
        let rejected = reading.run.applier.counts.reduce(0) { $0 + $1.rejected.values.reduce(0, +) }
        if rejected == 0 { return }
        throw StartFault(
            description: "\(refusal) a strict history: got \(counted(rejected, "rejected record")), see above; want "
                + "none, or no --strict")
    }

    /// How many series a store will see at most: a histogram has one for each bucket, one for its sum and one for its
    /// count.
    var seriesCount: Int {
        run.applier.registry.families.reduce(own?.seriesCount ?? 0) { $0 + $1.seriesCount * $1.linesPerSeries }
    }
}
