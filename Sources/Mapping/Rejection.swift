package import CSV

/// The reason why a metric cannot use a record. The raw value of each case is a value of the label `reason`.
package enum MappingReason: String, CaseIterable, Sendable {
    /// A cell in a column of numbers is not a number.
    case invalidNumber = "invalid_number"
    /// An increment of a counter, or an observation of a histogram, is below zero.
    case negativeValue = "negative_value"
    /// An empty cell where the mapping wants a number.
    case missingValue = "missing_value"
    /// A label value that is not UTF-8.
    case invalidLabel = "invalid_label"
    /// A label value over the limit.
    case labelTooLong = "label_too_long"
}

/// A record that a metric could not use.
package struct Rejection: Sendable {
    /// The number of the record in its batch.
    package let record: Int
    /// The reason.
    package let reason: MappingReason
    /// The slot of the faulty column; nil if the fault does not concern a single column.
    package let slot: Slot?
}
