import CSV
import Sniff
import Text

/// The mapping file of a data set: each decision with its evidence, and what was left out as commented lines.
package func mappingText(_ plan: Plan) -> String {
    var yaml = YAMLWriter()
    let files = plan.sources.flatMap { $0.files.files }
    let listed = files.count > 3 ? "\(files.count) files" : files.joined(separator: ", ")
    yaml.comment(
        printable(
            "\(plan.name): the mapping that csv_exporter init wrote for \(listed). Each comment says why a line "
                + "is as it is; lines that are commented out can be switched on. What the data do not prove is marked.")
    )
    yaml.line("replay:")
    yaml.indent = 2
    if plan.span > 0 {
        yaml.comment(
            "The data are \(spanText(plan.span)) long: they pass in \(spanText(plan.span / plan.speed)). "
                + "At the end they begin again.")
    }
    yaml.key("speed", speedText(plan.speed))
    yaml.key("loop", "true")
    yaml.indent = 0
    yaml.line("")
    yaml.line("sources:")
    for source in plan.sources {
        yaml.indent = 2
        yaml.line("- name: \(source.name)")
        yaml.indent = 4
        writeFiles(of: source, &yaml)
        writeDialect(source.files.decisions, &yaml)
        writeCells(source.files.decisions, &yaml)
        writeTime(source.files.decisions, &yaml)
        writeUnpivot(source.files.decisions, &yaml)
        writeConstants(source.files.decisions, &yaml)
        writeMetrics(of: source, &yaml)
    }
    return yaml.text
}

private func writeFiles(of source: PlannedSource, _ yaml: inout YAMLWriter) {
    if let glob = source.files.glob {
        yaml.comment("Exactly the \(source.files.files.count) files that were given.")
        yaml.key("files", yamlQuoted(glob))
    } else if source.files.files.count == 1 {
        yaml.key("files", yamlQuoted(globEscaped(source.files.files[0])))
    } else {
        yaml.list("files", source.files.files.map { globEscaped($0) })
    }
}

/// The pattern that matches only this name.
func globEscaped(_ name: String) -> String {
    var pattern = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
        switch scalar {
        case "*", "?", "[":
            pattern.append("[")
            pattern.append(scalar)
            pattern.append("]")
        default: pattern.append(scalar)
        }
    }
    return String(pattern)
}

private func writeDialect(_ decisions: Decisions, _ yaml: inout YAMLWriter) {
    let (dialect, usual) = (decisions.dialect, Dialect())
    func character(_ byte: UInt8) -> String {
        byte == UInt8(ascii: "\t") ? "tab" : yamlQuoted(String(Unicode.Scalar(byte)))
    }
    var keys = YAMLWriter(indent: 6)
    func add(_ key: Key?, _ name: String, _ value: String) {
        if let key { keys.evidence(decisions.note(key)) }
        keys.key(name, value)
    }
    if dialect.isUTF16 || dialect.encoding != .utf8 {
        add(.encoding, "encoding", dialect.isUTF16 ? "utf-16" : dialect.encoding.rawValue)
    }
    if dialect.delimiter != usual.delimiter { add(.delimiter, "delimiter", character(dialect.delimiter)) }
    if dialect.quote != usual.quote { add(.quote, "quote", dialect.quote.map { character($0) } ?? "none") }
    if let escape = dialect.escape { add(nil, "escape", character(escape)) }
    if !dialect.isMultiline { add(nil, "multiline", "false") }
    if dialect.trims { add(nil, "trim", "true") }
    if !dialect.comment.isEmpty { add(.comment, "comment", yamlQuoted(dialect.encoding.text(dialect.comment))) }
    if dialect.findsHeader {
        add(.skipLines, "skip_lines", "header")
    } else if dialect.skipLines > 0 {
        add(.skipLines, "skip_lines", "\(dialect.skipLines)")
    }
    if dialect.skipAfterHeader > 0 { add(.skipAfterHeader, "skip_after_header", "\(dialect.skipAfterHeader)") }
    if let header = dialect.header {
        keys.evidence(decisions.note(.header))
        keys.list("header", header)
    }
    if dialect.ignoresExtraFields { add(nil, "extra_fields", "ignore") }
    if dialect.fillsMissingFields { add(nil, "missing_fields", "empty") }
    if !keys.text.isEmpty {
        yaml.line("dialect:")
        yaml.append(keys)
    }
    var limits: [String] = []
    if dialect.maximumRecordBytes != usual.maximumRecordBytes {
        limits.append("record_bytes: \(dialect.maximumRecordBytes)")
    }
    if dialect.maximumFields != usual.maximumFields { limits.append("fields: \(dialect.maximumFields)") }
    if !limits.isEmpty { yaml.key("limits", "{" + limits.joined(separator: ", ") + "}") }
}

/// Writes how numbers are written, which texts mean no value, and what is left out.
private func writeCells(_ decisions: Decisions, _ yaml: inout YAMLWriter) {
    let numbers = decisions.numbers
    var keys: [String] = []
    if numbers.decimal != UInt8(ascii: ".") || decisions.note(.decimal)?.isAssumed == true {
        keys.append("decimal: \(yamlQuoted(String(Unicode.Scalar(numbers.decimal))))")
    }
    if let group = numbers.group { keys.append("group: \(yamlQuoted(String(Unicode.Scalar(group))))") }
    if numbers.isAccounting { keys.append("accounting: true") }
    if !keys.isEmpty {
        yaml.evidence(decisions.noteWithFlag(.decimal))
        yaml.evidence(decisions.groupNote)
        yaml.key("numbers", "{" + keys.joined(separator: ", ") + "}")
    }
    if !decisions.nullValues.isEmpty {
        yaml.evidence(decisions.note(.nullValues))
        yaml.list("null_values", decisions.nullValues)
    }
    if let footer = decisions.footers.first, let column = decisions.time?.columns.first {
        yaml.evidence(decisions.note(.footer))
        let texts = decisions.footers.count == 1 ? yamlQuoted(footer) : yamlList(decisions.footers)
        yaml.key("where", "{\(yamlScalar(decisions.columns[column].name)): {not: \(texts)}}")
    }
}

private func writeTime(_ decisions: Decisions, _ yaml: inout YAMLWriter) {
    guard let time = decisions.time else { return }
    yaml.line("time:")
    yaml.indent = 6
    let hours = decisions.unpivot.flatMap { unpivot in unpivot.timeFormat.map { (unpivot.label, " \($0)") } }
    let columns = time.columns.map { decisions.columns[$0].name } + (hours.map { [$0.0] } ?? [])
    if columns.count > 1 {
        yaml.list("columns", columns)
    } else {
        yaml.key("column", yamlScalar(columns.first ?? decisions.unpivot?.label ?? ""))
    }
    for (column, format) in zip(time.others, time.otherFormats)
    where decisions.columns[column].role == .leftOut(.alsoTime) {
        let name = yamlScalar(decisions.columns[column].name)
        yaml.comment("Also a time. In place of column and format:")
        yaml.line(hours.map { "# columns: [\(name), \(yamlScalar($0.0))]" } ?? "# column: \(name)")
        yaml.line("# format: \(yamlQuoted(format + (hours?.1 ?? "")))")
    }
    yaml.evidence(decisions.noteWithFlag(.time))
    yaml.evidence(decisions.note(.clock))
    yaml.key("format", yamlQuoted(time.format + (hours?.1 ?? "")))
    if let other = time.otherFormat {
        yaml.line("# format: \(yamlQuoted(other + (hours?.1 ?? "")))  # in place of the line above")
    }
    if let year = time.year {
        yaml.evidence(decisions.note(.year))
        yaml.key("year", "\(year)")
    }
    if let date = time.date { yaml.key("date", yamlQuoted(date)) }
    yaml.evidence(decisions.noteWithFlag(.zone))
    yaml.key("zone", yamlScalar(time.zone))
    if !time.zoneNames.isEmpty {
        let names = time.zoneNames.map { "\(yamlScalar($0.name)): \(yamlQuoted($0.offset))" }
        yaml.key("zone_names", "{" + names.joined(separator: ", ") + "}")
    }
    if time.isTwiceInOrder {
        yaml.comment("In the hour that occurs twice in autumn, equal times are an hour apart.")
        yaml.key("twice", "in_order")
    }
    yaml.indent = 4
}

private func writeUnpivot(_ decisions: Decisions, _ yaml: inout YAMLWriter) {
    guard let unpivot = decisions.unpivot else { return }
    yaml.evidence(decisions.note(.unpivot))
    yaml.line("unpivot:")
    yaml.indent = 6
    yaml.list("columns", unpivot.columns.map { decisions.columns[$0].name })
    yaml.key("label", yamlScalar(unpivot.label))
    yaml.key("value", yamlScalar(unpivot.value))
    yaml.indent = 4
}

private func writeConstants(_ decisions: Decisions, _ yaml: inout YAMLWriter) {
    var names = LabelNames()
    for label in decisions.labels + decisions.recordLabels + decisions.states {
        _ = names.name(decisions.columns[label].name, number: label + 1)
    }
    let constants = decisions.columns.enumerated().compactMap { place, column in
        guard column.role == .leftOut(.constant), let text = column.examples.first else { return nil as String? }
        return "\(names.name(column.name, number: place + 1)): \(yamlQuoted(text))"
    }
    if constants.isEmpty { return }
    yaml.comment("Columns that say the same in all records could be labels:")
    yaml.isCommented = true
    yaml.line("labels:")
    for constant in constants.prefix(20) { yaml.line("  " + constant) }
    yaml.isCommented = false
}

extension YAMLWriter {
    /// A writer whose lines begin with so many blanks.
    init(indent: Int) { self.init(text: "", indent: indent, isCommented: false) }

    /// Adds the lines of another writer.
    mutating func append(_ other: YAMLWriter) { text += other.text }

    /// Writes why a decision is as it is.
    mutating func evidence(_ note: Note?) {
        guard let note, !note.text.isEmpty else { return }
        comment(printable((note.isAssumed ? "CHECK: " : "") + note.text))
    }
}
