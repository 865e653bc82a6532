/// A record that the parser could not use.
package struct Reject: Equatable, Sendable {
    /// The reason; the raw value of each case is a value of the label `reason`.
    package enum Reason: String, CaseIterable, Sendable {
        /// More or fewer fields than the header has.
        case fieldCount = "field_count"
        /// More fields than the dialect allows.
        case tooManyFields = "too_many_fields"
        /// Longer than the dialect allows.
        case recordTooLong = "record_too_long"
        /// A quote that is never closed.
        case unclosedQuote = "unclosed_quote"
        /// NULs before a line, with no line end: a truncation under a writer left a hole. No record is lost.
        case nulBytes = "nul_bytes"
    }

    /// The reason why the record was rejected.
    package var reason: Reason
    /// The line (from 1) on which the record begins.
    package var line: UInt32
    /// The offset in the file of the first byte of the record.
    package var offset: Int
    /// How many fields the record has, or how many NULs were passed over, if that is the reason; else 0.
    package var fields: Int

    /// A reject as given.
    package init(_ reason: Reason, line: UInt32, offset: Int, fields: Int = 0) {
        self.reason = reason
        self.line = line
        self.offset = offset
        self.fields = fields
    }
}
