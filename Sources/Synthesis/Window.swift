/// Rows about windows of a stream, as a log agent writes them: counts over identities, which no label may hold.
package struct Window: Sendable {
    /// A column that is folded from the rows of the stream.
    package struct Column: Sendable {
        let slot: Value.Slot
        let fold: Fold
        let conditions: [Condition]
        let over: Int64

        /// Folds rows that meet the conditions, of the last `over` milliseconds, into the cell of column `slot`.
        package init(_ slot: Value.Slot, _ fold: Fold, where conditions: [Condition], over: Int64) {
            (self.slot, self.fold, self.conditions, self.over) = (slot, fold, conditions, over)
        }
    }

    /// The file, its columns, and how cells that are not folded are made.
    package let output: Stream
    /// The stream that is folded.
    package let stream: Int
    /// Its kinds; nil for all.
    package let kinds: [Int]?
    /// Milliseconds from one row to the next.
    package let interval: Int64
    /// The folded columns.
    package let columns: [Column]

    /// A row at each multiple of `interval`, about the rows before it. The only kind of `output` makes the other cells.
    package init(output: Stream, stream: Int, kinds: [Int]?, interval: Int64, columns: [Column]) {
        self.output = output
        self.stream = stream
        self.kinds = kinds
        self.interval = interval
        self.columns = columns
    }
}

/// How rows become one number.
package enum Fold: Sendable {
    /// Their number.
    case count
    /// The number of different cells in a column.
    case distinct(Value.Slot)
    /// The sum of a column.
    case sum(Value.Slot)
    /// The share that meets conditions, with four decimals; empty without rows.
    case share([Condition])
    /// The last cell of a column; before the first row a text.
    case last(Value.Slot, start: [UInt8])
    /// The most of a measure that one combination of cells has.
    case most(of: [Value.Slot], Measure)

    /// What one combination of cells has most of.
    package enum Measure: Sendable {
        /// Rows.
        case rows
        /// Different cells in a column.
        case distinct(Value.Slot)
        /// The sum of a column.
        case sum(Value.Slot)
    }
}

/// The present content of a window's column.
struct FoldState {
    private var column: Window.Column
    private var entries: [Entry] = []
    private var first = 0
    private var last: [UInt8] = []

    private struct Entry {
        let time: Int64
        var key: [UInt8] = []
        var other: [UInt8] = []
        var number = 0.0
    }

    init(_ column: Window.Column) {
        self.column = column
        if case .last(_, let start) = column.fold { last = start }
    }

    /// Goes on with other numbers in the conditions.
    mutating func adopt(_ column: Window.Column) { self.column = column }

    /// Takes a row of the stream. Rows come in the order of their times.
    mutating func take(_ rows: Rows, _ row: Int) {
        guard rows.holds(column.conditions, row) else { return }
        var entry = Entry(time: rows.times[row])
        switch column.fold {
        case .count: break
        case .distinct(let slot): entry.key = rows.text(row, slot)
        case .sum(let slot): entry.number = number(rows.bytes, rows.cell(row, slot)) ?? 0
        case .share(let conditions): entry.number = rows.holds(conditions, row) ? 1 : 0
        case .last(let slot, _):
            last = rows.text(row, slot)
            return
        case .most(let slots, let measure):
            for slot in slots {
                entry.key.append(contentsOf: rows.bytes[rows.cell(row, slot)])
                entry.key.append(0)
            }
            switch measure {
            case .rows: break
            case .distinct(let slot): entry.other = rows.text(row, slot)
            case .sum(let slot): entry.number = number(rows.bytes, rows.cell(row, slot)) ?? 0
            }
        }
        entries.append(entry)
    }

    /// Appends the number for a window that ends at `time`, and forgets what no later window holds.
    mutating func append(at time: Int64, to rows: inout Rows) {
        while first < entries.count && entries[first].time < time - column.over { first += 1 }
        if first > 1024 && first * 2 > entries.count {
            entries.removeFirst(first)
            first = 0
        }
        let present = entries[first...]
        switch column.fold {
        case .count: rows.append(UInt64(present.count), width: 1)
        case .distinct: rows.append(UInt64(Set(present.map { $0.key }).count), width: 1)
        case .sum: Self.append(present.reduce(0) { $0 + $1.number }, &rows)
        case .share:
            if present.isEmpty { return }
            rows.append(present.reduce(0) { $0 + $1.number } / Double(present.count), decimals: 4)
        case .last: rows.append(last)
        case .most(_, let measure): Self.append(Self.most(present, measure), &rows)
        }
    }

    private static func most(_ entries: ArraySlice<Entry>, _ measure: Fold.Measure) -> Double {
        switch measure {
        case .rows, .sum:
            var sums: [[UInt8]: Double] = [:]
            let countsRows = if case .rows = measure { true } else { false }
            for entry in entries { sums[entry.key, default: 0] += countsRows ? 1 : entry.number }
            return sums.values.max() ?? 0
        case .distinct:
            var sets: [[UInt8]: Set<[UInt8]>] = [:]
            for entry in entries { sets[entry.key, default: []].insert(entry.other) }
            return Double(sets.values.map { $0.count }.max() ?? 0)
        }
    }

    private static func append(_ number: Double, _ rows: inout Rows) {
        rows.append(number, decimals: number.rounded() == number ? 0 : 2)
    }
}
