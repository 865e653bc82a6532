import Commands
import EventTime
import Feed
import Mapping
import MappingFile
import Metrics
import POSIX
import Pipeline
import Text

/// The tables of `--config.check`.
struct CheckReport {
    private let configuration: Configuration
    private let plan: ReplayPlan
    private let read: CheckedRun

    init(_ configuration: Configuration, _ plan: ReplayPlan, _ read: CheckedRun) {
        (self.configuration, self.plan, self.read) = (configuration, plan, read)
    }

    var lines: [String] {
        let count = configuration.sources.count
        var lines = ["\(configuration.file): \(count == 1 ? "1 source" : "\(count) sources")"]
        for index in configuration.sources.indices { lines += [""] + source(index) }
        if configuration.mode != .follow { lines += ["", "replay"] + replay }
        return lines + ["", "metrics"] + metrics
    }

    private func source(_ index: Int) -> [String] {
        let (source, counts) = (configuration.sources[index], read.applier.counts[index])
        let found = read.sources[index]
        let rejected = counts.rejected.map { ($0.key.label, $0.value) }.sorted { $0.0 < $1.0 }.map { "\($0) \($1)" }
        let size = found.bytes.map { ", \(megabytes($0)) MB" } ?? ", followed"
        var lines = ["source \(source.name)", "  files      \(counts.files)\(size)"]
        if source.feed.shape.filters {
            lines.append("  where      \(counts.lines.all - counts.lines.leftOut) of \(counts.lines.all) lines")
        }
        lines += [
            "  records    \(counts.records)",
            "  rejected   \(rejected.isEmpty ? "none" : rejected.joined(separator: ", "))",
            "  time span  \(found.span.map { "\(iso8601($0.lowerBound)) to \(iso8601($0.upperBound))" } ?? "none")",
        ]
        switch found.order {
        case .asWritten: lines.append("  order      as in the files")
        case .merged(let runs) where runs <= counts.files:
            lines.append("  order      as in the files, merged from \(counts.files) files")
        case .merged(let runs):
            lines.append("  order      merged from \(runs) runs: the files are not in event-time order")
        case .indexed: lines.append("  order      sorted by an index: too disordered to merge")
        case nil: break
        }
        return lines + found.skipped.map { "  skipped    \(printable(configuration.sentence($0)))" }
    }

    private var replay: [String] {
        guard let range = read.range, let length = read.length else { return ["  no record can be replayed"] }
        var lines = [
            "  from       \(iso8601(range.start))", "  to         \(iso8601(range.end))",
            "  speed      \(speedText(plan.speed))",
        ]
        guard plan.speed < .infinity, range.end > range.start else { return lines }
        var pass = formatDuration(seconds: (length.seconds / plan.speed).rounded(.up))
        if let gap = plan.maxGap { pass += ", without gaps over \(formatDuration(gap))" }
        if plan.loop { pass += ", looping after \(formatDuration(plan.loopPause))" }
        lines.append("  one pass   \(pass)")
        for interval in [1.0, 15.0] {
            let covered = formatDuration(seconds: interval * plan.speed)
            lines.append("  a scrape every \(Int(interval))s covers \(covered) of event time")
        }
        return lines
    }

    private var metrics: [String] {
        let families = read.applier.registry.families
        let width = families.map { $0.description.name.description.count }.max() ?? 0
        return families.indices.map { index in
            let family = families[index]
            let name = family.description.name.description
            let series = family.seriesCount == 1 ? "1 series" : "\(family.seriesCount) series"
            let tallies = declarations(of: name)
            var line = "  \(name)\(String(repeating: " ", count: width - name.count))  "
            line += "\(family.description.type.rawValue), \(series), "
            let taken = tallies.reduce(0) { $0 + $1.taken }
            line += tallies.allSatisfy(\.isUnpivoted) && !tallies.isEmpty ? cells(taken) : records(taken)
            for tally in tallies where tally.declaration.wherePlace != nil {
                line += ", where \(tally.selected) of \(tally.offered)"
            }
            if family.falls > 0 { line += ", \(family.falls == 1 ? "1 fall" : "\(family.falls) falls")" }
            if family.foldedSamples > 0 { line += ", \(family.foldedSamples) samples folded over max_series" }
            if family.droppedSamples > 0 { line += ", \(family.droppedSamples) samples dropped over max_series" }
            return line
        }
    }

    private func declarations(of name: String) -> [DeclarationTally] {
        read.declarations(configuration).filter { $0.declaration.name == name }
    }
}
