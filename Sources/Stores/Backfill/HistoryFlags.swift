import Commands
import EventTime
import Flags
import MappingFile
import Metrics
import Pipeline
import Text

/// The flags of commands that write a history with its own times.
var historyFlags: [Flag] {
    [
        Flag(
            "step", .duration,
            help: "Time between two samples of a series, from 1ms to 1d. Default: the mapping's, or 1m, live 15s."),
        Flag(
            "label", placeholder: "NAME=VALUE",
            help: "A label of each series, instead of the mapping's; may be repeated, and an empty value takes the "
                + "label away. Default: job=csv_exporter and instance=history (live the host's name), which rules join "
                + "on.",
            isRepeatable: true, mistakenNames: ["labels", "external-label"]),
        Flag(
            "zeros", .choice(HistoryZeros.allCases.map { $0.rawValue }), placeholder: "WHICH",
            help: "Zeros of a counter or histogram before it counts: all, as a scrape shows them, or one, before the "
                + "first increment, for many label sets that come and go. Default: the mapping's, or all."),
    ] + historyReplaySettings.map { $0.flag } + [
        Flag(
            "own-metrics", .boolean,
            help: "Write csv_exporter_replay_time_seconds and the others that rules and dashboards need, too.",
            defaultText: "true")
    ]
}

/// The settings of the clock that mean something where no clock runs.
private var historyReplaySettings: [ReplaySetting] {
    ReplaySetting.all.filter { ["start_at", "end_at", "max_gap"].contains($0.key) }
}

/// How a history is to be written, by flags and mapping.
struct HistoryOptions {
    /// The default of `step`, and the longest step at which rules still see two samples in five minutes.
    private static let defaultStep: Int64 = 60_000_000_000
    private static let defaultLiveStep: Int64 = 15_000_000_000
    private static let longestStep: Int64 = 150_000_000_000
    /// How long an instant query looks back for a sample.
    private static let lookback: Int64 = 300_000_000_000

    /// Event time between two instants, in nanoseconds.
    let step: Int64
    /// The labels of each series; none is empty.
    let labels: [(name: String, value: String)]
    /// The ends, and the longest gap.
    let plan: ReplayPlan
    /// Which zeros of series that count are written.
    let zeros: HistoryZeros
    /// Whether the program's own families on the event clock are written.
    let hasOwnMetrics: Bool

    /// The options of `command`. Of a live push, `live` has its instance and the names of the labels of its own
    /// metrics. Throws for what a flag says and the mapping does not allow.
    init(
        _ flags: ParsedFlags, _ configuration: Configuration, _ command: String,
        live: (instance: String, labels: [String])? = nil
    ) throws(OptionFault) {
        let history = configuration.history
        step = flags.duration("step") ?? history.step ?? (live == nil ? Self.defaultStep : Self.defaultLiveStep)
        if !isStep(step) {
            throw OptionFault(
                description: "\(command): cannot use --step: got \(flags.text("step") ?? ""); want \(stepWanted)")
        }
        zeros = flags.text("zeros").flatMap { HistoryZeros(rawValue: $0) } ?? history.zeros ?? .all
        hasOwnMetrics = flags.boolean("own-metrics") ?? true
        var settings = try replaySettings(flags, historyReplaySettings, command)
        settings.maxGap = settings.maxGap ?? history.maxGap
        plan = ReplayPlan(settings.or(configuration.replay))
        var labels = [(name: "job", value: "csv_exporter"), (name: "instance", value: live?.instance ?? "history")]
        for label in history.labels { set(label, in: &labels) }
        for label in try flagLabels(flags, command) { set(label, in: &labels) }
        self.labels = labels.filter { !$0.value.isEmpty }
        for label in self.labels {
            let metric = configuration.families.first { $0.labels.contains(label.name) }?.name.description
            let own = EventClockSamples.labelNames + (live?.labels ?? [])
            let isOwn = hasOwnMetrics && own.contains(label.name)
            guard let metric = metric ?? (isOwn ? "a metric of csv_exporter itself" : nil) else { continue }
            throw OptionFault(
                description: "\(command): cannot use --label=\(printable(label.name))=\(printable(label.value)): "
                    + "\(metric) has a label of this name; want another name")
        }
    }

    /// Sentences about a step that is allowed, but longer than people and rules expect.
    var warnings: [String] {
        if step > Self.lookback {
            return [
                "the step \(formatDuration(step)) is longer than the five minutes for which Prometheus looks back: "
                    + "instant queries and graphs will have holes; want 5m at most"
            ]
        }
        if step > Self.longestStep {
            return [
                "at a step of \(formatDuration(step)) a window of five minutes holds fewer than two samples: "
                    + "rate(x[5m]) will show nothing; want 2m30s at most"
            ]
        }
        return []
    }
}

private func set(_ label: (name: String, value: String), in labels: inout [(name: String, value: String)]) {
    labels.removeAll { $0.name == label.name }
    labels.append(label)
}

/// The values of `--label`.
private func flagLabels(_ flags: ParsedFlags, _ command: String) throws(OptionFault) -> [(name: String, value: String)]
{
    var labels: [(name: String, value: String)] = []
    for text in flags.texts("label") {
        func fault(_ got: String) -> OptionFault {
            OptionFault(description: "\(command): cannot use --label=\(printable(text)): \(got)")
        }
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == 2 else { throw fault("got no \"=\"; want NAME=VALUE") }
        if let reason = reasonAgainst(historyLabel: parts[0]) { throw fault("\(reason); want another name") }
        if labels.contains(where: { $0.name == parts[0] }) { throw fault("the name is given twice; want it once") }
        labels.append((parts[0], parts[1]))
    }
    return labels
}
