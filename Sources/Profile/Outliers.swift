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
func isFarCount(_ amount: Double, from usual: Double) -> Bool {
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
    /// Whether an hour is all of its day, so that it is compared with the same weekday, and with days around it.
    private let isDaily: Bool
    /// Whether amounts are judged as numbers of things; else they are means in whatever unit.
    private let isCounted: Bool
    /// The rows in the order of time, without a first and a last hour that the records do not fill.
    let rows: [Int]

    init(
        _ axis: HourAxis, _ tally: HourTally, _ measure: HourMeasure, _ order: OrderTally, step: Double?, isDaily: Bool,
        isMean: Bool = false
    ) {
        (self.axis, self.tally, self.measure, self.isDaily) = (axis, tally, measure, isDaily)
        isCounted = !isMean
        var rows = ascending(axis.starts.dropFirst(24).map { Double($0) }).map { $0 + 24 }
        let step = step ?? 0
        if let row = rows.first, order.least.unixSeconds - Double(axis.starts[row]) > step { rows.removeFirst() }
        // If there is one hour, it may be cut at both ends.
        if let row = rows.last, Double(axis.starts[row]) + 3600 - order.greatest.unixSeconds > step {
            rows.removeLast()
        }
        self.rows = rows
    }

    /// The outliers of some columns together. O(n log n) in the hours.
    func told(columns: Range<Int>, label: Int?) -> [Outlier] {
        let amounts = rows.map { row in
            if let value = measure.value, measure.isAveraged,
                tally.count(row: row, columns: columns, value: value) < least
            {
                return Double?.none
            }
            return tally.total(rows: [row], columns: columns, measure)
        }
        let sameHours = sameHours(amounts)
        var told: [Outlier] = []
        var next = [Int](repeating: 0, count: 24)
        for index in rows.indices {
            guard let amount = amounts[index] else { continue }
            let hour = place(rows[index])
            next[hour] += 1
            var others = sameHours[hour].others(than: next[hour] - 1)
            if others.count < Self.leastDays { others = SortedNumbers(neighbours(index).compactMap { amounts[$0] }) }
            guard let usual = others.median, isFar(amount, usual) else { continue }
            let spread = others.distances(from: usual).median ?? 0
            // Counts vary by their square root; means are measured in whatever unit.
            let least = isCounted ? max(max(0, usual).squareRoot(), 1) : usual.magnitude / 20
            let deviation = (amount - usual) / max(1.4826 * spread, least)
            if deviation.magnitude <= Self.threshold { continue }
            let start = Instant(seconds: axis.starts[rows[index]], nanoseconds: 0) ?? .earliest
            told.append(Outlier(time: start, label: label, amount: amount, usual: usual, deviation: deviation))
        }
        return told
    }

    /// The mean of fewer numbers than this says nothing about an hour.
    private var least: Int { isCounted ? 1 : 10 }

    private func place(_ row: Int) -> Int { isDaily ? weekday(axis.days[row]) : axis.hours[row] }

    private func isFar(_ amount: Double, _ usual: Double) -> Bool {
        isCounted
            ? isFarCount(amount, from: usual)
            : usual > 0 && (amount >= usual * 2 || amount <= usual / 2)
    }

    /// For each hour of the day the amounts of all days.
    private func sameHours(_ amounts: [Double?]) -> [SameHours] {
        var (found, days) = ([[Double]](repeating: [], count: 24), [[Int]](repeating: [], count: 24))
        for index in rows.indices {
            guard let amount = amounts[index] else { continue }
            let hour = place(rows[index])
            found[hour].append(amount)
            days[hour].append(axis.days[rows[index]])
        }
        return (0..<24).map { SameHours(found[$0], days: days[$0]) }
    }

    /// The hours around an hour.
    private func neighbours(_ index: Int) -> [Int] {
        (max(0, index - 3)..<min(rows.count, index + 4)).filter { other in
            other != index
                && (axis.starts[rows[other]] - axis.starts[rows[index]]).magnitude <= (isDaily ? 3 * 86_400 : 3 * 3600)
        }
    }
}

/// The amounts of one hour of the day, which are sorted once for all days.
private struct SameHours {
    private let days: [Int]
    private let sorted: [Double]
    /// The place of each day's amount among the sorted ones.
    private var places: [Int]

    init(_ amounts: [Double], days: [Int]) {
        self.days = days
        let order = ascending(amounts)
        sorted = order.map { amounts[$0] }
        places = Array(repeating: 0, count: amounts.count)
        for (place, index) in order.enumerated() { places[index] = place }
    }

    /// The amounts of other days than that of one amount. A day may have an hour twice.
    func others(than index: Int) -> SortedNumbers {
        var (first, last) = (index, index)
        while first > 0 && days[first - 1] == days[index] { first -= 1 }
        while last + 1 < days.count && days[last + 1] == days[index] { last += 1 }
        return SortedNumbers(sorted: sorted, without: first == last ? [places[index]] : places[first...last].sorted())
    }
}

/// Sorted numbers, some of which do not count.
private struct SortedNumbers {
    private let sorted: [Double]
    /// The places of those that do not count, ascending.
    private let without: [Int]

    init(_ numbers: [Double]) { self.init(sorted: numbers.sorted(), without: []) }

    init(sorted: [Double], without: [Int]) { (self.sorted, self.without) = (sorted, without) }

    var count: Int { sorted.count - without.count }

    private func number(at rank: Int) -> Double {
        var place = rank
        for hole in without where hole <= place { place += 1 }
        return sorted[place]
    }

    /// The middle one; nil without numbers.
    var median: Double? {
        if count == 0 { return nil }
        let middle = count / 2
        return count % 2 == 1 ? number(at: middle) : (number(at: middle - 1) + number(at: middle)) / 2
    }

    /// How far the numbers are from another one.
    func distances(from other: Double) -> SortedNumbers {
        SortedNumbers((0..<count).map { (number(at: $0) - other).magnitude })
    }
}
