import Bytes

/// A column of a record batch: its place among the wanted columns.
package typealias Slot = Int

/// A condition on one column of a record. Cells are compared byte for byte, numbers as plain numbers.
package enum Condition: Sendable {
    /// The cell is one of these.
    case isOneOf(Slot, [[UInt8]])
    /// The cell is none of these.
    case isNoneOf(Slot, [[UInt8]])
    /// The cell is a number within the bounds, themselves excluded; nil is no bound. A cell without a number fails.
    case isBetween(Slot, above: Double?, below: Double?)
    /// Known when the mapping was read: holds for all records or for none.
    case constant(Bool)

    /// Whether a record of the batch meets the condition. O(cell × values).
    package func holds(_ batch: RecordBatch, _ record: Int) -> Bool {
        switch self {
        case .isOneOf(let slot, let values): matches(batch, batch.field(record, slot).range, values)
        case .isNoneOf(let slot, let values): !matches(batch, batch.field(record, slot).range, values)
        case .isBetween(let slot, let above, let below):
            isBetween(batch, batch.field(record, slot).range, above, below)
        case .constant(let holds): holds
        }
    }

    private func matches(_ batch: RecordBatch, _ range: Range<Int>, _ values: [[UInt8]]) -> Bool {
        for value in values where equal(batch.bytes.span, range, value.span) { return true }
        return false
    }

    private func isBetween(_ batch: RecordBatch, _ range: Range<Int>, _ above: Double?, _ below: Double?) -> Bool {
        guard let number = NumberFormat().read(batch.bytes.span, range) else { return false }
        if let above, number <= above { return false }
        if let below, number >= below { return false }
        return true
    }
}
