import CSV
import EventTime
import Feed
import Mapping
import Metrics

/// Where batches of records become samples and samples move the registry, with the counts that the exporter keeps of
/// it. Knows nothing of where batches come from.
struct Intake {
    let configuration: Configuration
    var registry: Registry
    var counts: [SourceCounts]
    private var mappings: [SourceMapping]
    private var rejectLog: RejectLog

    init(_ configuration: Configuration, _ logger: Logger) {
        self.configuration = configuration
        registry = Registry(configuration.families)
        mappings = configuration.sources.map { SourceMapping($0) }
        counts = configuration.sources.map { SourceCounts(files: $0.feed.files.count) }
        rejectLog = RejectLog(configuration, logger)
    }

    /// Applies records of a source. New series are made if `created` tells the time (wall-clock seconds).
    /// `place` is asked for path and line of a record that is to be told of.
    mutating func take(
        _ batch: RecordBatch, _ times: [Instant], _ records: Range<Int>, from source: Int, _ fold: SourceMapping.Fold,
        created: Double?, place: (Int) -> (path: String, line: Int)
    ) {
        if records.isEmpty { return }
        let rejections = mappings[source].apply(batch, times, records, to: &registry, fold: fold, created: created)
        if fold == .state { return }
        counts[source].records += records.count
        let last = times[records.upperBound - 1]
        counts[source].lastRecord = max(counts[source].lastRecord ?? last, last)
        for rejection in rejections {
            let reason = rejection.reason.rawValue
            counts[source].reject(reason)
            guard rejectLog.wants(source, reason) else { continue }
            let (path, line) = place(rejection.record)
            let text = sentence(rejection, batch, path: path, line: line, configuration.sources[source])
            rejectLog.note(source, reason, text)
        }
    }

    /// Notes the series that records will need.
    mutating func discover(
        _ batch: RecordBatch, _ times: [Instant], _ records: Range<Int>, from source: Int,
        into discoveries: inout [SeriesDiscovery]
    ) {
        mappings[source].discover(batch, times, records, into: &discoveries)
    }

    /// Makes the series that the configuration wants from the start, then those in `discoveries`, if any.
    mutating func admit(_ discoveries: [SeriesDiscovery], created now: Double) {
        for index in registry.families.indices {
            let initial = configuration.sources.flatMap(\.initial).filter { $0.family == index }.map(\.key)
            let found = discoveries.isEmpty ? [] : discoveries[index].admitted()
            registry.families[index].admit(initial + found, created: now)
        }
    }

    /// Tells of a record that never reached the mapping; counting it is the caller's.
    mutating func tell(_ reject: FeedReject, path: String, from source: Int) {
        guard rejectLog.wants(source, reject.reason) else { return }
        rejectLog.note(source, reject.reason, sentence(reject, path: path, configuration.sources[source]))
    }

    /// Counts and tells of a file that can be read no further.
    mutating func reject(_ change: FileChanged, from source: Int) {
        counts[source].reject(FeedReason.changed.rawValue)
        counts[source].isUp = false
        rejectLog.note(
            source, FeedReason.changed.rawValue,
            "\(change.path): cannot go on with the file: got \(change.found); want it as it was at the start")
    }
}

extension SourceMapping {
    /// The mapping of a configured source.
    init(_ source: SourceConfiguration) {
        self.init(
            metrics: source.metrics, filters: source.filters,
            span: SpanRule(dueAfterStart: source.feed.time.dueAfterStart), maximumLabelBytes: source.maximumLabelBytes)
    }
}
