import CSV
import EventTime
import Feed
import Profile
import Text

// The report as sections, for people.
extension Report {
    var document: ReportDocument {
        let name = paths.first ?? ""
        let files = paths.count > 1 ? " and \(paths.count - 1) more" : ""
        let records = numbered(findings.records, "record")
        let title = "\(printable(name))\(files): \(sizeText(bytes)), \(records), read whole"
        let sections =
            [fileSection, numberSection, textSection, orderSection, stepSection, duplicateSection].compactMap { $0 }
        return ReportDocument(
            title: title,
            sections: sections + totalSections
                + [hourSection, outlierSection]
                .compactMap { $0 })
    }

    /// The clock of the records.
    var clock: ClockText { ClockText(plan.zone) }

    /// A cell as text.
    func cell(_ bytes: [UInt8]) -> String {
        bytes.isEmpty ? "(empty)" : printable(input.source.dialect.encoding.text(bytes))
    }

    private var fileSection: ReportSection {
        let dialect = input.source.dialect
        var lines = ["rejected: \(rejectedText)"]
        if rejects.leftOut > 0 { lines.append("left out by the mapping's where: \(numbered(rejects.leftOut, "line"))") }
        lines += rejects.skipped.map { "not read: \(printable($0))" }
        var form = "dialect: \(byteText(dialect.delimiter)) between cells"
        form += dialect.quote.map { ", \(byteText($0)) around them" } ?? ", no quotes"
        form += ", \(dialect.isUTF16 ? "utf-16" : dialect.encoding.rawValue)"
        if dialect.skipLines > 0 { form += ", \(numbered(dialect.skipLines, "line")) before the header" }
        form += ", \(numbered(input.header.count, "column"))"
        lines.append(form)
        if plan.hasTimes {
            let columns = input.timeColumns.map { printable($0) }.joined(separator: " and ")
            lines.append("time: \(columns)\(columns.isEmpty ? "" : ", format ")\(input.timeFormat), zone \(input.zone)")
        } else {
            lines.append("time: none was found, so nothing is told about order, gaps and hours")
        }
        if let span = findings.time?.span {
            let length = durationText(span.upperBound.nanoseconds(since: span.lowerBound))
            lines.append("span: \(clock.text(span.lowerBound)) to \(clock.text(span.upperBound)) (\(length))")
        }
        lines += input.notes.map { "\($0.key): \(printable($0.text))" }
        return ReportSection("", lines.map { .line($0) })
    }

    private var rejectedText: String {
        if rejects.reasons.isEmpty { return "none" }
        return rejects.reasons.map { "\($0.count) \($0.label) (first: \(printable($0.first)))" }.joined(separator: ", ")
    }

    private func byteText(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: ","): "comma"
        case UInt8(ascii: ";"): "semicolon"
        case UInt8(ascii: "\t"): "tab"
        case UInt8(ascii: " "): "blank"
        case UInt8(ascii: "|"): "bar"
        case UInt8(ascii: "\""): "double quotes"
        case UInt8(ascii: "'"): "single quotes"
        default: printable("\(Character(Unicode.Scalar(byte)))")
        }
    }

    /// The columns in the order of the file.
    var columns: [ColumnFindings] {
        let places = plan.columns.map { column in
            Double(input.header.firstIndex(of: column.name) ?? plan.columns.count)
        }
        let slots = ascending(places)
        return slots.map { findings.columns[$0] }
    }

    private func distinct(_ column: ColumnFindings) -> String {
        column.isDistinctExact ? "\(column.distinct)" : "~\(column.distinct)"
    }

    private var numberSection: ReportSection? {
        let numeric = columns.filter { $0.numbers != nil }
        if numeric.isEmpty { return nil }
        var table = ReportTable(
            head: ["column", "filled", "distinct", "min", "1 %", "median", "99 %", "max", "mean", "sum"])
        table.wideHead = table.head
        var parts: [ReportPart] = []
        for column in numeric {
            guard let numbers = column.numbers else { continue }
            let start = [
                printable(column.name), shareText(column.filled, of: findings.records), distinct(column),
            ]
            let all = [
                numbers.least, numbers.low, numbers.median, numbers.high, numbers.greatest, numbers.mean,
            ]
            let sum = numbers.rise.map { "+" + decimal($0, numbers.decimals) } ?? sumText(numbers)
            table.wideRows.append(start + all.map { significant($0) } + [sum])
            table.rows.append(
                start + all.map { narrow($0, significant($0)) } + [
                    sum.count > 14 ? narrow(numbers.rise ?? numbers.sum, sum) : sum
                ])
            if numbers.rise != nil {
                parts.append(.line("\(printable(column.name)): the readings of a meter: what they rise by is told"))
            }
            if max(numbers.least.magnitude, numbers.greatest.magnitude) >= 0x1p53 {
                parts.append(.line("\(printable(column.name)): numbers beyond 2^53 are rounded, as in Prometheus"))
            }
            if column.misfits > 0 {
                let examples = column.examples.map { "\"\(cell($0.text))\" in \(place($0))" }.joined(separator: ", ")
                parts.append(
                    .line("\(printable(column.name)): \(column.misfits) cells are no numbers: \(examples)"))
            }
        }
        return ReportSection("Numbers", [.table(table)] + parts)
    }

    private func sumText(_ numbers: NumberFindings) -> String {
        if let whole = numbers.wholeSum, numbers.sum.magnitude >= 0x1p53 { return "\(whole)" }
        return decimal(numbers.sum, numbers.decimals)
    }

    /// `orders.csv:12`.
    func place(_ misfit: Misfit) -> String {
        "\(misfit.file < paths.count ? printable(paths[misfit.file]) : ""):\(misfit.line)"
    }

    private var textSection: ReportSection? {
        let texts = columns.filter { $0.numbers == nil }
        if texts.isEmpty { return nil }
        var table = ReportTable(head: ["column", "filled", "distinct", "longest", "commonest"], left: [0, 4])
        for column in texts {
            let top = column.top.map {
                let share = percent($0.count, of: findings.records)
                return "\(shortened(cell($0.text), 24)) \($0.isExact ? "" : "≥ ")\(share)"
            }
            table.rows.append([
                printable(column.name), shareText(column.filled, of: findings.records), distinct(column),
                "\(column.longest)",
                column.isTime
                    ? "(time)"
                    : column.distinct == findings.records
                        ? "(all distinct)"
                        : top.joined(separator: ", "),
            ])
        }
        return ReportSection("Texts and times", [.table(table)])
    }

    private var orderSection: ReportSection? {
        guard let time = findings.time else { return nil }
        var lines = [orderText(time)]
        let steps = time.forward + time.backward + time.same
        if time.backward > 0 && time.order != .descending {
            lines.append("\(time.backward) of \(steps) steps go back (\(percent(time.backward, of: steps)))")
        }
        if time.same > 0 {
            let have =
                time.same == 1 ? "1 record has the time of the one" : "\(time.same) records have the time of the record"
            lines.append("\(have) before \(time.same == 1 ? "it" : "them") (\(percent(time.same, of: steps)))")
        }
        return ReportSection("Order", lines.map { .line($0) })
    }

    func orderText(_ time: TimeFindings) -> String {
        switch time.order {
        case .ascending: return "ascending"
        case .descending: return "descending: the newest record comes first"
        case .same: return "all records have the same time"
        case .mixed: return "mixed"
        case .descendingBlocks(let count): return "\(count) descending blocks"
        case .blocks(let count, let label):
            let by = label.map { ", one for each \(printable(plan.columns[$0].name))" } ?? ""
            return "\(count) ascending blocks\(by)"
        }
    }

    private var stepSection: ReportSection? {
        guard let time = findings.time, let commonest = time.commonest, let median = time.median else { return nil }
        let steps = time.forward + time.backward
        var lines = [
            "commonest step \(durationText(commonest.step)) (\(percent(commonest.count, of: steps)) of the steps that "
                + "are not 0), median \(durationText(nanoseconds(median)))"
        ]
        let limit = durationText(nanoseconds(median * 5))
        let missed =
            time.missedGaps > nanoseconds(median * 5)
            ? "; shorter ones than \(durationText(time.missedGaps)) are not seen, because the records are not in order"
            : ""
        if time.order == .mixed && time.gaps.isEmpty && time.missedGaps == 0 {
            lines.append("gaps: not looked for, because the records are in no order of time")
        } else {
            lines.append("gaps over \(limit): \(time.gapCount == 0 ? "none" : "\(time.gapCount)")\(missed)")
        }
        var parts = lines.map { ReportPart.line($0) }
        if !time.gaps.isEmpty {
            var table = ReportTable(head: ["from", "to", "length"], left: [0, 1])
            for gap in time.gaps {
                table.rows.append([clock.text(gap.from), clock.text(gap.to), durationText(gap.length)])
            }
            parts.append(.table(table))
        }
        if !findings.columnGaps.isEmpty {
            var table = ReportTable(head: ["column", "longest gap from", "to", "length"], left: [0, 1, 2])
            for (slot, gap) in findings.columnGaps.prefix(20) {
                table.rows.append([
                    printable(plan.columns[slot].name), clock.text(gap.from), clock.text(gap.to),
                    durationText(gap.length),
                ])
            }
            parts += [
                .line("columns without a value for longer than that: \(findings.columnGaps.count)"), .table(table),
            ]
        }
        for change in time.changes {
            parts.append(
                .line(
                    "\(clock.day(change.day)): hour \(change.hour < 10 ? "0" : "")\(change.hour) is "
                        + "\(change.isMissing ? "missing" : "doubled"): local times of a place whose clocks change, "
                        + "perhaps in \(change.places)"))
        }
        return ReportSection("Steps and gaps", parts)
    }

    /// Seconds as nanoseconds, within the range of the type.
    func nanoseconds(_ seconds: Double) -> UInt64 { UInt64(min(max(0, seconds * 1e9), 0x1p63)) }

    private var duplicateSection: ReportSection {
        let found = findings.duplicates
        func count(_ count: Int, _ isExact: Bool) -> String { count == 0 ? "none" : isExact ? "\(count)" : "~\(count)" }
        var lines = ["whole records that occur again: \(count(found.whole, found.isWholeExact))"]
        if let same = found.sameKey {
            let labels = plan.labels.map { printable(plan.columns[$0].name) }
            let key = labels.isEmpty ? "time" : "time and \(labels.joined(separator: ", "))"
            lines.append("the same \(key) with other values: \(count(same, found.isSameKeyExact))")
        }
        return ReportSection("Duplicates", lines.map { .line($0) })
    }
}

/// A number as tables show it, with its noun: `1 record`, `2500 records`.
private func numbered(_ count: Int, _ noun: String) -> String { "\(count) \(plural(noun, count))" }
