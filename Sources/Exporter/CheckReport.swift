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

/// "1 record", "2 records".
func records(_ count: Int) -> String { count == 1 ? "1 record" : "\(count) records" }

private func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }

/// What one item of `metrics:` did. With `unpivot` it takes cells: each record has one for each unpivoted column.
struct DeclarationTally {
    let source: Int
    let declaration: MetricDeclaration
    /// The records, or cells, that met its `where`, and those that gave a sample.
    var selected = 0
    var taken = 0
    /// The records, or cells, that a comparison with a number left out because they have none.
    var withoutNumber = 0
    /// The records, or cells, among which its `where` chose.
    var offered = 0

    var isUnpivoted: Bool { !declaration.columns.isEmpty }

    /// "3 records", or "3 cells".
    func counted(_ count: Int) -> String { isUnpivoted ? cells(count) : records(count) }
}

extension CheckedRun {
    /// What each item of `metrics:` did, in the order of the file.
    func declarations(_ configuration: Configuration) -> [DeclarationTally] {
        configuration.sources.indices.flatMap { source in
            configuration.sources[source].declarations.map { declaration in
                var tally = DeclarationTally(source: source, declaration: declaration)
                for metric in applier.tallies[source][declaration.mappings] {
                    tally.offered += metric.offered
                    tally.selected += metric.selected
                    tally.taken += metric.taken
                    tally.withoutNumber += metric.withoutNumber
                }
                // A column that its `where` leaves out has no mapping, and as many records as the others.
                if tally.isUnpivoted && !declaration.mappings.isEmpty {
                    tally.offered = tally.offered / declaration.mappings.count * declaration.columns.count
                }
                return tally
            }
        }
    }
}
