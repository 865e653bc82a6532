import EventTime

/// Compares the first of several columns with those that follow it, record by record.
struct WideRows {
    private static let threshold = 3.0
    private static let mostTold = 1000
    private static let mostKept = (records: 2048, numbers: 1 << 17)
    /// The numbers and times of the first records, kept until they show which columns follow the first one.
    private var kept: (numbers: [[Double]], times: [Instant])? = ([], [])
    /// The columns that follow the first one, by number: at least two, or none.
    private(set) var followers: [Int] = []
    private(set) var told: [Outlier] = []
    private(set) var toldCount = 0
    private(set) var judged = 0
    /// For each column the time of its last number, and its longest gap.
    private var last: [Instant?] = []
    private var longest: [Gap?] = []

    /// The columns, by number, whose longest gap has more seconds than `limit`, in ascending or descending order of
    /// time. What is missing at the end of all records is a gap, too.
    func gaps(over limit: Double, until order: OrderTally) -> [(slot: Int, gap: Gap)] {
        if order.forward > 0 && order.backward > 0 { return [] }
        return longest.indices.compactMap { column in
            var gap = longest[column]
            if let from = last[column], order.forward > 0 {
                gap = Self.longer(gap, Gap(from: from, to: order.greatest))
            }
            guard let gap, Double(gap.length) / 1e9 > limit else { return nil }
            return (column, gap)
        }
    }

    private static func longer(_ one: Gap?, _ other: Gap) -> Gap {
        guard let one, one.length >= other.length else { return other }
        return one
    }

    private mutating func addGaps(_ numbers: [[Double]], _ times: [Instant]) {
        if last.isEmpty {
            last = Array(repeating: times.first, count: numbers.count)
            longest = Array(repeating: nil, count: numbers.count)
        }
        for column in numbers.indices {
            let cells = numbers[column]
            for record in times.indices where !cells[record].isNaN {
                if let from = last[column], from != times[record] {
                    let gap = Gap(from: min(from, times[record]), to: max(from, times[record]))
                    longest[column] = Self.longer(longest[column], gap)
                }
                last[column] = times[record]
            }
        }
    }

    /// Adds the numbers of a batch, column by column.
    mutating func add(_ numbers: [[Double]], _ times: [Instant]) {
        guard numbers.count > 2 else { return }
        addGaps(numbers, times)
        guard var kept else { return compare(numbers, times) }
        self.kept = nil  // moved out, so that no copy is made
        if kept.numbers.isEmpty { kept.numbers = Array(repeating: [], count: numbers.count) }
        for column in numbers.indices { kept.numbers[column] += numbers[column] }
        kept.times += times
        self.kept = kept
        if kept.times.count >= mostKept(numbers.count) { decide() }
    }

    private func mostKept(_ columns: Int) -> Int { min(Self.mostKept.records, Self.mostKept.numbers / columns) }

    /// Chooses the columns by the first records, and compares all that are kept. The choice is the same however the
    /// records are cut into batches.
    mutating func decide() {
        guard let (numbers, times) = kept else { return }
        kept = nil
        if numbers.isEmpty { return }
        let most = mostKept(numbers.count)
        let found = Followed.columns(numbers.map { Array($0.prefix(most)) })
        followers = found.count > 1 ? found : []
        compare(numbers, times)
    }

    private mutating func compare(_ numbers: [[Double]], _ times: [Instant]) {
        if followers.isEmpty { return }
        for record in times.indices {
            let amount = numbers[0][record]
            var (sum, squares, count) = (0.0, 0.0, 0.0)
            for column in followers where !numbers[column][record].isNaN {
                sum += numbers[column][record]
                count += 1
            }
            if amount.isNaN || count < 2 { continue }
            judged += 1
            let usual = sum / count
            if !isFarCount(amount, from: usual) { continue }
            for column in followers where !numbers[column][record].isNaN {
                squares += (numbers[column][record] - usual) * (numbers[column][record] - usual)
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
