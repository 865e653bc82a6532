import CSV
import EventTime

extension Profile {
    func column(_ planned: PlannedColumn, _ tally: Tally) -> ColumnFindings {
        switch tally {
        case .number(let tally):
            let distinct = tally.numbers.distinct
            var column = ColumnFindings(
                name: planned.name, filled: records - tally.empty, misfits: tally.misfits, examples: tally.examples,
                distinct: distinct.count, isDistinctExact: distinct.isExact)
            if let quantiles = tally.numbers.quantiles([0.01, 0.5, 0.99]) {
                column.numbers = NumberFindings(
                    least: tally.numbers.least, low: quantiles[0], median: quantiles[1], high: quantiles[2],
                    greatest: tally.numbers.greatest, sum: tally.numbers.sum.value, count: Int(tally.numbers.count),
                    decimals: tally.decimals, wholeSum: tally.numbers.sum.whole)
            }
            return column
        case .text(let tally):
            let distinct = tally.distinct
            var column = ColumnFindings(
                name: planned.name, filled: records - tally.empty, distinct: distinct.count,
                isDistinctExact: distinct.isExact, longest: tally.longest)
            if case .time = planned.kind { column.isTime = true }
            if !column.isTime { column.top = tally.commonest(5) }
            return column
        }
    }

    func label(_ tally: LabelTally) -> LabelFindings {
        func row(_ code: Int, _ text: [UInt8]) -> LabelRow {
            LabelRow(
                text: text, records: tally.records[code],
                sums: plan.values.indices.map { tally.sum(code: code, value: $0) },
                incoming: plan.values.indices.map { tally.incoming(code: code, value: $0) }, span: tally.span[code])
        }
        let rows = tally.texts.enumerated().map { row($0.offset, $0.element) }
        return LabelFindings(
            slot: tally.slot,
            rows: ascending(rows.map { -Double($0.records) }).map { rows[$0] },
            others: tally.hasOthers ? row(LabelTally.mostKept, []) : nil)
    }

    func time() -> TimeFindings {
        var found = TimeFindings(
            span: order.least...order.greatest, order: orderOfRecords, forward: order.forward,
            backward: order.backward, same: order.same, commonest: order.commonestStep())
        found.median = order.steps.quantiles([0.5])?[0]
        if let median = found.median, found.order != .mixed || order.forward > order.backward * 3 {
            findGaps(&found, median)
        }
        if !plan.zone.changes { found.changes = clockChanges(axis, hours, repeats: order.backward + order.same > 0) }
        return found
    }

    private func findGaps(_ found: inout TimeFindings, _ median: Double) {
        let limit = median * 5
        switch found.order {
        case .ascending, .descending:
            found.gapCount = order.steps.count(above: limit)
            let longest = found.order == .ascending ? order.longest.forward : order.longest.backward
            found.gaps = longest.filter { Double($0.length) / 1e9 > limit }
        case .blocks, .descendingBlocks, .mixed, .same:
            (found.gapCount, found.gaps) = coverage.gaps(longerThan: UInt64(min(limit * 1e9, 0x1p63)))
            found.missedGaps = coverage.cellLength
        }
    }

    private var orderOfRecords: TimeFindings.Order {
        let (forward, backward) = (order.forward, order.backward)
        if forward + backward == 0 { return .same }
        if backward == 0 { return .ascending }
        if forward == 0 { return .descending }
        if (backward + 1) * 10 <= records {
            let label = labels.indices.first { blocks[$0].isPure && labels[$0].texts.count == backward + 1 }
            return .blocks(backward + 1, label: label.map { labels[$0].slot })
        }
        return (forward + 1) * 10 <= records ? .descendingBlocks(forward + 1) : .mixed
    }

    /// What is told of an hour: the first value, or the records.
    private var measure: HourMeasure {
        guard !plan.countsRecords, let value = plan.values.first else { return HourMeasure() }
        return HourMeasure(value: 0, isAveraged: value.isAveraged)
    }

    /// Whether times are days: all in one hour of the day, and most of them a day or more apart.
    func isDaily(_ median: Double?) -> Bool {
        let hours = axis.hours.dropFirst(24)
        guard let median, median >= 72_000, let first = hours.first else { return false }
        return hours.count > 1 && hours.allSatisfy { $0 == first }
    }

    func hourFindings(isDaily: Bool) -> HourFindings {
        let rows = axis.starts.indices
        var found = HourFindings(label: labels.first?.slot, measure: measure, rows: [], isCut: axis.isFull)
        found.isDaily = isDaily
        if isDaily {
            found.rows = hourRows(group(7) { weekday($0) })
            let months = group(12) { CivilDate(daysSince1970: $0).month - 1 }
            if months.count(where: { !$0.isEmpty }) > 1 { found.months = hourRows(months) }
            return found
        }
        found.rows = hourRows((0..<24).map { hour in rows.filter { axis.hours[$0] == hour } })
        let known = Array(Set(rows.dropFirst(24).map { axis.days[$0] }))
        let days = ascending(known.map { Double($0) }).map { known[$0] }
        if days.count <= 14 && !axis.isFull { found.days = days.map { (day: $0, amounts: amounts(of: $0)) } }
        return found
    }

    /// The rows of the axis in groups, by what a day is.
    private func group(_ count: Int, _ number: (Int) -> Int) -> [[Int]] {
        var groups: [[Int]] = Array(repeating: [], count: count)
        for row in axis.starts.indices.dropFirst(24) { groups[number(axis.days[row])].append(row) }
        return groups
    }

    /// For each label the amounts in groups of rows, the greatest sum first.
    private func hourRows(_ groups: [[Int]]) -> [(text: [UInt8]?, amounts: [Double?])] {
        var unsorted: [(text: [UInt8]?, amounts: [Double?])] = []
        let texts = labels.first?.texts ?? []
        for column in 0..<hours.columns {
            let text = column < min(texts.count, HourTally.mostLabels) ? texts[column] : nil
            let amounts = groups.map { hours.total(rows: $0, columns: column..<column + 1, measure) }
            if text != nil || labels.isEmpty || amounts.contains(where: { $0 ?? 0 != 0 }) {
                unsorted.append((text, amounts))
            }
        }
        let weights = unsorted.map { row in
            row.text == nil ? .infinity : -row.amounts.reduce(0) { $0 + ($1 ?? 0) }
        }
        return ascending(weights).map { unsorted[$0] }
    }

    /// The amount of each hour of a day, all labels together.
    private func amounts(of day: Int) -> [Double?] {
        (0..<24).map { hour in
            let rows = axis.starts.indices.dropFirst(24).filter { axis.days[$0] == day && axis.hours[$0] == hour }
            return rows.isEmpty ? nil : hours.total(rows: Array(rows), columns: 0..<hours.columns, measure)
        }
    }

    func outliers(_ step: Double?, isDaily: Bool) -> OutlierFindings? {
        if wide.judged > 0 {
            return OutlierFindings(
                isWide: true, others: wide.followers.map { plan.wide[$0] }, measure: HourMeasure(value: 0),
                judged: wide.judged, count: wide.toldCount, told: wide.told)
        }
        let search = OutlierHours(axis, hours, measure, order, step: step, isDaily: isDaily)
        let texts = labels.first?.texts ?? []
        let known = labels.isEmpty ? 1 : min(texts.count, HourTally.mostLabels)
        if search.rows.count < 3 { return nil }
        let told = (0..<known).flatMap { search.told(columns: $0..<$0 + 1, label: labels.isEmpty ? nil : $0) }
        return OutlierFindings(
            isWide: false, isDaily: isDaily, measure: measure, label: labels.first?.slot, texts: texts,
            judged: search.rows.count * known, count: told.count,
            told: ascending(told.map { $0.time.unixSeconds }).map { told[$0] })
    }

    /// The hours with an unusual mean of a value, all labels together, where that is not judged anyway.
    func means(_ step: Double?, isDaily: Bool) -> [OutlierFindings] {
        if wide.judged > 0 { return [] }
        return (0..<hours.valueCount).compactMap { value in
            let isJudged = measure.value == value && measure.isAveraged
            if isJudged || plan.values[value].isSplit { return nil }
            let mean = HourMeasure(value: value, isAveraged: true)
            let search = OutlierHours(axis, hours, mean, order, step: step, isDaily: isDaily, isMean: true)
            if search.rows.count < 3 { return nil }
            let told = search.told(columns: 0..<hours.columns, label: nil)
            return OutlierFindings(
                isWide: false, isDaily: isDaily, measure: mean, judged: search.rows.count, count: told.count, told: told
            )
        }
    }
}
