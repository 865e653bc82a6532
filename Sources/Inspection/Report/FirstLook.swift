import Bytes
import CSV
import Profile

/// Decides by the first records the type of each column that neither a mapping nor a flag names.
struct FirstLook {
    private static let mostRecords = 2000
    /// The share of the cells with a value that must be numbers.
    private static let leastShare = 0.85
    /// A label has at most so many different cells, of at most so many bytes.
    private static let mostDistinct = 20
    private static let mostLabelBytes = 80
    private let batch: RecordBatch

    init(_ batch: RecordBatch) { self.batch = batch }

    /// Sets the kinds of the open columns; if the plan picks labels, also labels.
    func complete(_ partial: inout PartialPlan) {
        var labels: [Slot] = []
        // A label stays text: numbers have no names by which totals could be told.
        for slot in partial.open where !partial.plan.labels.contains(slot) {
            if isNumber(slot, partial.form) {
                partial.plan.columns[slot].kind = .number(partial.form)
            } else if isLabel(slot) {
                labels.append(slot)
            }
        }
        partial.open = []
        if partial.picksLabels { partial.plan.labels = Array(labels.prefix(Plan.mostLabels)) }
    }

    private var cells: Range<Int> { 0..<min(Self.mostRecords, batch.count) }

    private func isNumber(_ slot: Slot, _ form: NumberForm) -> Bool {
        var (numbers, filled) = (0, 0)
        for record in cells {
            let range = trimmed(batch.bytes.span, batch.field(record, slot).range)
            if range.isEmpty { continue }
            filled += 1
            // Codes have leading zeros: 00 is not 0.
            if range.count > 1 && batch.bytes[range.lowerBound] == UInt8(ascii: "0")
                && batch.bytes[range.lowerBound + 1] &- UInt8(ascii: "0") < 10
            {
                return false
            }
            if form.read(batch.bytes.span, range) != nil { numbers += 1 }
        }
        return filled > 0 && Double(numbers) >= Double(filled) * Self.leastShare
    }

    private func isLabel(_ slot: Slot) -> Bool {
        var known: Set<[UInt8]> = []
        for record in cells {
            let range = batch.field(record, slot).range
            if range.count > Self.mostLabelBytes { return false }
            known.insert(Array(batch.bytes[range]))
            if known.count > Self.mostDistinct { return false }
        }
        return cells.count > 2 * known.count && !known.isEmpty
    }
}
