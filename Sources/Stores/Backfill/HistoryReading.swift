import Commands
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
    private var scrapes: HistoryScrapes

    /// Reads all files once to find order, ends and series. `progress` hears how many of the bytes are read. Throws if
    /// no record has a place in the history; `refusal` begins the sentence.
    init(
        _ configuration: Configuration, _ options: HistoryOptions, _ log: RunLog, _ refusal: String,
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
        let span = try checkedSpan(run, options, refusal)
        self.configuration = configuration
        grid = HistoryGrid(span, options.plan, step: options.step)
        scrapes = HistoryScrapes(HistoryWalk(grid, &run), configuration, options)
    }

    /// Goes on to the next instant, as `HistoryWalk.next`. Throws if a file has changed since it was read first: half a
    /// history is no result.
    func next(until isOver: () -> Bool = { false }) throws(StartFault) -> HistoryWalk.Step {
        let step = scrapes.next(&run, until: isOver)
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
    var families: [Snapshot.Family] { scrapes.families }

    /// Reads a history to its end. Throws a sentence that begins with `refusal` if a record was not used, or not by
    /// every metric.
    static func requireAll(
        _ configuration: Configuration, _ options: HistoryOptions, _ log: RunLog, _ refusal: String
    ) throws {
        let reading = try HistoryReading(configuration, options, log, refusal) { _ in }
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
        run.applier.registry.families.reduce(scrapes.ownSeriesCount) { $0 + $1.seriesCount * $1.linesPerSeries }
    }
}

/// The instants from the first to the last at which a record is due, after the pre-pass. Throws if there is none, or if
/// the ends that a user chose leave none; `refusal` begins the sentence.
func checkedSpan(
    _ run: HistoryRun, _ options: HistoryOptions, _ refusal: String
) throws(StartFault) -> ClosedRange<Instant> {
    let plan = options.plan
    guard let span = run.span else {
        throw StartFault(description: "\(refusal) a history: no record has a readable time; want at least one")
    }
    let start = plan.startAt ?? span.lowerBound
    let first = max(start, span.lowerBound)
    if let end = plan.endAt, end < first {
        throw StartFault(
            description: "\(refusal) a history up to \(iso8601(end)): it would begin at \(iso8601(first)); want an end "
                + "that is not before it")
    }
    if start > span.upperBound.roundedUp(to: options.step) {
        throw StartFault(
            description: "\(refusal) a history from \(iso8601(start)) on: the last record is at "
                + "\(iso8601(span.upperBound)); want a start that is not after it")
    }
    return span
}

/// How many samples a history has, if that is more than people expect; else nil.
func sizeWarning(_ grid: HistoryGrid, series: Int) -> String? {
    let samples = Double(grid.count) * Double(series)
    guard samples > 0x1p31 else { return nil }
    let billions = Int(samples / 1e8)
    return "up to \(billions / 10).\(billions % 10) billion samples will be written: "
        + "\(countText(Int(clamping: grid.count))) steps of \(countText(series)) "
        + "series; a longer --step or a --replay.max-gap makes them fewer"
}
