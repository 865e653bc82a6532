package import CSV
package import EventTime

/// Counts records, batch by batch, in one pass and in bounded memory.
package final class Profile {
    private static let keptRecords = 1 << 20
    private static let keptKeys = 1 << 19

    enum Tally {
        case number(NumberTally)
        case text(TextTally)
    }

    let plan: Plan
    var records = 0
    var columns: [Tally] = []
    private(set) var labels: [LabelTally]
    private(set) var blocks: [BlockTally]
    var order: OrderTally
    private(set) var coverage = Coverage()
    var axis: HourAxis
    var hours: HourTally
    var wide = WideRows()
    private var meters: Meters
    var whole = HashSample(limit: keptRecords)
    var keys = HashSample(limit: keptKeys, hasNotes: true)
    /// For each column, the hashes of its texts, or its numbers, in the last batch; empty for columns that nobody else
    /// needs.
    private var hashes: [[UInt64]]
    private var numbers: [[Double]]
    /// The hashes of the records of the last batch, which grow column by column.
    private var cells: [UInt64] = []
    /// Whether others need what a column has.
    private let isShared: [Bool]

    /// Nothing counted.
    package init(_ plan: Plan) {
        self.plan = plan
        let bounds = Bounds(columns: plan.columns.count)
        for (slot, column) in plan.columns.enumerated() {
            switch column.kind {
            case .number(let form): columns.append(.number(NumberTally(column, form, slot: slot, bounds)))
            case .text, .time: columns.append(.text(TextTally(column, slot: slot, bounds)))
            }
        }
        labels = plan.labels.map { LabelTally(slot: $0, isSplit: plan.values.map { $0.isSplit }) }
        blocks = plan.labels.map { _ in BlockTally() }
        order = OrderTally(bounds)
        axis = HourAxis(plan.zone)
        hours = HourTally(
            columns: plan.labels.isEmpty ? 1 : HourTally.mostLabels + 1, valueCount: plan.values.count)
        hashes = Array(repeating: [], count: plan.columns.count)
        numbers = Array(repeating: [], count: plan.columns.count)
        meters = Meters(plan.meters)
        let shared = Set(plan.labels + plan.values.map { $0.slot } + plan.wide + plan.meters)
        isShared = plan.columns.indices.map { shared.contains($0) }
    }

    /// Adds a batch whose fields are those of the plan, in its order, from file number `file`. `times` has an instant
    /// for each record if the plan has times.
    package func add(_ batch: RecordBatch, _ times: [Instant], file: Int) {
        if batch.count == 0 { return }
        records += batch.count
        var (scratchHashes, scratchNumbers, mixes): ([UInt64], [Double], [UInt64]) = ([], [], [])
        swap(&mixes, &cells)
        mixes.removeAll(keepingCapacity: true)
        mixes.append(contentsOf: repeatElement(0, count: batch.count))
        for slot in columns.indices {
            if isShared[slot] { swap(&scratchHashes, &hashes[slot]) }
            if isShared[slot] { swap(&scratchNumbers, &numbers[slot]) }
            switch columns[slot] {
            case .number(var tally):
                // Moved out and back, so that no copy is made.
                columns[slot] = Self.nothing
                tally.add(batch, file: file, into: &scratchNumbers, &mixes)
                columns[slot] = .number(tally)
            case .text(var tally):
                columns[slot] = Self.nothing
                tally.add(batch, into: &scratchHashes, &mixes)
                columns[slot] = .text(tally)
            }
            if isShared[slot] { swap(&scratchHashes, &hashes[slot]) }
            if isShared[slot] { swap(&scratchNumbers, &numbers[slot]) }
        }
        swap(&mixes, &cells)
        if !plan.meters.isEmpty { meters.turn(&numbers, times, series(of: batch.count)) }
        let values = plan.values.map { numbers[$0.slot] }
        for index in labels.indices { labels[index].add(batch, hashes[labels[index].slot], times, values) }
        if plan.hasTimes { addTimes(times, values) }
        addHashes(times)
    }

    private static let nothing = Tally.text(
        TextTally(PlannedColumn(name: "", kind: .time), slot: 0, Bounds(columns: 1)))

    private func addTimes(_ times: [Instant], _ values: [[Double]]) {
        order.add(times)
        for index in labels.indices { blocks[index].add(labels[index].codes, turns: order.turns) }
        coverage.add(times)
        axis.find(times)
        hours.add(axis, labels.first?.codes ?? [], values)
        if plan.wide.count > 2 { wide.add(plan.wide.map { numbers[$0] }, times) }
    }

    /// A number for the labels of each record; empty without labels.
    private func series(of count: Int) -> [UInt64] {
        var series: [UInt64] = []
        for label in plan.labels {
            if series.isEmpty { series = Array(repeating: 1, count: count) }
            for record in series.indices { series[record] = mixed(series[record], hashes[label][record]) }
        }
        return series
    }

    /// Adds the hashes of whole records, and of times with labels.
    private func addHashes(_ times: [Instant]) {
        whole.add(cells)
        if !plan.hasTimes { return }
        var sets: [UInt64] = []
        sets.reserveCapacity(times.count)
        for time in times { sets.append(mixed(UInt64(bitPattern: time.nanoseconds), 1)) }
        for label in plan.labels {
            let texts = hashes[label]
            for record in sets.indices { sets[record] = mixed(sets[record], texts[record]) }
        }
        keys.add(sets, notes: cells)
    }

    /// What was counted. Must be called once.
    package func finish() -> Findings {
        for index in columns.indices {
            if case .text(var tally) = columns[index] {
                tally.countRepeats()
                columns[index] = .text(tally)
            }
        }
        var counted = zip(plan.columns, columns).map(column)
        for (meter, rise) in zip(plan.meters, meters.rises) { counted[meter].numbers?.rise = rise.value }
        let findings = Findings(records: records, columns: counted)
        wide.decide()
        findings.duplicates = DuplicateFindings(
            whole: whole.repeats, isWholeExact: whole.isExact,
            sameKey: plan.hasTimes ? keys.repeatsWithOther : nil, isSameKeyExact: keys.isExact)
        findings.labels = labels.filter { $0.texts.count > 1 }.map(label)
        if plan.hasTimes && records > 0 {
            findings.time = time()
            let isDaily = isDaily(findings.time?.median)
            findings.hours = hourFindings(isDaily: isDaily)
            findings.outliers = outliers(findings.time?.median, isDaily: isDaily)
            findings.means = means(findings.time?.median, isDaily: isDaily)
            if let median = findings.time?.median {
                findings.columnGaps = wide.gaps(over: median * 5, until: order).map { (plan.wide[$0.slot], $0.gap) }
            }
        }
        return findings
    }
}

/// Whether each block of ascending times has one cell of a label throughout.
struct BlockTally {
    private var code: UInt8?
    private(set) var isPure = true

    /// Adds the codes of a batch; `turns` are the records with which a block begins.
    mutating func add(_ codes: [UInt8], turns: [Int]) {
        if !isPure { return }
        var next = 0
        for record in codes.indices {
            let isTurn = next < turns.count && turns[next] == record
            if isTurn { next += 1 }
            if let code, code != codes[record], !isTurn {
                isPure = false
                return
            }
            code = codes[record]
        }
    }
}
