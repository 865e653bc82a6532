import EventTime
import Profile
import Text

// The parts of a report that compare labels and hours.
extension Report {
    private static let mostRows = 20

    /// The two values at most whose sums the table shows, each with its index in the plan.
    private var summed: [(index: Int, name: String, decimals: Int, isSplit: Bool, isMeter: Bool)] {
        plan.values.enumerated().filter { !$0.element.isAveraged }.prefix(2).map { index, value in
            let column = findings.columns[value.slot]
            return (
                index, printable(column.name), column.numbers?.decimals ?? 0, value.isSplit, column.numbers?.rise != nil
            )
        }
    }

    var totalSections: [ReportSection] {
        findings.labels.prefix(4).map { label in
            var head = [printable(plan.columns[label.slot].name), "records", "share"]
            for value in summed {
                let name = fitted(value.name, 10, isName: true)
                let word = value.isMeter ? "rise" : "sum"
                head += value.isSplit ? ["\(name) in", "out", "sum"] : ["\(word) of \(name)", "share"]
            }
            if findings.time != nil { head += ["first seen", "last seen"] }
            let rows = label.rows + (label.others.map { [$0] } ?? [])
            let sums = summed.map { value in rows.reduce(0) { $0 + $1.sums[value.index].sum } }
            var table = ReportTable(head: head)
            let shown = rows.count > Self.mostRows + 1 ? Array(rows.prefix(Self.mostRows)) : rows
            // All others together come last: where there are any, they are not among the first.
            for row in shown {
                var cells = [
                    cell(row.text), "\(row.records)",
                    shareText(row.records, of: findings.records),
                ]
                for (value, all) in zip(summed, sums) {
                    let sum = row.sums[value.index].sum
                    if let incoming = row.incoming[value.index] {
                        cells += [incoming, sum - incoming, sum].map { decimal($0, value.decimals) }
                        continue
                    }
                    cells.append(decimal(sum, value.decimals))
                    cells.append(all > 0 ? shareText(sum / all) : "")
                }
                if findings.time != nil {
                    cells += row.span.map { [clock.minute($0.lowerBound), clock.minute($0.upperBound)] } ?? ["", ""]
                }
                table.rows.append(cells)
            }
            var parts = [ReportPart.table(table)]
            if shown.count < rows.count { parts.append(.line("and \(rows.count - shown.count) more")) }
            return ReportSection("Totals by \(head[0])", parts)
        }
    }

    /// "records", "sum of count", "rise of meter".
    func measureText(_ measure: HourMeasure) -> String {
        guard let value = measure.value, value < plan.values.count else { return "records" }
        let slot = plan.values[value].slot
        let isMeter = findings.columns[slot].numbers?.rise != nil
        let words = measure.isAveraged ? (isMeter ? "mean rise" : "mean") : isMeter ? "rise" : "sum"
        return "\(words) of \(printable(plan.columns[slot].name))"
    }

    private static let hours = (0..<24).map { $0 < 10 ? "0\($0)" : "\($0)" }
    private static let weekdays = "Mon Tue Wed Thu Fri Sat Sun".split(separator: " ").map { String($0) }
    private static let months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(separator: " ").map {
        String($0)
    }

    var hourSection: ReportSection? {
        guard let hours = findings.hours else { return nil }
        let name = hours.label.map { printable(plan.columns[$0].name) } ?? ""
        func part(_ rows: [(text: [UInt8]?, amounts: [Double?])], _ head: [String]) -> ReportPart {
            let named = rows.map { row in (name: row.text.map { cell($0) } ?? "", amounts: row.amounts) }
            return .table(hourTable(name, head, named, isLabelled: hours.label != nil))
        }
        var parts = [part(hours.rows, hours.isDaily ? Self.weekdays : Self.hours)]
        if !hours.months.isEmpty { parts.append(part(hours.months, Self.months)) }
        if hours.days.count > 1 {
            let days = hours.days.map { (name: clock.day($0.day), amounts: $0.amounts) }
            parts.append(.table(hourTable("day", Self.hours, days, isLabelled: false)))
        }
        let of = name.isEmpty ? "" : "\(name) and "
        let by = hours.isDaily ? "weekday" : "hour of the day"
        return ReportSection("\(measureText(hours.measure)) by \(of)\(by)".capitalizedFirst, parts)
    }

    private func hourTable(
        _ name: String, _ hours: [String], _ rows: [(name: String, amounts: [Double?])], isLabelled: Bool
    ) -> ReportTable {
        var table = ReportTable(head: [name, "unit"] + hours)
        table.wideHead = [name] + hours
        for row in rows {
            let title = row.name.isEmpty ? (isLabelled ? "(others)" : "all") : row.name
            let narrow = NarrowNumbers(row.amounts)
            table.rows.append([fitted(title, 14, isName: true), narrow.unit] + row.amounts.map { narrow.text($0) })
            table.wideRows.append([title] + row.amounts.map { $0.map { significant($0) } ?? "" })
            let greatest = row.amounts.reduce(0) { max($0, $1 ?? 0) }
            table.shades.append([1, 1] + row.amounts.map { Self.shade($0, of: greatest) })
        }
        return table
    }

    /// How dark an amount is, from 0 to 2, beside the greatest one of its row.
    static func shade(_ amount: Double?, of greatest: Double) -> Int {
        guard let amount, greatest > 0 else { return 0 }
        return amount * 3 < greatest ? 0 : amount * 3 < greatest * 2 ? 1 : 2
    }

    var outlierSection: ReportSection? {
        guard let found = findings.outliers else { return nil }
        let what = found.isWide ? "records" : found.isDaily ? "days" : "hours"
        var lines: [ReportPart] = []
        if found.isWide, let first = plan.wide.first {
            let name = printable(plan.columns[first].name)
            lines.append(
                .line(
                    "\(found.count) of \(found.judged) records have \(name) far from \(listed(found.others)), which it "
                        + "follows otherwise"))
        } else {
            let name = found.label.map { " of each \(printable(plan.columns[$0].name))" } ?? ""
            lines.append(
                .line("\(found.count) of \(found.judged) \(what)\(name) are unusual in \(measureText(found.measure))"))
        }
        for mean in findings.means {
            lines.append(.line("\(mean.count) of \(mean.judged) \(what) are unusual in \(measureText(mean.measure))"))
        }
        if findings.hours?.isCut == true {
            lines.append(.line("only the first 400 days of hours are judged"))
        }
        for found in [found] + findings.means where !found.told.isEmpty {
            lines.append(.table(outlierTable(found)))
            if found.count > Self.mostOutliers {
                lines.append(.line("and \(found.count - Self.mostOutliers) weaker ones"))
            }
        }
        return ReportSection("Unusual \(what)", lines)
    }

    /// The names of columns: "a", "a and b", "a, b, c and 3 more".
    private func listed(_ slots: [Int]) -> String {
        var names = slots.prefix(5).map { printable(plan.columns[$0].name) }
        if slots.count > 5 { names = names.dropLast(2) + ["\(slots.count - 3) more"] }
        guard let last = names.popLast(), !names.isEmpty else { return names.joined() }
        return "\(names.joined(separator: ", ")) and \(last)"
    }

    private static let mostOutliers = 25

    /// The strongest outliers in the order of time.
    private func outlierTable(_ found: OutlierFindings) -> ReportTable {
        var table = ReportTable(head: [found.isWide ? "time" : found.isDaily ? "day" : "hour"], left: [0])
        if let label = found.label {
            table.head.append(printable(plan.columns[label].name))
            table.left.insert(1)
        }
        let isMean = found.measure.isAveraged && !found.isWide
        table.head += [isMean ? measureText(found.measure) : "amount", "usual", "z"]
        let told = Set(ascending(found.told.map { -$0.deviation.magnitude }).prefix(Self.mostOutliers))
        for index in found.told.indices where told.contains(index) {
            let outlier = found.told[index]
            table.rows.append(
                [clock.minute(outlier.time)]
                    + (found.label == nil ? [] : [cell(found.texts[outlier.label ?? 0])]) + [
                        significant(outlier.amount), significant(outlier.usual), decimal(outlier.deviation, 1),
                    ])
        }
        return table
    }
}

extension String {
    /// The text with a capital letter at its beginning.
    fileprivate var capitalizedFirst: String {
        guard let first else { return self }
        return first.uppercased() + dropFirst()
    }
}
