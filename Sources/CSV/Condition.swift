import Bytes

/// The number of a column among the wanted columns of a record batch, from 0.
package typealias Slot = Int

/// A condition on one column of a record. Text is compared byte by byte.
package enum Condition: Sendable {
    /// The cell equals one of the values.
    case isOneOf(Slot, [[UInt8]])
    /// The cell equals no value of the list.
    case isNoneOf(Slot, [[UInt8]])
    /// The cell contains one of the texts, none of which is empty.
    case contains(Slot, [[UInt8]])
    /// The cell is a number from `least` to `most`, both included. False for a cell that is not a number, and for NaN.
    case isWithin(Slot, NumberForm, least: Double, most: Double)
    /// Decided when the mapping was read: true for all records, or false for all.
    case constant(Bool)

    /// The column on which the condition depends; nil if it depends on none.
    package var slot: Slot? {
        switch self {
        case .isOneOf(let slot, _), .isNoneOf(let slot, _), .contains(let slot, _), .isWithin(let slot, _, _, _): slot
        case .constant: nil
        }
    }

    /// Sets to false the element of `isKept` of each record that does not meet the condition. The first element is for
    /// the first record of `records`. Returns how many of these records have no number where the condition compares
    /// numbers. O(cell × values) for each record whose element is true.
    @discardableResult
    package func filter(_ batch: RecordBatch, _ records: Range<Int>, _ isKept: inout [Bool]) -> Int {
        switch self {
        case .isOneOf(let slot, let values): match(batch, records, slot, values, wanted: true, &isKept)
        case .isNoneOf(let slot, let values): match(batch, records, slot, values, wanted: false, &isKept)
        case .contains(let slot, let texts): search(batch, records, slot, texts, &isKept)
        case .isWithin(let slot, let form, let least, let most):
            return compare(batch, records, slot, form, least, most, &isKept)
        case .constant(true): break
        case .constant(false): for index in isKept.indices { isKept[index] = false }
        }
        return 0
    }

    /// Whether the condition compares numbers, and the cell of the record is a text that is no number.
    package func lacksNumber(_ batch: RecordBatch, _ record: Int) -> Bool {
        guard case .isWithin(let slot, let form, _, _) = self else { return false }
        let (bytes, range) = (batch.bytes.span, batch.field(record, slot).range)
        return form.read(bytes, range) == nil && !trimmedWidely(bytes, range).isEmpty
    }

    private func match(
        _ batch: RecordBatch, _ records: Range<Int>, _ slot: Slot, _ values: [[UInt8]], wanted: Bool,
        _ isKept: inout [Bool]
    ) {
        let (bytes, bounds) = (batch.bytes.span, batch.bounds.span)
        var field = records.lowerBound * batch.width + slot
        for index in isKept.indices {
            let range = bounds[field].range
            field += batch.width
            if isKept[index] && isOneOf(bytes, range, values) != wanted { isKept[index] = false }
        }
    }

    private func search(
        _ batch: RecordBatch, _ records: Range<Int>, _ slot: Slot, _ texts: [[UInt8]], _ isKept: inout [Bool]
    ) {
        let (bytes, bounds) = (batch.bytes.span, batch.bounds.span)
        var field = records.lowerBound * batch.width + slot
        for index in isKept.indices {
            let range = bounds[field].range
            field += batch.width
            if isKept[index] && !contains(bytes, range, texts) { isKept[index] = false }
        }
    }

    private func contains(_ bytes: Span<UInt8>, _ range: Range<Int>, _ texts: [[UInt8]]) -> Bool {
        for text in texts where text.count <= range.count {
            for start in range.lowerBound...(range.upperBound - text.count)
            where equal(bytes, start..<start + text.count, text.span) {
                return true
            }
        }
        return false
    }

    private func isOneOf(_ bytes: Span<UInt8>, _ range: Range<Int>, _ values: [[UInt8]]) -> Bool {
        for value in values where equal(bytes, range, value.span) { return true }
        return false
    }

    private func compare(
        _ batch: RecordBatch, _ records: Range<Int>, _ slot: Slot, _ form: NumberForm, _ least: Double,
        _ most: Double, _ isKept: inout [Bool]
    ) -> Int {
        var withoutNumber = 0
        let (bytes, bounds) = (batch.bytes.span, batch.bounds.span)
        let (format, agrees) = (form.format, form.agreesWithFormat)
        var field = records.lowerBound * batch.width + slot
        for index in isKept.indices {
            let range = bounds[field].range
            field += batch.width
            if !isKept[index] { continue }
            let plain = agrees ? format.read(bytes, range) : nil
            guard let number = plain ?? form.read(bytes, range) else {
                isKept[index] = false
                withoutNumber += 1
                continue
            }
            isKept[index] = number >= least && number <= most
        }
        return withoutNumber
    }
}
