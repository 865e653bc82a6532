package import EventTime

/// A stream of rows, which becomes one file. Compiled for one profile: settings are numbers here.
package final class Stream: Sendable {
    /// When rows come.
    package enum Pace: Sendable {
        /// At any time: so many in a second on average, over the kinds by their shares.
        case rate(Double)
        /// At each multiple of an interval in milliseconds, `batch` rows of each kind.
        case interval(Int64, batch: Int)
    }

    /// A column of the file.
    package enum Column: Sendable {
        /// The row's instant.
        case time
        /// A cell.
        case cell(Value.Slot)
    }

    /// The name; random draws depend on it.
    package let name: String
    /// The name of the file.
    package let file: String
    /// The columns of the file, with their names.
    package let columns: [(name: String, column: Column)]
    /// The form of times; nil is ISO 8601 in UTC with milliseconds.
    package let timeFormat: TimeFormatter?
    /// The number of cells of a row, written or not.
    package let width: Int
    /// When rows come.
    package let pace: Pace
    /// The kinds of its rows.
    package let kinds: [Kind]
    /// Odd rows on a usual day.
    package let oddities: [Oddity]
    /// Cells that follow from all others, after all effects, in order.
    package let derived: [Assignment]
    /// Cells that tell the truth about a row.
    package let truths: [Truth]

    /// Declares a stream.
    package init(
        name: String, file: String, columns: [(name: String, column: Column)], timeFormat: TimeFormatter? = nil,
        width: Int, pace: Pace, kinds: [Kind], oddities: [Oddity] = [], derived: [Assignment] = [], truths: [Truth] = []
    ) {
        self.name = name
        self.file = file
        self.columns = columns
        self.timeFormat = timeFormat
        self.width = width
        self.pace = pace
        self.kinds = kinds
        self.oddities = oddities
        self.derived = derived
        self.truths = truths
    }
}

/// A cell and how it is made.
package struct Assignment: Sendable {
    /// The column.
    package let slot: Value.Slot
    /// How its cell is made.
    package let value: Value

    /// The cell in column `slot` becomes `value`.
    package init(_ slot: Value.Slot, _ value: Value) { (self.slot, self.value) = (slot, value) }
}

/// A kind of rows.
package final class Kind: Sendable {
    /// The name; random draws depend on it.
    package let name: String
    /// Its part of the stream's rate, from 0 to 1; without meaning for streams with an interval.
    package let share: Double
    /// The course of its rate, or of its mean.
    package let shape: DayShape
    /// The expected number of events in a row's interval, for `Value.count`.
    package let mean: Double
    /// The cells, in an order in which each needs only those before it.
    package let cells: [Assignment]
    /// Rows that follow some rows of this kind.
    package let followers: [Follower]

    /// Declares a kind.
    package init(
        name: String, share: Double = 1, shape: DayShape = .flat, mean: Double = 0, cells: [Assignment],
        followers: [Follower] = []
    ) {
        self.name = name
        self.share = share
        self.shape = shape
        self.mean = mean
        self.cells = cells
        self.followers = followers
    }
}

/// Rows that follow a row: a customer who tries again.
package struct Follower: Sendable {
    /// The kind of the rows, a number of the same stream.
    package var kind: Int
    /// Which rows are followed.
    package var conditions: [Condition]
    /// How many of these are followed, 0 to 1.
    package var share: Double
    /// The number of rows.
    package var times: ClosedRange<Int>
    /// The milliseconds from one row to the next.
    package var pause: ClosedRange<Int64>
    /// The columns whose cells are the same as in the row that they follow.
    package var same: [Value.Slot]

    /// Declares rows that follow.
    package init(
        kind: Int, conditions: [Condition], share: Double, times: ClosedRange<Int>, pause: ClosedRange<Int64>,
        same: [Value.Slot]
    ) {
        self.kind = kind
        self.conditions = conditions
        self.share = share
        self.times = times
        self.pause = pause
        self.same = same
    }

    /// The most milliseconds from a row to the last that follows it.
    var reach: Int64 { Int64(times.upperBound) * pause.upperBound }
}

/// A change of single rows that happens every day.
package struct Oddity: Sendable {
    let kind: Int?
    let probability: Double
    let conditions: [Condition]
    let cells: [Assignment]

    /// `probability` is that of a row of this kind (nil: of any) to become a candidate; its conditions decide then.
    package init(kind: Int?, probability: Double, conditions: [Condition], cells: [Assignment]) {
        (self.kind, self.probability, self.conditions, self.cells) = (kind, probability, conditions, cells)
    }
}

/// A cell that tells which scenario made or changed the row.
package struct Truth: Sendable {
    let slot: Value.Slot
    /// The text of rows without a scenario.
    let usual: [UInt8]
    /// The text for each scenario, by number.
    let scenarios: [[UInt8]]

    /// The cell in column `slot`.
    package init(_ slot: Value.Slot, usual: [UInt8], scenarios: [[UInt8]]) {
        (self.slot, self.usual, self.scenarios) = (slot, usual, scenarios)
    }
}
