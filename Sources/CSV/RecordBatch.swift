package import Bytes

/// Records cut from one buffer, as bounds of their wanted fields: no record and no field is copied.
///
/// The owner of a batch reads file bytes onto the end of `bytes`, lets a `Parser` turn them into records, hands the
/// batch on, and calls `recycle()` before it reads more. Fields are stored record by record, `width` bounds each, in
/// the order of the parser's wanted columns. Reused for a whole file it allocates nothing in the steady state.
package struct RecordBatch {
    /// The buffer: consumed records first, then the bytes that are not yet a whole record.
    package var bytes: [UInt8] = []
    /// How many fields each record has here: the number of wanted columns.
    package let width: Int
    /// `count * width` bounds in `bytes`, quotes removed and doubled quotes made single.
    package var bounds: [ByteRange] = []
    /// Where each record begins in `bytes`.
    package var starts: [UInt32] = []
    /// The line (from 1) on which each record begins. A newline within quotes counts as a line.
    package var lines: [UInt32] = []
    /// What the parser had to leave out, in file order.
    package var rejects: [Reject] = []
    /// How many of `bytes` the parser has consumed; what follows is an unfinished record.
    package var consumed = 0
    /// The offset in the file of the first of `bytes`.
    package var fileOffset = 0

    /// An empty batch whose records will have `width` fields.
    package init(width: Int) { self.width = width }

    /// How many records there are.
    package var count: Int { lines.count }

    /// The bounds of field `column` of `record`. Traps outside of the batch.
    @inlinable package func field(_ record: Int, _ column: Int) -> ByteRange { bounds[record * width + column] }

    /// Drops all records and rejects and moves the unfinished bytes to the front; capacity stays.
    package mutating func recycle() {
        fileOffset += consumed
        bytes.keepOnly(consumed..<bytes.count)
        consumed = 0
        bounds.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        rejects.removeAll(keepingCapacity: true)
    }
}

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
