import Bytes

/// The number of a column among the wanted columns of a record batch, from 0.
package typealias Slot = Int

/// A condition on one column of a record. Text is compared byte by byte; numbers are read with the default
/// `NumberFormat`.
package enum Condition: Sendable {
    /// The cell equals one of the values.
    case isOneOf(Slot, [[UInt8]])
    /// The cell equals no value of the list.
    case isNoneOf(Slot, [[UInt8]])
    /// The cell is a number greater than `above` and less than `below`; nil means no bound. False for a cell that is
    /// not a number.
    case isBetween(Slot, above: Double?, below: Double?)
    /// Decided when the mapping was read: true for all records, or false for all.
    case constant(Bool)

    /// Whether `record` of the batch meets the condition. O(cell × values).
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
