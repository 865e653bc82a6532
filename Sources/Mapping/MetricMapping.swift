package import EventTime

/// Where the columns of a mapping stand: numbers into the wanted columns of its source's record batches.
package typealias Slot = Int

/// How one metric is filled from the records of one source: checked and resolved, ready to run.
///
/// An unpivoted metric is one of these for each of its columns, with the column's name as a constant label.
package struct MetricMapping: Sendable {
    /// What each selected record does to its series.
    package enum Operation: Sendable {
        /// Counts the record.
        case count
        /// Adds the column to a counter.
        case add(ValueColumn)
        /// Lets an absolute counter follow the column.
        case follow(ValueColumn)
        /// Sets a gauge.
        case set(ValueColumn)
        /// Puts the column into a histogram, `weight` times.
        case observe(ValueColumn, weight: ValueColumn?)
        /// Makes the series exist.
        case info
    }

    /// The place of the family in the registry.
    package let family: Int
    /// What a selected record does.
    package let operation: Operation
    /// All must hold.
    package let filters: [Filter]
    /// One for each label of the family, in the family's order.
    package let labels: [LabelSource]
    /// The zone at whose midnight a gauge is cleared, if it is.
    package let resetZone: Zone?
    /// How long a gauge is shown after its last sample, in nanoseconds of event time, if not for ever.
    package let expireAfter: Int64?

    /// A mapping as given.
    package init(
        family: Int, operation: Operation, filters: [Filter], labels: [LabelSource], resetZone: Zone? = nil,
        expireAfter: Int64? = nil
    ) {
        self.family = family
        self.operation = operation
        self.filters = filters
        self.labels = labels
        self.resetZone = resetZone
        self.expireAfter = expireAfter
    }

    /// Whether the metric shows a state, which a seek must fold anew, and not only sums.
    var isState: Bool {
        switch operation {
        case .set, .follow: true
        case .count, .add, .observe, .info: false
        }
    }
}

/// A column of numbers.
package struct ValueColumn: Sendable {
    /// What an empty cell means.
    package enum Missing: String, CaseIterable, Sendable {
        /// No sample.
        case skip
        /// The number 0.
        case zero
        /// A rejected record.
        case reject
    }

    /// Where the column stands.
    package let slot: Slot
    /// How its cells are read.
    package let format: NumberFormat
    /// Multiplies every number, to arrive at base units.
    package let scale: Double
    /// What an empty cell means.
    package let missing: Missing
    /// Whether a number below zero is rejected.
    package let refusesNegative: Bool

    /// A column as given.
    package init(slot: Slot, format: NumberFormat, scale: Double, missing: Missing, refusesNegative: Bool) {
        self.slot = slot
        self.format = format
        self.scale = scale
        self.missing = missing
        self.refusesNegative = refusesNegative
    }
}

/// Where a label's value comes from.
package enum LabelSource: Sendable {
    /// A cell, after its transformation.
    case column(Slot, Transform)
    /// The event time (the start of the span that the record covers), formatted.
    case time(TimeFormatter)
    /// The same for all records.
    case constant([UInt8])
    /// One value for each file of the source, by file number.
    case file([[UInt8]])
}

/// Why a record gives no sample to a metric; each case is a value of the label `reason`.
package enum MappingReason: String, CaseIterable, Sendable {
    /// A cell that should hold a number does not.
    case invalidNumber = "invalid_number"
    /// A counter's increment or a histogram's observation below zero.
    case negativeValue = "negative_value"
    /// An empty cell where the mapping asks for a number.
    case missingValue = "missing_value"
    /// A label value that is not UTF-8.
    case invalidLabel = "invalid_label"
    /// A label value over the limit.
    case labelTooLong = "label_too_long"
}

/// A record that a metric could not use.
package struct Rejection: Sendable {
    /// The record's number in its batch.
    package let record: Int
    /// Why.
    package let reason: MappingReason
    /// The column at fault, or nil if it is no single one.
    package let slot: Slot?
}
