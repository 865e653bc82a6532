package import CSV
package import EventTime

/// The statistics of records: what a person looks for first in a file.
package final class Findings {
    /// How many records were counted.
    package let records: Int
    /// The columns in the order of the plan.
    package let columns: [ColumnFindings]
    /// The order of the records in time, and their steps; nil without times, and without records.
    package var time: TimeFindings?
    /// Records that occur again.
    package var duplicates = DuplicateFindings()
    /// The totals by the cells of each label column.
    package var labels: [LabelFindings] = []
    /// The hours of the day; nil without times.
    package var hours: HourFindings?
    /// The hours, or the records of a wide table, with unusual amounts; nil if none can be judged.
    package var outliers: OutlierFindings?

    /// Hours in which the mean of a value is unusual, of each value that is added up; empty where such a mean is judged
    /// already.
    package var means: [OutlierFindings] = []
    /// The longest gap of each column of a wide table, if it is longer than five median steps.
    package var columnGaps: [(slot: Slot, gap: Gap)] = []

    init(records: Int, columns: [ColumnFindings]) { (self.records, self.columns) = (records, columns) }
}

/// The statistics of a column.
package struct ColumnFindings {
    /// Its name.
    package var name: String
    /// Whether it is a part of the event time.
    package var isTime = false
    /// How many cells have a value.
    package var filled: Int
    /// How many of them are no numbers, though the others are.
    package var misfits = 0
    /// The first of these.
    package var examples: [Misfit] = []
    /// How many different values there are.
    package var distinct: Int
    /// Whether that number is exact; else it has a standard error of 1.6 %.
    package var isDistinctExact: Bool
    /// The numbers; nil for texts and times, and without a number.
    package var numbers: NumberFindings?
    /// The bytes of the longest text.
    package var longest = 0
    /// The commonest texts with their counts; a count that is not exact is the least that it can be.
    package var top: [(text: [UInt8], count: Int, isExact: Bool)] = []
}

/// The distribution of the numbers in a column.
package struct NumberFindings {
    /// The least number.
    package var least: Double
    /// The number below which one of a hundred numbers is.
    package var low: Double
    /// The number in the middle.
    package var median: Double
    /// The number above which one of a hundred numbers is.
    package var high: Double
    /// The greatest number.
    package var greatest: Double
    /// The sum of all numbers.
    package var sum: Double
    /// How many numbers there are.
    package var count: Int
    /// The most decimals of a number.
    package var decimals: Int
    /// The sum without rounding, if it is whole.
    package var wholeSum: Int?
    /// What the readings of a meter rise by; nil for all other columns.
    package var rise: Double?

    /// The sum divided by the count.
    package var mean: Double { sum / Double(count) }
}

/// The order of records in time, and their steps.
package struct TimeFindings {
    /// The orders of records.
    package enum Order: Equatable {
        case ascending, descending, mixed
        /// All records have the same time.
        case same
        /// Blocks that each ascend; `label` is the slot of a label column that has another cell in each block.
        case blocks(Int, label: Slot?)
        /// Blocks that each descend.
        case descendingBlocks(Int)
    }

    /// The earliest and the latest time.
    package var span: ClosedRange<Instant>
    /// The order.
    package var order: Order
    /// The steps to a later record.
    package var forward: Int
    /// The steps to an earlier record.
    package var backward: Int
    /// The steps to a record of the same time.
    package var same: Int
    /// The commonest step other than 0 in nanoseconds, and how often it occurs; nil if there is none.
    package var commonest: (step: UInt64, count: Int)?
    /// The median step other than 0, in seconds; nil if there is none.
    package var median: Double?
    /// How many gaps are longer than five median steps.
    package var gapCount = 0
    /// The longest of them, the longest first.
    package var gaps: [Gap] = []
    /// In nanoseconds, the length below which gaps may be missed because the records are not in order; 0 if none are.
    package var missedGaps: UInt64 = 0
    /// Signs of clocks that change; only for zones whose clocks do not.
    package var changes: [ClockChange] = []
}

/// Records that occur again.
package struct DuplicateFindings {
    /// How many records are the same as an earlier one.
    package var whole = 0
    /// Whether that number is exact; else it is an estimate.
    package var isWholeExact = true
    /// How many records have the time and the labels of an earlier one, but other cells; nil without times.
    package var sameKey: Int?
    /// Whether that number is exact; else it is an estimate.
    package var isSameKeyExact = true
}

/// The totals by the cells of a column.
package struct LabelFindings {
    /// The slot of the column.
    package var slot: Slot
    /// The totals, the most records first.
    package var rows: [LabelRow]
    /// The totals of all other cells together; nil if there are none.
    package var others: LabelRow?
}

/// The totals of a cell.
package struct LabelRow {
    /// The cell, at most 64 bytes of it; empty for all others together.
    package var text: [UInt8]
    /// How many records have it.
    package var records: Int
    /// For each value of the plan: its sum, or what it rises by if it is a meter, and of how many numbers.
    package var sums: [(sum: Double, count: Int)]
    /// For each value of the plan: the sum of its numbers above 0; nil for values whose sign has no meaning.
    package var incoming: [Double?]
    /// The times of its records; nil without times.
    package var span: ClosedRange<Instant>?
}

/// The hours of the day.
package struct HourFindings {
    /// The slot of the label whose cells are the rows; nil if there is one row for all records.
    package var label: Slot?
    /// What is told.
    package var measure: HourMeasure
    /// Whether all times are in one hour of their days: then weekdays take the place of the hours of the day.
    package var isDaily = false
    /// The rows, the greatest sum first: a cell (nil for all others, or all records), and the amount of each of the 24
    /// hours, or of the 7 weekdays from Monday on; nil for the mean of nothing.
    package var rows: [(text: [UInt8]?, amounts: [Double?])]
    /// The days, since 1970-01-01, with the amount of each hour, nil if it has no record; empty if there are more than
    /// 14.
    package var days: [(day: Int, amounts: [Double?])] = []
    /// As `rows` for the 12 months of the year; empty unless days of several months take the place of hours.
    package var months: [(text: [UInt8]?, amounts: [Double?])] = []
    /// Whether there are more than 400 days of hours, so that not all have been judged.
    package var isCut = false
}

/// Unusual amounts.
package struct OutlierFindings {
    /// Whether the first column of a wide table was compared with others; else hours were.
    package var isWide: Bool
    /// The slots of these others.
    package var others: [Slot] = []
    /// Whether an hour is all of its day.
    package var isDaily = false
    /// What was compared.
    package var measure: HourMeasure
    /// The slot of the label; nil without one.
    package var label: Slot?
    /// The cells of the label by code.
    package var texts: [[UInt8]] = []
    /// How many hours of how many labels, or records, were judged.
    package var judged: Int
    /// How many are told.
    package var count: Int
    /// The told ones in the order of time.
    package var told: [Outlier]
}
