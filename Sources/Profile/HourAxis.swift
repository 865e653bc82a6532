import EventTime

/// The local hours in which records are, as rows of tables. At most `mostHours` hours have a row of their own; the
/// records of all others are only told apart by the hour of the day.
struct HourAxis {
    /// 400 days.
    static let mostHours = 9600
    private static let nanoseconds: Int64 = 3_600_000_000_000
    private let zone: Zone
    private var rows = KeyCounts(limit: mostHours)
    /// The start of each row, in seconds since 1970; the first 24 rows are for the hours of the day.
    private(set) var starts = [Int64](repeating: 0, count: 24)
    private(set) var hours: [Int] = Array(0..<24)
    /// The local days of the rows, since 1970.
    private(set) var days = [Int](repeating: 0, count: 24)
    /// The nanoseconds of the last hour, and its row.
    private var last: (from: Int64, until: Int64, row: Int) = (0, 0, 0)
    /// Whether there were more hours.
    private(set) var isFull = false
    /// The rows of the last batch.
    private(set) var batch: [Int32] = []

    init(_ zone: Zone) { self.zone = zone }

    /// Finds the rows of a batch.
    mutating func find(_ times: [Instant]) {
        batch.removeAll(keepingCapacity: true)
        for time in times {
            let now = time.nanoseconds
            batch.append(Int32(truncatingIfNeeded: now >= last.from && now < last.until ? last.row : row(of: time)))
        }
    }

    @inline(never)
    private mutating func row(of time: Instant) -> Int {
        let offset = Int64(zone.offset(at: time))
        let local = time.parts.seconds + offset
        let number = local >= 0 ? local / 3600 : (local - 3599) / 3600
        let start = number * 3600 - offset
        let key = UInt64(bitPattern: start)
        let hour = Int(number - (number >= 0 ? number / 24 : (number - 23) / 24) * 24)
        var row = Int(rows.value(of: key))
        if row == 0 && rows.add(key, UInt64(starts.count)) {
            row = starts.count
            starts.append(start)
            hours.append(hour)
            days.append(Int((number - Int64(hour)) / 24))
        }
        if row == 0 { (isFull, row) = (true, hour) }
        let (from, overflows) = start.multipliedReportingOverflow(by: 1_000_000_000)
        if !overflows { last = (from, from.addingReportingOverflow(Self.nanoseconds).partialValue, row) }
        return row
    }
}

/// The day of the week, from 0 for Monday, of a day since 1970.
func weekday(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }

/// The number of records, and the sums of values, for each hour of an axis and each label.
struct HourTally {
    /// The labels that are kept apart; the others share the last column.
    static let mostLabels = 20
    /// The values that are added up.
    static let mostValues = 2
    let columns: Int
    let valueCount: Int
    private var records: [UInt32] = []
    private var sums: [Double] = []
    private var counts: [UInt32] = []
    /// The cell of each record of the last batch.
    private var places: [Int] = []

    init(columns: Int, valueCount: Int) {
        self.columns = columns
        self.valueCount = min(Self.mostValues, valueCount)
    }

    /// Adds a batch: rows of the axis, codes of the labels (none: one column), and the numbers of each value.
    mutating func add(_ axis: HourAxis, _ codes: [UInt8], _ values: [[Double]]) {
        makeRoom(axis.starts.count)
        let (rows, last) = (axis.batch, columns - 1)
        places.removeAll(keepingCapacity: true)
        for record in rows.indices {
            let column = codes.isEmpty ? 0 : min(last, Int(codes[record]))
            let place = Int(rows[record]) &* columns &+ column
            places.append(place)
            records[place] &+= 1
        }
        for value in 0..<valueCount {
            let numbers = values[value]
            for record in places.indices {
                let number = numbers[record]
                if number.isNaN { continue }
                let place = places[record] &* valueCount &+ value
                sums[place] += number
                counts[place] &+= 1
            }
        }
    }

    /// How many numbers of a value are in some columns of a row.
    func count(row: Int, columns wanted: Range<Int>, value: Int) -> Int {
        var count = 0
        for column in wanted where row * columns + column < records.count {
            count += Int(counts[(row * columns + column) * valueCount + value])
        }
        return count
    }

    /// What is in some rows of some columns together.
    func total(rows: [Int], columns wanted: Range<Int>, _ measure: HourMeasure) -> Double? {
        var (sum, count) = (0.0, 0)
        for row in rows {
            for column in wanted {
                let place = row * columns + column
                if place >= records.count { continue }
                if let value = measure.value {
                    sum += sums[place * valueCount + value]
                    count += Int(counts[place * valueCount + value])
                } else {
                    sum += Double(records[place])
                }
            }
        }
        return measure.isAveraged ? (count == 0 ? nil : sum / Double(count)) : sum
    }

    private mutating func makeRoom(_ rows: Int) {
        let missing = rows * columns - records.count
        if missing <= 0 { return }
        records.append(contentsOf: repeatElement(0, count: missing))
        sums.append(contentsOf: repeatElement(0, count: missing * valueCount))
        counts.append(contentsOf: repeatElement(0, count: missing * valueCount))
    }
}

/// What is told of an hour.
package struct HourMeasure: Sendable, Equatable {
    /// The number of a value of the plan; nil for the number of records.
    package var value: Int?
    /// Whether the mean of the value is told instead of its sum.
    package var isAveraged = false
}
