package import CSV
package import EventTime

/// Which metrics a batch moves.
package enum Fold: Sendable {
    /// All of them.
    case everything
    /// Gauges and absolute counters only: rebuilds current values after a seek backward without adding to counters.
    case currentValuesOnly
}

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
    package let conditions: [Condition]
    /// One for each label of the family, in the family's order.
    package let labels: [LabelSource]
    /// The zone at whose midnight a gauge is cleared, if it is.
    package let resetZone: Zone?
    /// How long a gauge is shown after its last sample, in nanoseconds of event time, if not for ever.
    package let expireAfter: Int64?

    /// A mapping as given.
    package init(
        family: Int, operation: Operation, conditions: [Condition], labels: [LabelSource], resetZone: Zone? = nil,
        expireAfter: Int64? = nil
    ) {
        self.family = family
        self.operation = operation
        self.conditions = conditions
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
    /// The path that the record's file had when it was first seen, or a part of it.
    case file(FilePart)
}

/// The part of a file's path that becomes a label value.
package enum FilePart: String, CaseIterable, Sendable {
    /// The last component.
    case name
    /// The last component without its last extension.
    case stem

    func value(of path: String) -> [UInt8] {
        let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
        switch self {
        case .name: return Array(name.utf8)
        case .stem: return Array((name.lastIndex(of: ".").map { name[..<$0] } ?? name).utf8)
        }
    }
}
