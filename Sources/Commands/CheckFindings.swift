import EventTime
import Feed
import Mapping
package import MappingFile
import Metrics
import Pipeline
import Text

/// What is wrong, or probably not meant, according to a check: one sentence each.
package struct CheckFindings {
    /// A check with errors ends with status 1.
    package private(set) var errors: [String] = []
    /// What a person should know and may leave as it is.
    package private(set) var warnings: [String]

    /// What is found in a run with the plan of a replay. O(series) where a metric has more than its limit.
    package init(_ configuration: Configuration, _ plan: ReplayPlan, _ read: CheckedRun) {
        warnings = configuration.warnings.map { printable($0) }
        for index in configuration.sources.indices { judge(configuration.sources[index], index, configuration, read) }
        for tally in read.declarations(configuration) {
            if tally.taken == 0 { judge(tally, configuration, read) } else { warnOfConflict(tally, read) }
            warnOfComparison(tally, read)
        }
        for index in read.applier.registry.families.indices { judge(family: index, configuration, read) }
        if let span = read.span { judge(plan, span) }
        if let range = read.range, let length = read.length { warn(of: length, range, plan) }
    }

    private mutating func judge(
        _ source: SourceConfiguration, _ index: Int, _ configuration: Configuration, _ read: CheckedRun
    ) {
        let (counts, found) = (read.applier.counts[index], read.sources[index])
        let rejected = counts.rejected.values.reduce(0, +)
        if rejected > 0 { errors.append("source \(source.name): \(records(rejected)) rejected") }
        if found.unfinishedBytes > 0 {
            warnings.append(
                "source \(source.name): the last \(found.unfinishedBytes) bytes are no record before their line end"
            )
        }
        if let place = source.wherePlace, counts.lines.withoutNumber > 0 {
            let lines = counts.lines.withoutNumber
            let first = source.firstWithoutNumber(counts.lines).map { ", first \($0)" } ?? ""
            warnings.append(
                printable(
                    "\(place): the where of source \(source.name) leaves out "
                        + "\(lines == 1 ? "1 line" : "\(lines) lines") that it cannot compare with a number, "
                        + "written as numbers of the source says\(first)"))
        }
        if counts.files == 0 {
            warnings.append("source \(source.name): no file matches yet, so that nothing of it was checked")
        } else if let place = source.wherePlace, counts.lines.all > 0, counts.lines.all == counts.lines.leftOut {
            let first = source.firstUnmet(counts.lines).map { ", first \($0)" } ?? ""
            let lines = counts.lines.all
            errors.append(
                printable(
                    "\(place): no line meets the where of source \(source.name): got "
                        + "\(lines == 1 ? "1 line" : "\(lines) lines")\(first); want at least one"))
        } else if found.span == nil {
            if configuration.mode == .follow {
                warnings.append("source \(source.name): no record yet, so that its metrics were not checked")
            } else {
                let fault = FeedError.noRecords(path: source.feed.files.first ?? "")
                errors.append(printable(configuration.sentence(fault)))
            }
        }
    }

    /// Judges a metric without a sample.
    private mutating func judge(_ tally: DeclarationTally, _ configuration: Configuration, _ read: CheckedRun) {
        let (name, source) = (tally.declaration.name, tally.source)
        // Nothing can be said about the metrics of a source without records, which has its own sentence.
        guard read.sources[source].span != nil else { return }
        if let place = tally.declaration.wherePlace, tally.declaration.mappings.isEmpty {
            let columns = tally.declaration.columns
            let listed = columns.count > 12 ? columns.prefix(11) + ["another one"] : columns
            errors.append("\(place): no column of unpivot meets the where of \(name); want \(alternatives(listed))")
        } else if let place = tally.declaration.wherePlace, tally.selected == 0 {
            let first = tally.declaration.mappings.lazy.compactMap { read.applier.unmet[source][$0] }.first
            errors.append(
                printable(
                    "\(place): no \(tally.isUnpivoted ? "cell" : "record") meets the where of \(name): got "
                        + "\(tally.counted(tally.offered))\(first.map { ", first \($0)" } ?? ""); want at least one"))
        } else {
            errors.append(
                "\(tally.declaration.place): \(name) has no sample: got \(tally.counted(tally.selected)) without a "
                    + "usable value; want at least one")
        }
    }

    /// Warns of a gauge with several records for one series at one instant, of which only the last is shown.
    private mutating func warnOfConflict(_ tally: DeclarationTally, _ read: CheckedRun) {
        let conflicts = read.applier.conflicts[tally.source]
        guard let place = tally.declaration.mappings.lazy.compactMap({ conflicts[$0] }).first else { return }
        warnings.append(
            printable(
                "\(tally.declaration.place): \(tally.declaration.name) has two values for one series at one time, "
                    + "first at \(place): the last one is shown; want a label that tells them apart, or aggregate: "
                    + "sum, min or max"))
    }

    /// Warns of records that a comparison with a number left out, because their cells are no numbers.
    private mutating func warnOfComparison(_ tally: DeclarationTally, _ read: CheckedRun) {
        let first = tally.declaration.mappings.lazy.compactMap { read.applier.noNumbers[tally.source][$0] }.first
        guard let place = tally.declaration.wherePlace, let first else { return }
        warnings.append(
            printable(
                "\(place): the where of \(tally.declaration.name) leaves out "
                    + "\(tally.counted(tally.withoutNumber)) that it cannot compare with a number, first \(first)"))
    }

    /// Judges what a metric did with samples beyond its series limit and with falls of its column.
    private mutating func judge(family index: Int, _ configuration: Configuration, _ read: CheckedRun) {
        let family = read.applier.registry.families[index]
        let name = family.description.name.description
        let place = read.declarations(configuration).first { $0.declaration.name == name }?.declaration.place
        let start = "\(place.map { $0 + ": " } ?? "")\(name)"
        if family.falls > 0 {
            let fell = "\(start) fell \(family.falls == 1 ? "once" : "\(family.falls) times")"
            warnings.append(
                family.description.falls == .ignore
                    ? "\(fell): single readings below the last one are passed over (falls: ignore)"
                    : "\(fell): each fall is taken for a restart; if readings are faulty, use falls: ignore")
        }
        let (dropped, folded) = (family.droppedSamples, family.foldedSamples)
        guard dropped + folded > 0 else { return }
        var sentence = "\(start) has more than \(family.description.maximumSeries) series (max_series): "
        sentence += dropped > 0 ? "\(dropped) samples dropped" : "\(folded) samples folded"
        if let label = labelWithMostValues(of: index, configuration, read) {
            let limit = MetricTally.maximumValues
            sentence += "; label \(label.name) has \(label.count > limit ? "over \(limit)" : "\(label.count)") values"
        }
        if dropped > 0 { errors.append(sentence) } else { warnings.append(sentence) }
    }

    private func labelWithMostValues(
        of index: Int, _ configuration: Configuration, _ read: CheckedRun
    ) -> (name: String, count: Int)? {
        var families = read.applier.registry.families
        let labels = families[index].description.labels
        var values = [Set<[UInt8]>](repeating: [], count: labels.count)
        let keys = families[index].snapshot().keys
        for series in 0..<keys.count {
            let parts = keys.bytes[keys.range(of: series)].split(
                separator: labelSeparator, omittingEmptySubsequences: false)
            for (label, value) in parts.enumerated() where label < values.count { values[label].insert(Array(value)) }
        }
        for (source, tallies) in zip(configuration.sources, read.applier.tallies) {
            for (metric, tally) in zip(source.metrics, tallies) where metric.family == index {
                for (label, more) in tally.overflowValues.enumerated() { values[label].formUnion(more) }
            }
        }
        return zip(labels, values).map { ($0, $1.count) }.max { $0.1 < $1.1 }
    }
}

extension CheckFindings {
    /// Judges the start and the end that a user chose.
    private mutating func judge(_ plan: ReplayPlan, _ span: ClosedRange<Instant>) {
        let data = "want a time within the data, from \(iso8601(span.lowerBound)) to \(iso8601(span.upperBound))"
        if let start = plan.startAt {
            if start > span.upperBound {
                errors.append("cannot start at \(iso8601(start)): got a start_at after the last record; \(data)")
            } else if start < span.lowerBound {
                let sentence = "start_at \(iso8601(start)) is before the first record, at \(iso8601(span.lowerBound))"
                // Midnight before the first record of a day is a fine start; a day before a minute of records is not.
                let isFar =
                    span.lowerBound.nanoseconds(since: start) > span.upperBound.nanoseconds(since: span.lowerBound)
                if isFar { errors.append("\(sentence); \(data)") } else { warnings.append(sentence) }
            }
            if let end = plan.endAt, end < start {
                errors.append("cannot end at \(iso8601(end)): got an end_at before start_at, \(iso8601(start))")
                return
            }
        }
        guard let end = plan.endAt else { return }
        if end < span.lowerBound {
            errors.append("cannot end at \(iso8601(end)): got an end_at before the first record; \(data)")
        } else if end > span.upperBound {
            warnings.append("end_at \(iso8601(end)) is after the last record, at \(iso8601(span.upperBound))")
        }
    }

    /// Warns of a pass that is almost only gaps, unless it takes less than a minute.
    private mutating func warn(of length: PassLength, _ range: PassRange, _ plan: ReplayPlan) {
        guard let shortcut = length.shortcut, length.seconds / plan.speed > 60 else { return }
        func wall(_ seconds: Double) -> String { durationText(seconds / plan.speed) }
        func at(_ instant: Instant, _ place: String?) -> String {
            instant == range.start ? "the start" : iso8601(instant) + (place.map { " (\($0))" } ?? "")
        }
        let gap = shortcut.gap
        var settings = ["max_gap: \(formatDuration(shortcut.maximumGap))"]
        if let start = shortcut.startAt { settings.insert("start_at: \"\(iso8601(start))\"", at: 0) }
        if let end = shortcut.endAt { settings.insert("end_at: \"\(iso8601(end))\"", at: 0) }
        warnings.append(
            "one pass takes \(wall(length.seconds)), almost all of it without a record: no record is between "
                + "\(at(gap.from, gap.before?.description)) and \(at(gap.to, gap.after?.description)); "
                + "\(alternatives(settings)) makes it \(wall(shortcut.seconds))")
    }
}
