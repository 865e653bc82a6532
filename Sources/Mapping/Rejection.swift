package import CSV

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
