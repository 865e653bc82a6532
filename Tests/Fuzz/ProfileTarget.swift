import Bytes
import CSV
import EventTime
import Profile

/// Any records, with any times, are counted without a trap, and the same in one batch as in many.
func fuzzProfile(_ bytes: [UInt8]) {
    var input = Input(bytes)
    let width = 1 + input.below(4)
    let kinds: [PlannedColumn.Kind] = (0..<width).map { _ in
        input.choice([.text, .number(NumberForm()), .time, .text])
    }
    let nullValues: [[UInt8]] = input.choice([[], [[0x2D]], [[0x30]]])
    let slots = Array(0..<width)
    let plan = Plan(
        columns: kinds.map { PlannedColumn(name: "c", kind: $0, nullValues: nullValues) },
        hasTimes: input.choice([true, true, false]), zone: input.choice([.utc, Zone(fixed: "-09:30") ?? .utc]),
        labels: slots.filter { if case .text = kinds[$0] { true } else { false } },
        values: slots.filter { isNumber(kinds[$0]) }.map {
            PlannedValue(slot: $0, isAveraged: input.choice([true, false]))
        },
        wide: slots.filter { isNumber(kinds[$0]) },
        meters: slots.filter { isNumber(kinds[$0]) && input.choice([true, false]) },
        countsRecords: input.choice([true, false]))
    let scale: Int64 = input.choice([1, 1_000_000_000, 3_600_000_000_000, 1 << 55])
    let cut = 1 + input.below(40)
    let text = input.all()
    let whole = counted(text, plan, scale, cut: max(1, text.count))
    let pieces = counted(text, plan, scale, cut: cut)
    check(whole.records == pieces.records, "\(whole.records) and \(pieces.records) records")
    check(whole.duplicates.whole == pieces.duplicates.whole, "duplicates differ")
    check(whole.time?.span == pieces.time?.span && whole.time?.order == pieces.time?.order, "times differ")
    check(whole.time?.gaps == pieces.time?.gaps, "gaps differ")
    check(whole.outliers?.told == pieces.outliers?.told, "outliers differ")
    for (left, right) in zip(whole.columns, pieces.columns) {
        check(left.distinct == right.distinct && left.filled == right.filled, "columns differ")
        check(left.numbers?.sum.bitPattern == right.numbers?.sum.bitPattern, "sums differ")
        guard let numbers = left.numbers else { continue }
        let all = [numbers.least, numbers.low, numbers.median, numbers.high, numbers.greatest]
        check(zip(all, all.dropFirst()).allSatisfy { $0 <= $1 || $0.isNaN || $1.isNaN }, "quantiles \(all)")
    }
    let labelled = whole.labels.allSatisfy { label in
        label.rows.reduce(label.others?.records ?? 0) { $0 + $1.records } == whole.records
    }
    check(labelled, "labels do not add up")
}

private func isNumber(_ kind: PlannedColumn.Kind) -> Bool { if case .number = kind { true } else { false } }

/// The statistics of a text whose bytes come `cut` at a time. A time is the bytes of the first field.
private func counted(_ text: [UInt8], _ plan: Plan, _ scale: Int64, cut: Int) -> Findings {
    let profile = Profile(plan)
    var parser = Parser(dialect: Dialect(), columns: Array(plan.columns.indices), fieldCount: plan.columns.count)
    var batch = RecordBatch(width: plan.columns.count)
    var at = 0
    repeat {
        batch.recycle()
        let next = min(text.count, at + cut)
        batch.bytes += text[at..<next]
        at = next
        parser.parse(&batch, atEnd: at == text.count)
        let times = (0..<batch.count).map { record in
            var word: Int64 = 0
            for index in batch.field(record, 0).range { word = word &* 251 &+ Int64(batch.bytes[index]) }
            return Instant(nanoseconds: word &* scale)
        }
        profile.add(batch, plan.hasTimes ? times : [], file: 0)
    } while at < text.count
    return profile.finish()
}
