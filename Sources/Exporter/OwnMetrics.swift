import EventTime
import MappingFile
import Metrics
import POSIX
import Pipeline

/// One of the exporter's own families: what README lists and `/metrics` shows.
struct OwnFamily {
    let name: String
    let type: MetricType
    let labels: [String]
    let help: String
}

/// The exporter's own families, in the order in which people read about them.
enum OwnMetrics {
    static let families: [OwnFamily] = [
        OwnFamily(
            name: "csv_exporter_build_info", type: .info, labels: ["version"],
            help: "The exporter's version, as a label of a constant 1."),
        OwnFamily(
            name: "csv_exporter_ready", type: .gauge, labels: [],
            help: "Whether the mapped families are shown: pre-pass, warm-up or initial read are over."),
        OwnFamily(
            name: "csv_exporter_records_total", type: .counter, labels: ["source"],
            help: "Records applied, those rejected included."),
        OwnFamily(
            name: "csv_exporter_records_rejected_total", type: .counter, labels: ["source", "reason"],
            help: "Records that could not be used, or not by every metric, once a pass."),
        OwnFamily(
            name: "csv_exporter_series", type: .gauge, labels: ["metric"],
            help: "Series that a scrape shows of a mapped metric."),
        OwnFamily(
            name: "csv_exporter_samples_dropped_total", type: .counter, labels: ["metric", "reason"],
            help: "Samples that found no series because the metric has as many as it may have."),
        OwnFamily(
            name: "csv_exporter_source_up", type: .gauge, labels: ["source"],
            help: "Whether all files of the source can be read."),
        OwnFamily(
            name: "csv_exporter_source_files", type: .gauge, labels: ["source"], help: "Files that the source has."),
        OwnFamily(
            name: "csv_exporter_source_lag_bytes", type: .gauge, labels: ["source"],
            help: "Bytes that followed files hold and that are not applied yet."),
        OwnFamily(
            name: "csv_exporter_last_record_timestamp_seconds", type: .gauge, labels: ["source"],
            help: "Event time of the latest record applied, in seconds since 1970."),
        OwnFamily(
            name: "csv_exporter_replay_state", type: .gauge, labels: ["state"],
            help: "1 for the state that the replay is in: waiting, running, paused or finished."),
        OwnFamily(
            name: "csv_exporter_replay_time_seconds", type: .gauge, labels: [],
            help: "Event time up to which everything, and after which nothing, is shown here."),
        OwnFamily(
            name: "csv_exporter_replay_start_timestamp_seconds", type: .gauge, labels: [],
            help: "Event time at which each pass starts."),
        OwnFamily(
            name: "csv_exporter_replay_end_timestamp_seconds", type: .gauge, labels: [],
            help: "Event time at which each pass ends."),
        OwnFamily(
            name: "csv_exporter_replay_speed_ratio", type: .gauge, labels: [],
            help: "Event seconds per second: 1 for followed files, +Inf at full speed."),
        OwnFamily(
            name: "csv_exporter_replay_progress_ratio", type: .gauge, labels: [],
            help: "How much of the pass is over, from 0 to 1."),
        OwnFamily(
            name: "csv_exporter_replay_lag_seconds", type: .gauge, labels: [],
            help: "Event seconds by which what is shown is behind the replay clock."),
        OwnFamily(
            name: "csv_exporter_replay_passes_total", type: .counter, labels: [],
            help: "Passes begun, by the loop, by a restart or by a seek backward."),
        OwnFamily(
            name: "csv_exporter_replay_seeks_total", type: .counter, labels: [], help: "Seeks, in either direction."),
        OwnFamily(
            name: "csv_exporter_config_last_reload_successful", type: .gauge, labels: [],
            help: "Whether the last reading of the mapping file succeeded."),
        OwnFamily(
            name: "csv_exporter_config_last_reload_success_timestamp_seconds", type: .gauge, labels: [],
            help: "When the mapping file was last read with success, in seconds since 1970."),
        OwnFamily(
            name: "csv_exporter_http_requests_total", type: .counter, labels: ["path", "code"],
            help: "HTTP requests answered."),
        OwnFamily(
            name: "csv_exporter_http_connections", type: .gauge, labels: [], help: "HTTP connections open."),
        OwnFamily(
            name: "process_cpu_seconds_total", type: .counter, labels: [],
            help: "Total user and system CPU time spent in seconds."),
        OwnFamily(
            name: "process_open_fds", type: .gauge, labels: [], help: "Number of open file descriptors."),
        OwnFamily(
            name: "process_max_fds", type: .gauge, labels: [], help: "Maximum number of open file descriptors."),
        OwnFamily(
            name: "process_virtual_memory_bytes", type: .gauge, labels: [], help: "Virtual memory size in bytes."),
        OwnFamily(
            name: "process_resident_memory_bytes", type: .gauge, labels: [], help: "Resident memory size in bytes."),
        OwnFamily(
            name: "process_start_time_seconds", type: .gauge, labels: [],
            help: "Start time of the process since unix epoch in seconds."),
    ]
}

/// Collects the samples of own families and makes snapshot families of them.
struct OwnSamples {
    private var samples: [String: [(labels: String, value: Double)]] = [:]
    /// Since when the counters count, in wall-clock seconds.
    let created: Double
    private static let names = Set(OwnMetrics.families.map(\.name))
    /// Does not change, and is dear to ask for.
    private static let processStart = ProcessStatus.startTimeSeconds()

    init(created: Double) { self.created = created }

    /// Adds one sample. Traps if no own family has the name.
    mutating func add(_ name: String, _ labels: [(name: String, value: String)] = [], _ value: Double) {
        precondition(Self.names.contains(name), "\(name) is none of the exporter's own families")
        samples[name, default: []].append((labelText(labels), value))
    }

    /// The families that have samples.
    func families() -> [Snapshot.Family] {
        OwnMetrics.families.compactMap { family in
            guard let list = samples[family.name]?.sorted(by: { $0.labels < $1.labels }) else { return nil }
            let created = family.type == .counter ? created : 0
            return Snapshot.Family(
                name: family.name, help: family.help, type: family.type,
                series: list.map { Snapshot.Series(labels: $0.labels, created: created) }, values: list.map(\.value))
        }
    }
}

extension OwnSamples {
    /// Adds the samples of sources and metrics.
    mutating func add(_ applier: SampleApplier) {
        for (source, counts) in zip(applier.configuration.sources, applier.counts) {
            let label = [(name: "source", value: source.name)]
            add("csv_exporter_records_total", label, Double(counts.records))
            for reason in RejectReason.allCases {
                let count = Double(counts.rejected[reason] ?? 0)
                add("csv_exporter_records_rejected_total", label + [("reason", reason.label)], count)
            }
            add("csv_exporter_source_up", label, counts.isUp ? 1 : 0)
            add("csv_exporter_source_files", label, Double(counts.files))
            add("csv_exporter_source_lag_bytes", label, Double(counts.lagBytes))
            if let last = counts.lastRecord {
                add("csv_exporter_last_record_timestamp_seconds", label, seconds(last))
            }
        }
        for family in applier.registry.families {
            let label = [(name: "metric", value: family.description.name.description)]
            add("csv_exporter_series", label, Double(family.shownCount))
            add(
                "csv_exporter_samples_dropped_total", label + [("reason", "series_limit")],
                Double(family.droppedSamples))
        }
    }

    /// Adds what a replay tells of its clock.
    mutating func add(_ replay: Replay, now: Int64) {
        for state in ReplayState.allCases {
            add("csv_exporter_replay_state", [("state", state.rawValue)], replay.state == state ? 1 : 0)
        }
        add("csv_exporter_replay_speed_ratio", replay.plan.speed)
        add("csv_exporter_replay_passes_total", Double(replay.passes))
        add("csv_exporter_replay_seeks_total", Double(replay.seeks))
        guard replay.isReady, let range = replay.range, let applied = replay.applied else { return }
        add("csv_exporter_replay_time_seconds", seconds(applied))
        add("csv_exporter_replay_start_timestamp_seconds", seconds(range.start))
        add("csv_exporter_replay_end_timestamp_seconds", seconds(range.end))
        add("csv_exporter_replay_progress_ratio", range.progress(at: applied))
        // Below a millisecond it says only how long the scrape has taken so far.
        let lag = (replay.target(at: now) ?? applied).nanoseconds(since: applied)
        add("csv_exporter_replay_lag_seconds", Double(lag / 1_000_000) / 1000)
    }

    /// Adds what is told of a clock while files are followed: it is the wall clock.
    mutating func addFollowing(applied: Instant) {
        for state in ReplayState.allCases {
            add("csv_exporter_replay_state", [("state", state.rawValue)], state == .running ? 1 : 0)
        }
        add("csv_exporter_replay_speed_ratio", 1)
        add("csv_exporter_replay_time_seconds", seconds(applied))
    }

    /// Adds what the system tells of the process.
    mutating func addProcess() {
        let status = ProcessStatus()
        add("process_cpu_seconds_total", status.cpuSeconds)
        let values: [(String, Int?)] = [
            ("process_open_fds", status.openDescriptors), ("process_max_fds", status.maximumDescriptors),
            ("process_virtual_memory_bytes", status.virtualBytes),
            ("process_resident_memory_bytes", status.residentBytes),
        ]
        for (name, value) in values { if let value { add(name, Double(value)) } }
        if let start = Self.processStart { add("process_start_time_seconds", start) }
    }

    private mutating func add(_ name: String, _ value: Double) { add(name, [], value) }

    /// Seconds since 1970, rounded down to milliseconds: everything up to then is applied.
    private func seconds(_ instant: Instant) -> Double { Double(instant.milliseconds) / 1000 }
}
