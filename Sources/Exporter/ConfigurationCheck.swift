import EventTime
import Feed
import Mapping
import MappingFile
import Metrics
import POSIX
import Pipeline
import Service
import Text

/// `--config.check`: reads every file once and prints what a replay would show.
struct ConfigurationCheck {
    private let configuration: Configuration
    private let plan: ReplayPlan

    init(_ configuration: Configuration, _ plan: ReplayPlan) {
        self.configuration = configuration
        self.plan = plan
    }

    /// Prints the table. Returns 0 if every record of the files that are read can be used, else 1.
    func run() throws -> Int32 {
        // Rejected records are told of like anything else that is wrong: on standard error, once for each reason.
        var run = try located(configuration) {
            let log = RunLog(configuration, Logger(level: .warn, format: .plain))
            return try HistoryRun(configuration, rejects: log, startTime: 0)
        }
        var progress = ProgressLine(.standardError)
        try located(configuration) {
            while try !run.prepare(through: plan.endAt ?? .latest, until: { true }) {
                progress.show(run.summaries.reduce((0, 0)) { ($0.0 + $1.bytesRead, $0.1 + $1.bytes) })
            }
        }
        progress.clear()
        run.beginPass()
        if let range = run.range(startAt: plan.startAt, endAt: plan.endAt) {
            _ = run.advance(to: range.end)
        }
        try FileDescriptor.standardOutput.write(report(run))
        let rejected = run.applier.counts.reduce(0) { $0 + $1.rejected.values.reduce(0, +) }
        for (source, summary) in zip(configuration.sources, run.summaries) where summary.records == 0 {
            let fault = FeedError.noRecords(path: source.feed.files[0])
            throw StartFault(description: configuration.sentence(fault))
        }
        return rejected > 0 ? 1 : 0
    }

    private func report(_ run: HistoryRun) -> String {
        let count = configuration.sources.count
        var lines = ["\(configuration.file): \(count == 1 ? "1 source" : "\(count) sources")"]
        for warning in configuration.warnings { lines.append("warning: \(warning)") }
        for (index, source) in configuration.sources.enumerated() {
            lines += [""] + report(source, run.summaries[index], run.applier.counts[index])
            lines += run.skipped(of: index).map { "  skipped    \(configuration.sentence($0))" }
        }
        lines += ["", "replay"] + reportReplay(run)
        lines += ["", "metrics"]
        let names = configuration.families.map(\.name.description)
        let width = names.map(\.count).max() ?? 0
        for family in run.applier.registry.families {
            let name = family.description.name.description
            let series = family.seriesCount == 1 ? "1 series" : "\(family.seriesCount) series"
            let dropped = family.droppedSamples > 0 ? ", \(family.droppedSamples) samples dropped over max_series" : ""
            let gap = String(repeating: " ", count: width - name.count)
            lines.append("  \(name)\(gap)  \(family.description.type.rawValue), \(series)\(dropped)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func report(_ source: SourceConfiguration, _ summary: SourceSummary, _ counts: SourceCounts) -> [String] {
        let rejected = counts.rejected.map { ($0.key.label, $0.value) }.sorted { $0.0 < $1.0 }.map { "\($0) \($1)" }
        let order =
            switch summary.order {
            case .asWritten: "as in the files"
            case .merged(let runs): "merged from \(runs) runs: the files are not in event-time order"
            case .indexed: "sorted by an index: too disordered to merge"
            }
        return [
            "source \(source.name)",
            "  files      \(counts.files), \(megabytes(summary.bytes)) MB",
            "  records    \(counts.records)",
            "  rejected   \(rejected.isEmpty ? "none" : rejected.joined(separator: ", "))",
            "  time span  \(summary.span.map { "\(iso8601($0.lowerBound)) to \(iso8601($0.upperBound))" } ?? "none")",
            "  order      \(order)",
        ]
    }

    private func reportReplay(_ run: HistoryRun) -> [String] {
        guard let range = run.range(startAt: plan.startAt, endAt: plan.endAt) else {
            return ["  no record can be replayed"]
        }
        var lines = [
            "  from       \(iso8601(range.start))", "  to         \(iso8601(range.end))",
            "  speed      \(speedText(plan.speed))",
        ]
        guard plan.speed < .infinity, range.end > range.start else { return lines }
        let seconds = formatDuration(seconds: (range.seconds / plan.speed).rounded(.up))
        // Gaps that are jumped over shorten it.
        lines.append(
            "  one pass   \(plan.maxGap == nil ? "" : "at most ")\(seconds)\(plan.loop ? ", looping" : "")")
        for interval in [1.0, 15.0] {
            let covered = formatDuration(seconds: interval * plan.speed)
            lines.append("  a scrape every \(Int(interval))s covers \(covered) of event time")
        }
        return lines
    }
}
