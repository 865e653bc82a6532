import CSV
import EventTime
import Sniff
import Text

/// A line of the table that says what was decided and why.
package struct EvidenceLine: Sendable, Equatable {
    /// The decision; empty where the line belongs to the one before.
    package var name: String
    /// What was decided.
    package var value: String
    /// What in the file shows it.
    package var evidence: String
    /// Whether the file does not prove it.
    package var isAssumed = false
}

/// The decisions about a source, line by line. What is usual and has no evidence is left out.
package func evidenceLines(_ source: PlannedSource) -> [EvidenceLine] {
    let decisions = source.files.decisions
    var lines = dialectLines(decisions)
    if let time = decisions.time { lines += timeLines(time, decisions) }
    func add(_ name: String, _ value: String, _ key: Key) {
        lines.append(line(name, value, decisions.note(key)))
    }
    add("records", decisions.shape.rawValue, .shape)
    if let unpivot = decisions.unpivot {
        add("unpivot", "\(unpivot.columns.count) columns: \(unpivot.label), \(unpivot.value)", .unpivot)
    }
    if !decisions.footers.isEmpty {
        let texts = decisions.footers.map { $0.isEmpty ? "without a time" : $0 }
        add("footer", texts.joined(separator: ", "), .footer)
    }
    if !decisions.labels.isEmpty {
        let known = decisions.labels.map {
            shownName(decisions.columns[$0].name, number: $0 + 1) + " \(countText(decisions.columns[$0].distinct))"
        }
        lines.append(
            line(
                "labels", known.joined(separator: ", "), decisions.note(.labels),
                or: counted(decisions.labelSets, "combination")))
    }
    if !decisions.states.isEmpty {
        let names = decisions.states.map {
            shownName(decisions.columns[$0].name, number: $0 + 1) + " \(countText(decisions.columns[$0].distinct))"
        }
        lines.append(line("states", names.joined(separator: ", "), decisions.note(.states)))
    }
    if !decisions.recordLabels.isEmpty {
        let names = decisions.recordLabels.map {
            shownName(decisions.columns[$0].name, number: $0 + 1) + " \(countText(decisions.columns[$0].distinct))"
        }
        lines.append(
            EvidenceLine(
                name: decisions.labels.isEmpty ? "labels" : "", value: names.joined(separator: ", "),
                evidence: "of the counter of records only: too many series else, see --max-series"))
    }
    if let doubt = decisions.note(.spellings) {
        let settings = (decisions.labels + decisions.recordLabels).compactMap { decisions.columns[$0].spellings }
        var one = line("", "", doubt)
        one.evidence += "; \(settings.first?.settings ?? "") in the mapping makes them one"
        lines.append(one)
    }
    if let left = LeftOut(decisions).line { lines.append(left) }
    for (place, metric) in source.metrics.enumerated() {
        let column = metric.value ?? metric.column.map { decisions.columns[$0].name }
        let value = column.map { shownName($0, number: (metric.column ?? 0) + 1) } ?? "records"
        lines.append(
            EvidenceLine(
                name: place == 0 ? "values" : "", value: value, evidence: "\(metric.typeName) \(described(metric))"))
    }
    for key in [Key.order, .durations, .marks] {
        if let note = decisions.note(key) { lines.append(line("", "", note)) }
    }
    return lines
}

/// The metric with what matters of its settings.
private func described(_ metric: PlannedMetric) -> String {
    var text = metric.name
    if metric.measure == .absolute { text += ", a running total" }
    if let first = metric.buckets.first, let last = metric.buckets.last {
        text += ", \(metric.buckets.count) buckets from \(numberText(first)) to \(numberText(last))"
        if let numbers = metric.numbers, numbers.quantiles.count > 4 {
            text += " (median \(roundedText(numbers.quantiles[4] * metric.scale)))"
        }
    }
    if abs(metric.scale) != 1 { text += ", scale \(numberText(metric.scale))" }
    return text
}

private func dialectLines(_ decisions: Decisions) -> [EvidenceLine] {
    let dialect = decisions.dialect
    var lines: [EvidenceLine] = []
    func add(_ name: String, _ value: String, _ key: Key, isUsual: Bool = false) {
        if isUsual && decisions.note(key) == nil { return }
        lines.append(line(name, value, decisions.noteWithFlag(key)))
    }
    add("encoding", dialect.isUTF16 ? "utf-16" : dialect.encoding.rawValue, .encoding)
    add("delimiter", shown(dialect.delimiter), .delimiter)
    add("quote", dialect.quote.map { shown($0) } ?? "none", .quote, isUsual: dialect.quote == UInt8(ascii: "\""))
    add("comment", dialect.encoding.text(dialect.comment), .comment, isUsual: dialect.comment.isEmpty)
    add("header", !decisions.hasNames ? "none" : "line \(dialect.skipLines + (dialect.header == nil ? 1 : 0))", .header)
    add("skip lines", "\(dialect.skipLines)", .skipLines, isUsual: dialect.skipLines == 0)
    let units = dialect.skipAfterHeader
    add("units", units == 1 ? "1 line" : "\(units) lines", .skipAfterHeader, isUsual: units == 0)
    let group = decisions.numbers.group.map { " group " + shown($0) } ?? ""
    add("decimal", shown(decisions.numbers.decimal) + group, .decimal)
    if let note = decisions.groupNote { lines.append(line("", "", note)) }
    if !decisions.nullValues.isEmpty { add("no value", decisions.nullValues.joined(separator: ", "), .nullValues) }
    return lines
}

private func timeLines(_ time: Time, _ decisions: Decisions) -> [EvidenceLine] {
    let names = time.columns.map { shownName(decisions.columns[$0].name, number: $0 + 1) }
    let hours = decisions.unpivot?.timeFormat
    let label = decisions.unpivot?.label ?? ""
    let value = (names.isEmpty || hours != nil ? names + [label] : names).joined(separator: " + ")
    var first = line("time", value, decisions.noteWithFlag(.time))
    first.evidence =
        time.format + (hours.map { " \($0)" } ?? "") + (first.evidence.isEmpty ? "" : ": " + first.evidence)
    var lines = [first]
    if let from = time.first, let to = time.last {
        let order: String
        switch time.order {
        case .ascending: order = ", in order"
        case .descending: order = ", latest first"
        case .none: order = ", not in order"
        }
        // Times without an offset were read as UTC: they are those of the zone.
        let isLocal = time.zone != "UTC" && !time.isAbsolute
        func shown(_ time: Instant) -> String { isLocal ? String(iso8601(time).dropLast()) : iso8601(time) }
        let step = time.stepSeconds.map { ", a step is \(spanText($0))" } ?? ""
        let place = isLocal ? " in \(time.zone)" : ""
        let span =
            from == to ? "\(shown(from))\(place), one instant" : "\(shown(from)) to \(shown(to))\(place)\(order)\(step)"
        lines.append(EvidenceLine(name: "", value: "", evidence: span))
    }
    if let year = time.year { lines.append(line("year", "\(year)", decisions.note(.year))) }
    var zone = line("zone", time.isZoneKnown ? time.zone : "not in the file", decisions.note(.zone))
    if !time.zoneNames.isEmpty {
        zone.value = time.zoneText
    } else if zone.isAssumed {
        let said = decisions.note(.zone)?.evidence.hasPrefix("the file does not say") == true
        zone.evidence = "\(time.zone) is assumed" + (said ? "" : ": " + zone.evidence)
    }
    zone.evidence += decisions.flagHint(.zone)
    lines.append(zone)
    if let doubt = decisions.note(.clock) { lines.append(line("", "", doubt)) }
    if let day = time.clockChange {
        lines.append(EvidenceLine(name: "", value: "", evidence: "the clock changed on \(day): local time, perhaps"))
    }
    if time.isTwiceInOrder {
        let evidence = "equal times in the hour that occurs twice in autumn are an hour apart"
        lines.append(EvidenceLine(name: "", value: "", evidence: evidence))
    }
    return lines
}

private func line(_ name: String, _ value: String, _ note: Note?, or usual: String = "") -> EvidenceLine {
    var evidence = note?.text ?? usual
    if let note, !note.alternatives.isEmpty {
        evidence += " (else \(alternatives(Array(note.alternatives.prefix(3)))))"
    }
    return EvidenceLine(name: name, value: value, evidence: evidence, isAssumed: note?.isAssumed == true)
}

extension Decisions {
    /// The flag of `init` that says what is assumed, as the end of a sentence; empty if none does, or nothing is.
    func flagHint(_ key: Key) -> String {
        guard note(key)?.isAssumed == true else { return "" }
        switch key {
        case .zone: return "; say it by --time.zone=NAME"
        case .decimal: return "; say it by --decimal=CHARACTER"
        case .time where time?.ambiguity == .dayMonth: return "; say it by --time.day-first or --time.month-first"
        case .time where time?.date == nil: return "; say it by --time.format=FORMAT"
        default: return ""
        }
    }

    /// The evidence of a decision, with the flag that says what is assumed; nil if there is nothing to say.
    func noteWithFlag(_ key: Key) -> Note? {
        var found = note(key)
        found?.evidence += flagHint(key)
        return found
    }

    /// The evidence of the group mark; nil if there is none, or that of the decimal mark says the same.
    var groupNote: Note? {
        guard numbers.group != nil, let group = note(.group) else { return nil }
        let decimal = note(.decimal)?.evidence ?? ""
        return decimal.hasPrefix(group.evidence) || decimal.hasSuffix(group.evidence) ? nil : group
    }
}

extension Note {
    /// The evidence, and whether a flag is it.
    var text: String { isTold ? "told" + (evidence.isEmpty ? "" : ": " + evidence) : evidence }
}

/// The column as people name it: one without a name has its number.
func shownName(_ name: String, number: Int) -> String {
    name.utf8.allSatisfy { $0 <= 0x20 } ? "column \(number)" : name
}

/// A character of the dialect for people.
private func shown(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\t"): "tab"
    case UInt8(ascii: " "): "blank"
    default: printable(String(Unicode.Scalar(byte)))
    }
}
