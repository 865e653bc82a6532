import EventTime
import Sniff
import Text

/// Names the sources, labels and metrics of a data set.
package func plan(_ name: String, _ sources: [SourceFiles]) -> Plan {
    var names = MetricNames()
    var plan = Plan(name: name, sources: [], speed: 1, window: 60, span: 0)
    var taken: Set<String> = []
    for files in sources {
        // One source is called like the set, which a flag may have named.
        var prefix = metricPrefix(sources.count == 1 ? name : stem(of: files.files.first ?? name))
        let wanted = prefix
        var number = 2
        while !taken.insert(prefix).inserted {
            prefix = "\(wanted)_\(number)"
            number += 1
        }
        plan.sources.append(plannedSource(prefix, files, &names))
    }
    chooseSpeed(of: &plan)
    return plan
}

/// The name of a file without folders and without its last extension; a `.gz` behind that counts for nothing.
package func stem(of path: String) -> String {
    var name = path.split(separator: "/").last.map { String($0) } ?? path
    if name.hasSuffix(".gz") { name.removeLast(3) }
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return name }
    return String(name[..<dot])
}

private func plannedSource(_ name: String, _ files: SourceFiles, _ names: inout MetricNames) -> PlannedSource {
    let decisions = files.decisions
    var labelNames = LabelNames()
    let labels = decisions.labels.map { column in
        let text = decisions.columns[column].name
        return PlannedLabel(name: labelNames.name(text, number: column + 1), column: text)
    }
    var source = PlannedSource(name: name, files: files, labels: labels, metrics: [])
    if decisions.shape == .events {
        let counter = names.name(
            prefix: name, words: "records", unit: nil, isCounter: true, isHistogram: false, number: 0)
        source.metrics.append(
            PlannedMetric(name: counter, measure: .counter, title: "Records", labels: labels))
    }
    if let unpivot = decisions.unpivot {
        source.metrics.append(plannedMetric(unpivot, source, &names, &labelNames))
    }
    for (column, decided) in decisions.columns.enumerated() {
        guard case .value(let measure) = decided.role else { continue }
        source.metrics.append(plannedMetric(decided, column, measure, source, &names))
    }
    if source.metrics.isEmpty {
        let counter = names.name(
            prefix: name, words: "records", unit: nil, isCounter: true, isHistogram: false, number: 0)
        source.metrics = [PlannedMetric(name: counter, measure: .counter, title: "Records", labels: labels)]
    }
    for (column, decided) in decisions.columns.enumerated() {
        guard case .leftOut(let reason) = decided.role else { continue }
        switch reason {
        case .empty, .alsoTime, .factors, .constant, .duplicate: break
        case .manyValues, .longText, .determined, .manySeries, .mixed:
            source.spareLabels.append(
                PlannedLabel(name: labelNames.name(decided.name, number: column + 1), column: decided.name))
        case .rowNumber, .identifier, .coordinate, .notAsked:
            if decided.numbers == nil {
                source.spareLabels.append(
                    PlannedLabel(name: labelNames.name(decided.name, number: column + 1), column: decided.name))
            } else {
                source.spare.append(plannedMetric(decided, column, .gauge, source, &names))
            }
        }
    }
    return source
}

private func plannedMetric(
    _ column: Column, _ number: Int, _ measure: Measure, _ source: PlannedSource, _ names: inout MetricNames
) -> PlannedMetric {
    let numbers = column.numbers
    let named = numbers?.unit ?? Unit.ending(column.name)
    let written = numbers?.isDuration == true ? "s" : named
    let unit = written.flatMap { Unit(written: $0) }
    let isCounter = measure == .counter || measure == .absolute
    let name = names.name(
        prefix: source.name, words: words(of: column.name, unit: named), unit: unit, isCounter: isCounter,
        isHistogram: measure == .histogram, number: number + 1)
    var metric = PlannedMetric(
        name: name, measure: measure, column: number, value: column.name, title: title(column.name, number),
        scale: unit?.scale ?? 1, unit: unit, labels: source.labels, numbers: numbers)
    if measure == .histogram {
        let quantiles = numbers?.quantiles ?? []
        metric.buckets = bucketBounds(quantiles.map { $0 * metric.scale }, isDuration: unit?.suffix == "seconds")
    }
    return metric
}

private func plannedMetric(
    _ unpivot: Unpivot, _ source: PlannedSource, _ names: inout MetricNames, _ labelNames: inout LabelNames
) -> PlannedMetric {
    let columns = unpivot.columns.map { source.files.decisions.columns[$0] }
    var measure = Measure.gauge
    if case .unpivoted(let decided)? = columns.first?.role { measure = decided }
    let isDuration = columns.first?.numbers?.isDuration == true
    let unit = (isDuration ? "s" : unpivot.unit).flatMap { Unit(written: $0) }
    let isCounter = measure == .counter || measure == .absolute
    let name = names.name(
        prefix: source.name, words: words(of: unpivot.value, unit: unpivot.unit), unit: unit, isCounter: isCounter,
        isHistogram: measure == .histogram, number: (unpivot.columns.first ?? 0) + 1)
    let label = PlannedLabel(name: labelNames.name(unpivot.label, number: 0), column: unpivot.label)
    var metric = PlannedMetric(
        name: name, measure: measure, column: unpivot.columns.first, value: unpivot.value,
        title: title(unpivot.value, 0), scale: unit?.scale ?? 1, unit: unit,
        labels: unpivot.isTime ? source.labels : [label] + source.labels, numbers: joined(columns))
    if measure == .histogram {
        let quantiles = metric.numbers?.quantiles ?? []
        metric.buckets = bucketBounds(quantiles.map { $0 * metric.scale }, isDuration: unit?.suffix == "seconds")
    }
    return metric
}

/// What is known of the numbers of several columns: the outermost of their quantiles.
private func joined(_ columns: [Column]) -> ColumnNumbers? {
    guard var all = columns.first?.numbers else { return nil }
    for column in columns.dropFirst() {
        guard let numbers = column.numbers else { continue }
        all.least = min(all.least, numbers.least)
        all.greatest = max(all.greatest, numbers.greatest)
        all.isWhole = all.isWhole && numbers.isWhole
        for strip in numbers.strip where !all.strip.contains(strip) { all.strip.append(strip) }
        for place in all.quantiles.indices where place < numbers.quantiles.count {
            let other = numbers.quantiles[place]
            all.quantiles[place] = place < 5 ? min(all.quantiles[place], other) : max(all.quantiles[place], other)
        }
    }
    return all
}

/// The name of a column as a title: on one line, and not too long for a panel.
private func title(_ column: String, _ number: Int) -> String {
    let text = printable(column)
    if text.isEmpty { return "Column \(number + 1)" }
    let scalars = text.unicodeScalars
    return scalars.count > 48 ? String(String.UnicodeScalarView(scalars.prefix(47))) + "…" : text
}

/// Chooses a speed at which the data pass in two and a half to five minutes, and the window for it.
private func chooseSpeed(of plan: inout Plan) {
    let times = plan.sources.compactMap { $0.files.decisions.time }
    guard let first = times.compactMap({ $0.first }).min(), let last = times.compactMap({ $0.last }).max(), first < last
    else { return }
    plan.span = Double(last.nanoseconds(since: first)) / 1e9
    plan.speed = [1, 2, 3, 5].flatMap { step in tens.map { step * $0 } }.filter { $0 * 300 >= plan.span }.min() ?? 1e9
    let step = times.compactMap { $0.stepSeconds }.max() ?? 0
    // Ten scrapes, a second apart, and a few records; but never most of the data.
    let wanted = min(max(plan.speed * 10, step * 5, 60), max(60, plan.span / 4))
    let round: [Double] = [
        60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000, 2_592_000,
        7_776_000, 31_536_000,
    ]
    plan.window = Int(round.first { $0 >= wanted } ?? 315_360_000)
}

private let tens: [Double] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000]
