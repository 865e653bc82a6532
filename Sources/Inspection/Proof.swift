import Commands
import EventTime
import Feed
import Mapping
import MappingFile
import Metrics
import POSIX
import Pipeline
import Scaffold
import Service
import Text

/// What a mapping does with its files, found by reading them with the product's own reader: a mapping that `init`
/// writes was read before.
struct Proof {
    /// The mapping as it is read.
    let configuration: Configuration
    /// What `--config.check` would find; nil if the files are too large for the time limit.
    let read: CheckedRun?
    /// The first rejected record: its reason, and a sentence with its place.
    let firstReject: (reason: String, sentence: String)?

    /// Reads the files of a mapping that is not written yet, and whose paths begin where the program runs. Gives up the
    /// reading of the records, not that of the mapping, when `isOver` says so.
    init(_ text: String, isOver: () -> Bool) throws {
        configuration = try ConfigurationReader.read(Array(text.utf8), as: "mapping.yml")
        let first = FirstReject()
        let plan = ReplayPlan(configuration.replay)
        let (configuration, rejects) = (configuration, first)
        read = try located(configuration) {
            try checkedReplay(configuration, plan, rejects) { _ in !isOver() }
        }
        firstReject = first.found
    }

    /// How many records the files have, those that were rejected among them.
    var records: Int { read?.applier.counts.reduce(0) { $0 + $1.records } ?? 0 }

    /// How often a record was rejected.
    var rejected: Int {
        read?.applier.counts.reduce(0) { $0 + $1.rejected.values.reduce(0, +) } ?? 0
    }

    /// How many series the metrics have.
    var series: Int { read?.applier.registry.families.reduce(0) { $0 + $1.seriesCount } ?? 0 }

    /// The line of `init` that says what was read.
    var summary: String {
        if read == nil { return "the mapping can be read; the files are too large to be read whole in the time limit" }
        var text = counted(records, "record")
        if rejected > 0 {
            text += ", \(countText(rejected)) rejected"
            if let firstReject { text += " (first for \(firstReject.reason), \(printable(firstReject.sentence)))" }
        } else {
            text += ", none rejected"
        }
        return text + ", \(countText(series)) series"
    }

    /// What `--config.check` would warn of, but for what the summary has.
    var findings: [String] {
        guard let read else { return [] }
        let findings = CheckFindings(configuration, ReplayPlan(configuration.replay), read)
        let share = Double(rejected) > 0.01 * Double(records)
        let errors = findings.errors.filter { share || !$0.hasSuffix(" rejected") }
        return errors + findings.warnings
    }

    /// The label sets of each metric, the largest at the end of the files first.
    func labelSets(_ plan: Plan) -> LabelSets {
        var sets = LabelSets()
        guard let families = read?.applier.registry.families else { return sets }
        for index in families.indices {
            // A copy, because a snapshot sorts the family's keys.
            var family = families[index]
            let name = family.description.name.description
            guard let metric = plan.metrics.first(where: { $0.name == name }) else { continue }
            sets[name] = labelSets(family.snapshot(), metric)
        }
        return sets
    }

    private func labelSets(_ family: Snapshot.Family, _ metric: PlannedMetric) -> [[String]] {
        let places = metric.labels.compactMap { label in family.labelNames.firstIndex { $0 == label.name } }
        let stride = family.bounds.isEmpty ? 1 : family.bounds.count + 2
        var found: [(size: Double, set: [String])] = []
        for series in 0..<family.keys.count {
            let parts = family.keys.bytes[family.keys.range(of: series)].split(
                separator: labelSeparator, omittingEmptySubsequences: false)
            let number = Int(family.keys.order[series])
            let size = number * stride < family.values.count ? family.values[number * stride] : 0
            let set = places.map { $0 < parts.count ? String(decoding: parts[$0], as: UTF8.self) : "" }
            found.append((size.isNaN ? 0 : size, set))
        }
        found.sort { $0.size > $1.size }
        return found.map { $0.set }
    }
}

/// Keeps the first rejected record.
private final class FirstReject: RejectSink {
    private(set) var found: (reason: String, sentence: String)?

    func wants(_ reason: RejectReason, source: Int) -> Bool { found == nil }

    func reject(_ reason: RejectReason, source: Int, _ record: RejectedRecord) {
        if found == nil { found = (reason.label, record.sentence) }
    }
}
