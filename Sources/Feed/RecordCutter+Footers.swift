import Bytes
import CSV

extension RecordCutter {
    /// Removes from `records` the rejects with too few fields whose present cells do not meet the conditions of the
    /// source, such as a footer `total,2440`. Returns where they begin in the bytes.
    func leaveOutShort(_ records: inout RecordBatch) -> [UInt32] {
        guard source.shape.filters, !records.rejects.isEmpty else { return [] }
        var starts: [UInt32] = []
        records.rejects.removeAll { reject in
            let start = reject.offset - records.fileOffset
            guard reject.reason == .fieldCount, reject.fields < section.fieldCount,
                isLeftOut(records.bytes, start, fields: reject.fields)
            else { return false }
            starts.append(UInt32(start))
            return true
        }
        return starts
    }

    /// Whether the line at `start` does not meet a condition on one of its first `fields` fields.
    private func isLeftOut(_ bytes: [UInt8], _ start: Int, fields: Int) -> Bool {
        let end = firstIndex(of: 0x0A, in: bytes.span, start..<bytes.count).map { $0 + 1 } ?? bytes.count
        var dialect = source.dialect
        dialect.fillsMissingFields = true
        var record = RecordBatch(width: section.columns.count)
        record.bytes = Array(bytes[start..<end])
        var parser = section.parser(dialect, line: 1)
        parser.parse(&record, atEnd: true)
        guard record.count == 1 else { return false }
        return source.shape.conditions.contains { condition in
            guard let slot = condition.slot, section.columns[slot] < fields else { return false }
            var isKept = [true]
            condition.filter(record, 0..<1, &isKept)
            return !isKept[0]
        }
    }
}
