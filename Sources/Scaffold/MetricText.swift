import Sniff
import Text

/// Writes `metrics:` of a source.
func writeMetrics(of source: PlannedSource, _ yaml: inout YAMLWriter) {
    let decisions = source.files.decisions
    yaml.evidence(decisions.note(.shape))
    yaml.evidence(decisions.note(.values))
    yaml.evidence(decisions.note(.order))
    yaml.evidence(decisions.note(.durations))
    yaml.evidence(decisions.note(.marks))
    yaml.line("metrics:")
    yaml.indent = 6
    for (place, metric) in source.metrics.enumerated() {
        writeMetric(metric, source, isFirst: place == 0, &yaml)
        for proposal in metric.proposals {
            yaml.comment(proposal.reason)
            writeCommented(proposal.metric, source, &yaml)
        }
    }
    for (place, column) in decisions.columns.enumerated() {
        let name = printable(shownName(column.name, number: place + 1))
        switch column.role {
        case .leftOut(.empty): yaml.comment("\(name): no cell has a value.")
        case .leftOut(.severalUnits):
            yaml.comment(printable("\(name): several units: \(column.examples.joined(separator: ", "))."))
        case .leftOut(.factors): yaml.comment("\(name): numbers with K, M or B, by which no key multiplies.")
        default: break
        }
    }
    for metric in source.spare {
        if let column = metric.column, case .leftOut(let reason) = decisions.columns[column].role {
            yaml.comment(printable("\(metric.title): \(reason.rawValue)."))
        }
        writeCommented(metric, source, &yaml)
    }
    yaml.indent = 4
}

private func writeCommented(_ metric: PlannedMetric, _ source: PlannedSource, _ yaml: inout YAMLWriter) {
    yaml.isCommented = true
    writeMetric(metric, source, isFirst: false, &yaml)
    yaml.isCommented = false
}

private func writeMetric(
    _ metric: PlannedMetric, _ source: PlannedSource, isFirst: Bool, _ yaml: inout YAMLWriter
) {
    if !yaml.isCommented {
        if metric.measure == .info { yaml.evidence(source.files.decisions.note(.states)) }
        for comment in remarks(metric) { yaml.comment(comment) }
    }
    yaml.line("- \(metric.typeName): \(metric.name)")
    yaml.key("  help", yamlQuoted(metric.help))
    if metric.value != nil { yaml.key("  value", metric.valueText()) }
    if let part = metric.part { yaml.key("  where", part.condition(metric)) }
    if !metric.only.isEmpty, let label = source.files.decisions.unpivot?.label {
        yaml.key("  where", "{\(yamlScalar(label)): \(yamlList(metric.only))}")
    }
    if metric.measure == .absolute { yaml.key("  absolute", "true") }
    if let onePer = metric.onePer { yaml.key("  one_per", yamlList(onePer)) }
    if let expiry = metric.expiry { yaml.key("  expire_after", formatDuration(Int64(expiry) * 1_000_000_000)) }
    if metric.measure == .histogram {
        yaml.key("  buckets", "[" + metric.buckets.map { numberText($0) }.joined(separator: ", ") + "]")
    }
    writeLabels(of: metric, source, isFirst: isFirst, &yaml)
}

/// Writes the labels of a metric. The first metric of a source has, commented out, those that were left out.
private func writeLabels(of metric: PlannedMetric, _ source: PlannedSource, isFirst: Bool, _ yaml: inout YAMLWriter) {
    let decisions = source.files.decisions
    let hasSpare = isFirst && !source.spareLabels.isEmpty
    if metric.labels.isEmpty && !hasSpare { return }
    if isFirst && !metric.labels.isEmpty {
        yaml.evidence(decisions.note(.labels), indentedBy: 2)
        yaml.evidence(decisions.note(.spellings), indentedBy: 2)
        (yaml.isCommented, yaml.indent) = (true, yaml.indent + 2)
        for entry in metric.labels.compactMap({ $0.foldedEntry }) { yaml.line(entry) }
        (yaml.isCommented, yaml.indent) = (false, yaml.indent - 2)
    }
    let pairs = metric.labels.map { $0.entry }
    let short = "  labels: {" + pairs.joined(separator: ", ") + "}"
    if !hasSpare && short.utf8.count < 100 { return yaml.line(short) }
    if metric.labels.isEmpty { yaml.isCommented = true }
    yaml.line("  labels:")
    for pair in pairs { yaml.line("    " + pair) }
    yaml.isCommented = true
    for label in isFirst ? source.spareLabels : [] {
        let column = decisions.columns.first { $0.name == label.column }
        var reason = ""
        if let column, case .leftOut(let why) = column.role { reason = why.rawValue }
        let distinct = column.map { countText($0.distinct) } ?? ""
        let more = column.map { $0.distinct >= Column.mostDistinct ? " or more" : "" } ?? ""
        yaml.line("    \(label.name): \(yamlScalar(label.column))  # \(distinct)\(more) of them: \(reason)")
    }
    yaml.isCommented = false
}

/// What a person should know about a metric.
private func remarks(_ metric: PlannedMetric) -> [String] {
    var remarks: [String] = []
    if let comment = metric.unit?.comment, metric.value != nil { remarks.append("\(metric.title): \(comment).") }
    if let numbers = metric.numbers, numbers.quantiles.count > 9, metric.measure == .histogram {
        let (median, high) = (numbers.quantiles[4] * metric.scale, numbers.quantiles[9] * metric.scale)
        remarks.append("The median is \(roundedText(median)), 99.9 % are at most \(roundedText(high)).")
    }
    if metric.part == .outgoing {
        remarks.append("\(metric.title): two counters, because some are negative: what goes out, and what comes in.")
    }
    if let onePer = metric.onePer, let label = metric.labels.last?.name {
        let things = (["instance"] + onePer).joined(separator: ", ")
        remarks.append(
            "As a label of the gauges, the series of the state before would stand beside the present one. The last "
                + "state of a thing that is silent stays. "
                + "In a query: GAUGE * on (\(things)) group_left (\(label)) \(metric.name).")
    }
    if metric.expiry != nil { remarks.append("A series ends when its readings do, instead of standing still.") }
    return remarks.map { printable($0) }
}

extension PlannedMetric {
    /// The type as the key of a mapping.
    var typeName: String {
        switch measure {
        case .gauge: "gauge"
        case .counter, .absolute: "counter"
        case .histogram: "histogram"
        case .info: "info"
        }
    }

    /// One sentence about the metric.
    var help: String {
        let labelled = labels.isEmpty ? "" : " by " + listed(labels.map { $0.name })
        let unitText = (unit.map { " in \($0.suffix)" } ?? "") + (part.map { ", \($0.rawValue)" } ?? "")
        switch (value, measure) {
        case (_, .info):
            let things = onePer.map { $0.isEmpty ? "" : " of each " + listed($0) } ?? ""
            return "The present \(title)\(things)."
        case (nil, _): return "Records\(labelled)."
        case (_, .gauge): return "\(title)\(unitText)\(labelled), the latest value."
        default: return "\(title)\(unitText)\(labelled)."
        }
    }

    /// `value:` of the mapping: the column, with the settings that it needs.
    func valueText() -> String {
        var settings = ["column: \(yamlScalar(value ?? ""))"]
        if scale != 1 { settings.append("scale: \(numberText(scale))") }
        if let strip = numbers?.strip, !strip.isEmpty { settings.append("strip: \(yamlList(strip))") }
        if let marks = numbers?.marks {
            settings.append("decimal: \(yamlQuoted(String(Unicode.Scalar(marks.decimal))))")
            if let group = marks.group { settings.append("group: \(yamlQuoted(String(Unicode.Scalar(group))))") }
        }
        if numbers?.isDuration == true { settings.append("as: duration") }
        return settings.count == 1 ? yamlScalar(value ?? "") : "{" + settings.joined(separator: ", ") + "}"
    }
}

extension Part {
    /// `where:` of the mapping.
    func condition(_ metric: PlannedMetric) -> String {
        "{\(yamlScalar(metric.value ?? "")): {\(self == .outgoing ? "below" : "above"): 0}}"
    }
}

/// Names as a sentence lists them: `a`, `a and b`, `a, b and c`.
func listed(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
}

extension YAMLWriter {
    fileprivate mutating func evidence(_ note: Note?, indentedBy blanks: Int) {
        indent += blanks
        evidence(note)
        indent -= blanks
    }
}
