package import EventTime
package import Metrics

/// What `hello` says of a configuration: all that does not change while it runs.
package struct Opening {
    /// A source, its file names without folders, and its zone.
    package typealias Source = (name: String, files: [String], zone: String)
    /// A moment of the pass that is worth going to.
    package typealias Mark = (time: Instant, kind: String, text: String)

    let version: String
    /// The name of the data set.
    package var mapping: String
    let mode: String
    let control: String
    let families: [FamilyDescription]
    /// For each family the label that comes from the event time.
    let timeLabels: [String?]
    /// The sources, in the order of the mapping.
    package let sources: [Source]

    /// All as given; `mapping` is no path.
    package init(
        version: String, mapping: String, mode: String, control: String, families: [FamilyDescription],
        timeLabels: [String?], sources: [Source]
    ) {
        (self.version, self.mapping, self.mode, self.control) = (version, mapping, mode, control)
        (self.families, self.timeLabels, self.sources) = (families, timeLabels, sources)
    }
}

extension GridHistory {
    /// The event `hello`. `range` is that of the pass, `density` how many records its parts have; none without a pass.
    package func hello(
        _ opening: Opening, _ moment: Moment, range: (start: Instant, end: Instant)?, density: [Int],
        marks: [Opening.Mark], seriesCounts: [Int]
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.append("event: hello\ndata: {\"version\":")
        text.appendQuoted(opening.version)
        text.append(",\"generation\":\(generation),\"mapping\":")
        text.appendQuoted(opening.mapping)
        text.append(",\"mode\":")
        text.appendQuoted(opening.mode)
        text.append(",\"control\":")
        text.appendQuoted(opening.control)
        text.append(",\"waits\":")
        text.appendQuoted(moment.waits)
        text.append(",\"pass\":\(moment.pass),\"grid\":")
        if let grid {
            text.append("{\"start\":")
            text.append(grid.start)
            text.append(",\"step\":\(grid.step / 1_000_000_000),\"steps\":\(grid.steps)}")
        } else {
            text.append("null")
        }
        text.append(",\"range\":")
        if let range {
            text.append("{\"start\":")
            text.append(range.start)
            text.append(",\"end\":")
            text.append(range.end)
            text.append("}")
        } else {
            text.append("null")
        }
        text.append(",\"density\":")
        text.append(list: density) { $0.append("\($1)") }
        text.append(",\"metrics\":")
        text.append(list: opening.families.indices) { text, index in
            text.append(opening.families[index], opening.timeLabels[index], series: seriesCounts[index])
        }
        text.append(",\"lines\":")
        appendLines(from: 0, to: &text)
        text.append(",\"sums\":\(lines.areSums),\"marks\":")
        text.append(list: marks) { text, mark in
            text.append("{\"time\":")
            text.append(mark.time)
            text.append(",\"kind\":")
            text.appendQuoted(mark.kind)
            text.append(",\"text\":")
            text.appendQuoted(mark.text)
            text.append("}")
        }
        text.append(",\"sources\":")
        text.append(list: opening.sources) { text, source in
            text.append("{\"name\":")
            text.appendQuoted(source.name)
            text.append(",\"files\":")
            text.append(list: source.files) { $0.appendQuoted($1) }
            text.append(",\"zone\":")
            text.appendQuoted(source.zone)
            text.append("}")
        }
        text.append("}")
        text.endEvent()
        return text
    }

    /// The lines from `first` on, as `hello` and frames list them.
    func appendLines(from first: Int, to text: inout [UInt8]) {
        text.append(list: first..<lines.lines.count) { text, index in
            let line = lines.lines[index]
            text.append("[\(index),\(line.family),")
            if let key = line.key {
                let parts = key.split(separator: labelSeparator, omittingEmptySubsequences: false)
                text.append(list: hasLabels(line.family) ? parts : []) { $0.appendQuoted(utf8: $1) }
            } else {
                text.append("null")
            }
            text.append(line.since > 0 ? ",\(line.since)]" : "]")
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ family: FamilyDescription, _ timeLabel: String?, series: Int) {
        append("{\"name\":")
        appendQuoted(family.name.description)
        append(",\"type\":\"\(family.type.rawValue)\",\"help\":")
        appendQuoted(family.help)
        append(",\"labels\":")
        append(list: family.labels) { $0.appendQuoted($1) }
        if case .histogram(let bounds) = family.kind {
            append(",\"bounds\":")
            append(list: bounds) { $0.append($1) }
        }
        append(",\"series\":\(series),\"timeLabel\":")
        appendQuoted(timeLabel)
        append(",\"promql\":")
        appendQuoted(query(of: family))
        append("}")
    }
}

/// What Prometheus itself would be asked for to show what the console shows; of a histogram one of its lines.
func query(of family: FamilyDescription) -> String {
    let name = family.name.description
    switch family.type {
    case .counter:
        if family.labels.isEmpty { return "sum(rate(\(name)[5m]))" }
        let isSaid = !family.labels.contains { isReserved($0) }
        let labels = isSaid ? "by (\(family.labels.joined(separator: ", ")))" : "without (instance, job)"
        return "sum \(labels) (rate(\(name)[5m]))"
    case .histogram:
        return "histogram_quantile(0.95, sum by (le) (rate(\(name)_bucket[5m])))"
    case .gauge, .info: return isReserved(name) ? "{__name__=\"\(name)\"}" : name
    }
}

/// Whether PromQL takes a name for one of its own words where a gauge stands alone, or a label behind `by`.
private func isReserved(_ name: String) -> Bool {
    ["atan2", "bool", "group_left", "group_right", "ignoring", "inf", "nan", "on", "without"]
        .contains(name.lowercased())
}
