package import EventTime

/// An amount that is far from what is usual.
package struct Outlier: Sendable, Equatable {
    /// The start of the hour; in a wide table, the time of the record.
    package let time: Instant
    /// The code of the label; nil in a wide table, and without labels.
    package let label: Int?
    /// The amount.
    package let amount: Double
    /// The usual amount.
    package let usual: Double
    /// How many usual deviations the amount is away.
    package let deviation: Double
}

/// Whether an amount is so far from the usual one that it is worth telling, beside being improbable.
func isFar(_ amount: Double, from usual: Double) -> Bool {
    (amount >= usual * 2 || amount <= usual / 2) && max(amount, usual) >= 10
}

/// Looks for hours with unusual amounts: each hour is compared with the same hour of at least five other days, else
/// with the hours up to three hours before and behind it.
final class OutlierHours {
    private static let leastDays = 5
    private static let threshold = 3.5
    private let axis: HourAxis
    private let tally: HourTally
    private let measure: HourMeasure
    /// The rows in the order of time, without a first and a last hour that the records do not fill.
    let rows: [Int]

    init(_ axis: HourAxis, _ tally: HourTally, _ measure: HourMeasure, _ order: OrderTally, step: Double?) {
        (self.axis, self.tally, self.measure) = (axis, tally, measure)
        var rows = ascending(axis.starts.dropFirst(24).map { Double($0) }).map { $0 + 24 }
        let step = step ?? 0
        if let row = rows.first, order.least.unixSeconds - Double(axis.starts[row]) > step { rows.removeFirst() }
        // If there is one hour, it may be cut at both ends.
        if let row = rows.last, Double(axis.starts[row]) + 3600 - order.greatest.unixSeconds > step {
            rows.removeLast()
        }
        self.rows = rows
    }

    /// The outliers of a column.
    func told(column: Int, label: Int?) -> [Outlier] {
        let amounts = rows.map { tally.amount(row: $0, column: column, measure) }
        var byHour = [[Int]](repeating: [], count: 24)
        for index in rows.indices where amounts[index] != nil { byHour[axis.hours[rows[index]]].append(index) }
        var told: [Outlier] = []
        for index in rows.indices {
            guard let amount = amounts[index] else { continue }
            let others = references(index, byHour).compactMap { amounts[$0] }.sorted()
            guard let usual = median(others), isFar(amount, from: usual) else { continue }
            let spread = median(others.map { ($0 - usual).magnitude }.sorted()) ?? 0
            let deviation = (amount - usual) / max(1.4826 * spread, max(0, usual).squareRoot(), 1)
            if deviation.magnitude <= Self.threshold { continue }
            let start = Instant(seconds: axis.starts[rows[index]], nanoseconds: 0) ?? .earliest
            told.append(Outlier(time: start, label: label, amount: amount, usual: usual, deviation: deviation))
        }
        return told
    }

    private func references(_ index: Int, _ byHour: [[Int]]) -> [Int] {
        let row = rows[index]
        let sameHour = byHour[axis.hours[row]].filter { axis.days[rows[$0]] != axis.days[row] }
        if sameHour.count >= Self.leastDays { return sameHour }
        return (max(0, index - 3)..<min(rows.count, index + 4)).filter { other in
            other != index && (axis.starts[rows[other]] - axis.starts[row]).magnitude <= 3 * 3600
        }
    }
}

/// The middle of sorted numbers; nil without numbers.
func median(_ sorted: [Double]) -> Double? {
    if sorted.isEmpty { return nil }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// Compares the first of several columns with the others, record by record.
struct WideRows {
    private static let threshold = 3.0
    private static let mostTold = 1000
    private(set) var told: [Outlier] = []
    private(set) var toldCount = 0
    private(set) var judged = 0

    /// Adds the numbers of a batch, column by column.
    mutating func add(_ numbers: [[Double]], _ times: [Instant]) {
        guard numbers.count > 2 else { return }
        for record in times.indices {
            let amount = numbers[0][record]
            var (sum, squares, count) = (0.0, 0.0, 0.0)
            for column in numbers.dropFirst() where !column[record].isNaN {
                sum += column[record]
                count += 1
            }
            if amount.isNaN || count < 2 { continue }
            judged += 1
            let usual = sum / count
            if !isFar(amount, from: usual) { continue }
            for column in numbers.dropFirst() where !column[record].isNaN {
                squares += (column[record] - usual) * (column[record] - usual)
            }
            let spread = max((squares / count).squareRoot(), max(0, usual).squareRoot(), 1)
            let deviation = (amount - usual) / spread
            if deviation.magnitude <= Self.threshold { continue }
            toldCount += 1
            if told.count < Self.mostTold {
                told.append(
                    Outlier(time: times[record], label: nil, amount: amount, usual: usual, deviation: deviation))
            }
        }
    }
}
