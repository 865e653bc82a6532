/// A record that could not be cut into fields.
package struct Reject: Equatable, Sendable {
    /// Why; each case is a value of the label `reason`.
    package enum Reason: String, CaseIterable, Sendable {
        /// More or fewer fields than the header has.
        case fieldCount = "field_count"
        /// More fields than the dialect allows.
        case tooManyFields = "too_many_fields"
        /// Longer than the dialect allows.
        case recordTooLong = "record_too_long"
        /// A quote that nothing closes.
        case unclosedQuote = "unclosed_quote"
    }

    /// Why the record was left out.
    package var reason: Reason
    /// The line (from 1) on which it begins.
    package var line: UInt32
    /// The offset in the file of its first byte.
    package var offset: Int
    /// How many fields it had where that is the reason, else 0.
    package var fields: Int

    /// A reject at a place.
    package init(_ reason: Reason, line: UInt32, offset: Int, fields: Int = 0) {
        self.reason = reason
        self.line = line
        self.offset = offset
        self.fields = fields
    }
}
