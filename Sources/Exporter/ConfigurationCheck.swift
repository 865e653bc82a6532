import EventTime
import Feed
import Flags
import Mapping
import Metrics
import POSIX

/// `--config.check`: reads every file once and prints what a replay would show.
struct ConfigurationCheck {
    private let configuration: Configuration
    private let plan: ReplayPlan

    init(_ configuration: Configuration, _ plan: ReplayPlan) {
        self.configuration = configuration
        self.plan = plan
    }

    /// Prints the table. Returns 0 if every record can be used, else 1.
    func run() throws -> Int32 {
        // Rejected records are told of like anything else that is wrong: on standard error, once for each reason.
        var pipeline = try located(configuration) { () throws(FeedError) in
            for source in configuration.sources where source.feed.files.isEmpty {
                throw .noFiles(source: source.name, patterns: source.patterns)
            }
            return try Pipeline(configuration, Logger(level: .warn, format: .plain))
        }
        var progress = ProgressLine(.standardError)
        try located(configuration) { () throws(FeedError) in
            while try !pipeline.prepare(through: plan.endAt ?? .max) {
                progress.show(
                    pipeline.history.summaries.reduce((0, 0)) { ($0.0 + $1.bytesRead, $0.1 + $1.bytes) })
            }
        }
        progress.clear()
        pipeline.beginPass()
        let end = min(plan.endAt ?? .max, pipeline.history.span?.upperBound ?? .min)
        _ = pipeline.apply(through: end, .all, deadline: .max)
        try FileDescriptor.standardOutput.write(report(pipeline))
        let rejected = pipeline.intake.counts.reduce(0) { $0 + $1.rejected.values.reduce(0, +) }
        for (source, summary) in zip(configuration.sources, pipeline.history.summaries) where summary.records == 0 {
            let fault = FeedError.noRecords(path: source.feed.files[0])
            throw StartFault(description: sentence(fault, configuration))
        }
        return rejected > 0 ? 1 : 0
    }

    private func report(_ pipeline: Pipeline) -> String {
        let count = configuration.sources.count
        var lines = ["\(configuration.file): \(count == 1 ? "1 source" : "\(count) sources")"]
        for warning in configuration.warnings { lines.append("warning: \(warning)") }
        for (index, source) in configuration.sources.enumerated() {
            lines += [""] + report(source, pipeline.history.summaries[index], pipeline.intake.counts[index])
        }
        lines += ["", "replay"] + reportReplay(pipeline)
        lines += ["", "metrics"]
        let names = configuration.families.map(\.name.description)
        let width = names.map(\.count).max() ?? 0
        for family in pipeline.intake.registry.families {
            let name = family.description.name.description
            let series = family.seriesCount == 1 ? "1 series" : "\(family.seriesCount) series"
            let dropped = family.droppedSamples > 0 ? ", \(family.droppedSamples) samples dropped over max_series" : ""
            let gap = String(repeating: " ", count: width - name.count)
            lines.append("  \(name)\(gap)  \(family.description.type.rawValue), \(series)\(dropped)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func report(_ source: SourceConfiguration, _ summary: SourceSummary, _ counts: SourceCounts) -> [String] {
        let rejected = counts.rejected.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let order =
            summary.runs > 4096
            ? "sorted by an index: too disordered to merge"
            : summary.needsMerge
                ? "merged from \(summary.runs) runs: the files are not in event-time order" : "as in the files"
        return [
            "source \(source.name)",
            "  files      \(source.feed.files.count), \(megabytes(summary.bytes)) MB",
            "  records    \(counts.records)",
            "  rejected   \(rejected.isEmpty ? "none" : rejected.joined(separator: ", "))",
            "  time span  \(summary.span.map { "\(iso8601($0.lowerBound)) to \(iso8601($0.upperBound))" } ?? "none")",
            "  order      \(order)",
        ]
    }

    private func reportReplay(_ pipeline: Pipeline) -> [String] {
        guard let span = pipeline.history.span else { return ["  no record can be replayed"] }
        let start = plan.startAt ?? span.lowerBound - 1_000_000_000
        let end = min(plan.endAt ?? .max, span.upperBound)
        var lines = [
            "  from       \(iso8601(start))", "  to         \(iso8601(end))", "  speed      \(speedText(plan.speed))",
        ]
        guard plan.speed < .infinity, end > start else { return lines }
        let seconds = (Double(end - start) / plan.speed / 1e9).rounded(.up)
        lines.append(
            "  one pass   \(formatDuration(Int64(min(seconds, 9e9)) * 1_000_000_000))\(plan.loop ? ", looping" : "")")
        for interval in [1.0, 15.0] {
            let covered = formatDuration(Int64(interval * plan.speed * 1000) * 1_000_000)
            lines.append("  a scrape every \(Int(interval))s covers \(covered) of event time")
        }
        return lines
    }
}
