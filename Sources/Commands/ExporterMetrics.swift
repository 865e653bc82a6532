import EventTime
import Feed
import MappingFile
import Metrics
package import Pipeline
package import Service

/// The exporter's own families beside those of every service. To add one: declare it here, list it in `families`, and
/// give its sample in `add`.
package enum ExporterMetrics {
    static let records = OwnMetricByLabel(
        .counter, "csv_exporter_records_total", by: "source", help: "Records applied, including rejected ones.")
    static let rejected = OwnMetricByLabels(
        .counter, "csv_exporter_records_rejected_total", by: "source", "reason",
        help: "Records that some or all metrics of the source could not use; counted again in each pass.")
    // PromQL does not know the type of a metric. A dashboard for any mapping reads it here.
    static let series = OwnMetricByLabels(
        .gauge, "csv_exporter_series", by: "metric", "type",
        help: "Series of the mapped metric in this scrape; type is counter, gauge, histogram or info.")
    static let seriesLimit = OwnMetricByLabel(
        .gauge, "csv_exporter_series_limit", by: "metric", help: "Most series that the mapped metric may have.")
    static let droppedSamples = OwnMetricByLabels(
        .counter, "csv_exporter_samples_dropped_total", by: "metric", "reason",
        help: "Samples dropped because the metric reached max_series.")
    static let falls = OwnMetricByLabel(
        .counter, "csv_exporter_falls_total", by: "metric",
        help: "Readings of an absolute counter below the reading before: passed over, or taken for a restart.")
    static let sourceUp = OwnMetricByLabel(
        .gauge, "csv_exporter_source_up", by: "source", help: "1 if all files of the source can be read, else 0.")
    static let skippedFiles = OwnMetricByLabels(
        .gauge, "csv_exporter_source_files_skipped", by: "source", "reason",
        help: "Number of files that match the source's patterns and are not read.")
    static let sourceFiles = OwnMetricByLabel(
        .gauge, "csv_exporter_source_files", by: "source", help: "Number of files of the source that are read.")
    static let sourceLag = OwnMetricByLabel(
        .gauge, "csv_exporter_source_lag_bytes", by: "source", help: "Bytes of followed files that are not applied yet."
    )
    static let lastRecord = OwnMetricByLabel(
        .gauge, "csv_exporter_last_record_timestamp_seconds", by: "source",
        help: "Event time of the latest record applied, as Unix time.")
    static let replayState = OwnMetricByLabel(
        .gauge, "csv_exporter_replay_state", by: "state",
        help: "1 for the present state of the replay (waiting, running, paused or finished), 0 for the others.")
    static let replayTime = OwnMetric(
        .gauge, "csv_exporter_replay_time_seconds",
        help: "Event time of this scrape: it contains every record up to this time and none after.")
    static let replayStart = OwnMetric(
        .gauge, "csv_exporter_replay_start_timestamp_seconds", help: "Event time at which each pass starts.")
    static let replayEnd = OwnMetric(
        .gauge, "csv_exporter_replay_end_timestamp_seconds", help: "Event time at which each pass ends.")
    static let replaySpeed = OwnMetric(
        .gauge, "csv_exporter_replay_speed_ratio",
        help: "Event seconds per wall second: 1 for followed files, +Inf for speed max.")
    static let replayProgress = OwnMetric(
        .gauge, "csv_exporter_replay_progress_ratio", help: "Share of the present pass that is applied, from 0 to 1.")
    static let replayLag = OwnMetric(
        .gauge, "csv_exporter_replay_lag_seconds",
        help: "Event seconds by which this scrape is behind the replay clock.")
    static let passes = OwnMetric(
        .counter, "csv_exporter_replay_passes_total",
        help: "Passes begun: the first, and those of a loop, a restart or a seek backward.")
    static let seeks = OwnMetric(
        .counter, "csv_exporter_replay_seeks_total", help: "Seeks forward and backward.")

    /// The number of open event streams.
    package static let streams = OwnMetric(
        .gauge, "csv_exporter_http_streams", help: "Open event streams, one for each open console.")
    /// The number of refused event streams.
    package static let refusedStreams = OwnMetric(
        .counter, "csv_exporter_http_streams_refused_total",
        help: "Event streams refused because --web.max-streams were open.")

    /// All families of the exporter, in the order in which people read about them.
    package static let families =
        [
            records.family, rejected.family, series.family, seriesLimit.family, droppedSamples.family, falls.family,
            sourceUp.family, sourceFiles.family, skippedFiles.family, sourceLag.family, lastRecord.family,
            replayState.family, replayTime.family, replayStart.family, replayEnd.family, replaySpeed.family,
            replayProgress.family, replayLag.family, passes.family, seeks.family,
            streams.family, refusedStreams.family,
        ] + SelfMetrics.families(program: "csv_exporter")

    /// Adds the samples of an engine.
    package static func add(_ engine: Engine, now: Int64, to samples: inout OwnSamples) {
        add(engine.applier, to: &samples)
        if let replay = engine.replay { add(replay, now: now, to: &samples) }
        if let follow = engine.follow {
            add(ReplayState.running, to: &samples)
            samples.add(replaySpeed, 1)
            samples.add(replayTime, seconds(follow.applied))
        }
    }

    private static func add(_ applier: SampleApplier, to samples: inout OwnSamples) {
        for (source, counts) in zip(applier.configuration.sources, applier.counts) {
            let name = source.name
            samples.add(records, name, Double(counts.records))
            for reason in RejectReason.allCases {
                samples.add(rejected, name, reason.label, Double(counts.rejected[reason] ?? 0))
            }
            samples.add(sourceUp, name, counts.isUp ? 1 : 0)
            samples.add(sourceFiles, name, Double(counts.files))
            for reason in SkipReason.allCases {
                samples.add(skippedFiles, name, reason.rawValue, Double(counts.skipped[reason] ?? 0))
            }
            samples.add(sourceLag, name, Double(counts.lagBytes))
            if let last = counts.lastRecord { samples.add(lastRecord, name, seconds(last)) }
        }
        for family in applier.registry.families {
            let name = family.description.name.description
            samples.add(series, name, family.description.type.rawValue, Double(family.shownCount))
            samples.add(seriesLimit, name, Double(family.description.maximumSeries))
            samples.add(droppedSamples, name, "series_limit", Double(family.droppedSamples))
            if family.description.kind == .absoluteCounter { samples.add(falls, name, Double(family.falls)) }
        }
    }

    private static func add(_ replay: Replay, now: Int64, to samples: inout OwnSamples) {
        add(replay.state, to: &samples)
        samples.add(replaySpeed, replay.plan.speed)
        samples.add(passes, Double(replay.passes))
        samples.add(seeks, Double(replay.seeks))
        guard replay.isReady, let range = replay.range, let applied = replay.applied else { return }
        samples.add(replayTime, seconds(applied))
        samples.add(replayStart, seconds(range.start))
        samples.add(replayEnd, seconds(range.end))
        samples.add(replayProgress, range.progress(at: applied))
        // A lag below a millisecond is only the time that the scrape has taken so far.
        let lag = (replay.target(at: now) ?? applied).nanoseconds(since: applied)
        samples.add(replayLag, Double(lag / 1_000_000) / 1000)
    }

    private static func add(_ present: ReplayState, to samples: inout OwnSamples) {
        for state in ReplayState.allCases { samples.add(replayState, state.rawValue, state == present ? 1 : 0) }
    }

    /// Seconds since 1970, rounded down to milliseconds: everything up to then is applied.
    private static func seconds(_ instant: Instant) -> Double { Double(instant.milliseconds) / 1000 }
}
