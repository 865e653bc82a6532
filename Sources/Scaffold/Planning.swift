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
    for place in plan.sources.indices { addProposals(to: &plan.sources[place], &names) }
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
    func label(_ column: Int) -> PlannedLabel {
        let text = decisions.columns[column].name
        return PlannedLabel(
            name: labelNames.name(text, number: column + 1), column: text,
            folding: decisions.columns[column].spellings?.settings)
    }
    let labels = decisions.labels.map { label($0) }
    let more = decisions.recordLabels.map { label($0) }
    var source = PlannedSource(name: name, files: files, labels: labels, metrics: [])
    if decisions.shape == .events {
        let counter = names.name(
            prefix: name, words: "records", unit: nil, isCounter: true, isHistogram: false, number: 0)
        source.metrics.append(
            PlannedMetric(name: counter, measure: .counter, title: "Records", labels: labels + more))
    }
    if let unpivot = decisions.unpivot {
        let label = PlannedLabel(name: labelNames.name(unpivot.label, number: 0), column: unpivot.label)
        let whole = UnpivotGroup(columns: unpivot.columns, unit: unpivot.unit ?? "", word: nil)
        for group in unpivot.groups.isEmpty ? [whole] : unpivot.groups {
            source.metrics.append(plannedMetric(group, of: unpivot, label, source, &names))
        }
    }
    for (column, decided) in decisions.columns.enumerated() {
        guard case .value(let measure) = decided.role else { continue }
        let metric = plannedMetric(decided, column, measure, source, &names)
        let isPaid = decisions.shape == .events && metric.isSigned && decided.numbers?.meaning == .payment
        source.metrics += isPaid ? Part.allCases.map { metric.of($0) } : [metric]
    }
    let states = decisions.states.map { column in
        let text = decisions.columns[column].name
        return (column, PlannedLabel(name: labelNames.name(text, number: column + 1), column: text))
    }
    if source.metrics.isEmpty {
        let counter = names.name(
            prefix: name, words: "records", unit: nil, isCounter: true, isHistogram: false, number: 0)
        source.metrics = [
            PlannedMetric(
                name: counter, measure: .counter, title: "Records", labels: labels + more + states.map { $0.1 })
        ]
    }
    for (column, label) in states {
        var metric = PlannedMetric(
            name: names.reserve("\(name)_\(label.name)_info", isCounter: false, isHistogram: false), measure: .info,
            column: column, title: title(label.column, nil, column), labels: labels + [label])
        metric.onePer = labels.map { $0.name }
        source.metrics.append(metric)
    }
    for (column, decided) in decisions.columns.enumerated() {
        guard case .leftOut(let reason) = decided.role else { continue }
        switch reason {
        case .empty, .alsoTime, .factors, .constant, .severalUnits: break
        case .manyValues, .longText, .determined, .manySeries, .mixed, .mark:
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
    let isDuration = numbers?.isDuration == true
    // `(h:mm)` and `(Stunden)` are no part of a name that ends in seconds.
    let inName = isDuration ? unitInName(column.name)?.unit : nil
    let named = inName ?? numbers?.unit ?? Unit.ending(column.name)
    let written = isDuration ? "s" : named
    let unit = written.flatMap { Unit(written: $0) }
    let isCounter = measure == .counter || measure == .absolute
    let name = names.name(
        prefix: source.name, words: words(of: column.name, unit: named), unit: unit, isCounter: isCounter,
        isHistogram: measure == .histogram, number: number + 1)
    var metric = PlannedMetric(
        name: name, measure: measure, column: number, value: column.name, title: title(column.name, named, number),
        scale: factor(unit, numbers), unit: unit, labels: source.labels, numbers: numbers)
    metric.expiry = expiry(of: metric, source)
    if numbers?.meaning == .balance { metric.labels.removeAll { !accounts.contains($0.name) } }
    if measure == .histogram { metric.buckets = bucketBounds(of: metric) }
    return metric
}

/// The factor from numbers as they are read to those of the metric.
private func factor(_ unit: Unit?, _ numbers: ColumnNumbers?) -> Double {
    (unit?.scale ?? 1) * (numbers?.hasHours == true ? 60 : 1)
}

private func plannedMetric(
    _ group: UnpivotGroup, of unpivot: Unpivot, _ label: PlannedLabel, _ source: PlannedSource,
    _ names: inout MetricNames
) -> PlannedMetric {
    let columns = group.columns.map { source.files.decisions.columns[$0] }
    let value = group.word ?? unpivot.value
    let written = group.unit.isEmpty ? nil : group.unit
    var measure = Measure.gauge
    if case .unpivoted(let decided)? = columns.first?.role { measure = decided }
    let isDuration = columns.first?.numbers?.isDuration == true
    let unit = (isDuration ? "s" : written).flatMap { Unit(written: $0) }
    let isCounter = measure == .counter || measure == .absolute
    let name = names.name(
        prefix: source.name, words: words(of: value, unit: written), unit: unit, isCounter: isCounter,
        isHistogram: measure == .histogram, number: (group.columns.first ?? 0) + 1)
    let heading = group.word ?? (value == "value" ? source.name : title(value, written, 0))
    var label = label
    if let word = group.word { label.values = things(columns.map { $0.name }, word) }
    var metric = PlannedMetric(
        name: name, measure: measure, column: group.columns.first, value: unpivot.value, title: printable(heading),
        scale: factor(unit, columns.first?.numbers), unit: unit,
        labels: unpivot.isTime || unpivot.timeFormat != nil ? source.labels : [label] + source.labels,
        numbers: joined(columns))
    metric.expiry = expiry(of: metric, source)
    if unpivot.groups.count > 1 { metric.only = columns.map { $0.name } }
    if measure == .histogram { metric.buckets = bucketBounds(of: metric) }
    return metric
}

extension PlannedMetric {
    /// Whether it is a gauge of numbers on both sides of 0.
    var isSigned: Bool { measure == .gauge && numbers.map { $0.least < 0 && $0.greatest > 0 } == true }

    /// The counter of what goes out, or of what comes in.
    func of(_ part: Part) -> PlannedMetric {
        var counter = self
        (counter.measure, counter.part, counter.name) = (.counter, part, "\(name)_\(part.rawValue)_total")
        if part == .outgoing { counter.scale = -scale }
        return counter
    }

    /// The gauge of which a counter adds up a part.
    var whole: PlannedMetric? {
        guard let part else { return nil }
        var gauge = self
        (gauge.measure, gauge.part, gauge.scale) = (.gauge, nil, abs(scale))
        gauge.name = String(name.dropLast("_\(part.rawValue)_total".utf8.count))
        return gauge
    }
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

/// The names without the word that they have in common and what follows it; none if two would be the same, or a
/// pattern of a mapping would be meant by one.
private func things(_ names: [String], _ word: String) -> [String: String] {
    var things: [String: String] = [:]
    for name in names {
        let words = name.split(separator: " ")
        guard let place = words.lastIndex(where: { $0 == word }),
            !name.utf8.contains(where: { "*?\\".utf8.contains($0) })
        else { return [:] }
        things[name] = words[..<place].joined(separator: " ")
    }
    return Set(things.values).count == names.count ? things : [:]
}

/// The event seconds after which a gauge of regular readings ends: five steps without one, of a thing that takes turns
/// with others five of its own. Two where times are single and a text of the record is the label, because each text has
/// its own series and only one of them is true.
private func expiry(of metric: PlannedMetric, _ source: PlannedSource) -> Double? {
    let decisions = source.files.decisions
    guard metric.measure == .gauge, decisions.shape == .series, let time = decisions.time, let step = time.stepSeconds
    else { return nil }
    let isState = !source.labels.isEmpty && decisions.unpivot == nil && time.repeated < 0.01
    let steps = decisions.turns > 1 ? 5 * decisions.turns : isState ? 2 : 5
    return max(1, (step * Double(steps)).rounded(.up))
}

/// Labels of which each value has a balance of its own.
private let accounts = ["konto", "kontonummer", "auftragskonto", "account", "iban", "card", "karte"]

/// The name of a column as a title: on one line, without the unit that it ends in, and not too long for a panel.
private func title(_ column: String, _ unit: String?, _ number: Int) -> String {
    let text = withoutUnit(printable(column), unit)
    if text.isEmpty { return "Column \(number + 1)" }
    let scalars = text.unicodeScalars
    return scalars.count > 48 ? String(String.UnicodeScalarView(scalars.prefix(47))) + "…" : text
}

private func withoutUnit(_ name: String, _ unit: String?) -> String {
    guard let unit else { return name }
    let marks = " _-.,/"
    for ending in ["[\(unit)]", "(\(unit))", unit] where lowercased(name).hasSuffix(lowercased(ending)) {
        var rest = Substring(name.unicodeScalars.dropLast(ending.unicodeScalars.count))
        let isApart = ending != unit || unit == "%" || rest.last.map { marks.contains($0) } == true
        while let last = rest.last, marks.contains(last) { rest.removeLast() }
        if isApart && !rest.isEmpty { return String(rest) }
    }
    return name
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
