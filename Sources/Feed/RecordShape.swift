import Bytes
package import CSV

/// Makes records of a file's lines before their times are read: a line that is left out enters no span, no count and no
/// reject.
package struct RecordShape: Sendable {
    /// All must hold for a record to be kept.
    package let conditions: [Condition]
    /// Whether a line becomes one record for each of some columns; nil if it stays one record.
    package let spread: Spread?

    /// One record for each of several columns. The first two wanted columns are none of the file: they take the cell
    /// and the name of the column.
    package struct Spread: Sendable {
        /// The slots of the two.
        package static let (value, label) = (0, 1)
        /// The columns, by their slots.
        let slots: [Slot]
        /// Their names, which become cells.
        let names: [[UInt8]]

        /// A spread over these columns.
        package init(_ columns: [(name: String, slot: Slot)]) {
            slots = columns.map(\.slot)
            names = columns.map { Array($0.name.utf8) }
        }
    }

    /// A shape that keeps the records that meet all `conditions`, and spreads them if asked.
    package init(conditions: [Condition] = [], spread: Spread? = nil) {
        self.conditions = conditions
        self.spread = spread
    }

    /// How many of the first wanted columns are none of the file.
    var addedColumns: Int { spread == nil ? 0 : 2 }

    /// Leaves out records, then spreads the others. O(records × (conditions + columns)).
    func apply(to records: inout RecordBatch) {
        if !conditions.isEmpty { records.remove(leftOut(of: records)) }
        spread?.apply(to: &records)
    }

    private func leftOut(of records: RecordBatch) -> [Int] {
        (0..<records.count).filter { record in !conditions.allSatisfy { $0.holds(records, record) } }
    }
}

extension RecordShape.Spread {
    /// Replaces each record by one for each column. Their names are appended to the consumed bytes, once; the other
    /// bytes are dropped.
    fileprivate func apply(to records: inout RecordBatch) {
        records.bytes.removeLast(records.bytes.count - records.consumed)
        let labels = names.map { append($0, to: &records) }
        let (bounds, starts, lines, width) = (records.bounds, records.starts, records.lines, records.width)
        records.bounds.removeAll(keepingCapacity: true)
        records.starts.removeAll(keepingCapacity: true)
        records.lines.removeAll(keepingCapacity: true)
        for record in lines.indices {
            let fields = bounds[record * width..<(record + 1) * width]
            for (column, slot) in slots.enumerated() {
                records.bounds += [fields[fields.startIndex + slot], labels[column]]
                records.bounds += fields.dropFirst(2)
            }
            records.starts.append(contentsOf: repeatElement(starts[record], count: slots.count))
            records.lines.append(contentsOf: repeatElement(lines[record], count: slots.count))
        }
    }

    /// Makes the last record, a whole line, the record of one column.
    func applyToLast(_ records: inout RecordBatch, column: Int) {
        let first = (records.count - 1) * records.width
        records.bounds[first + Self.value] = records.bounds[first + slots[column]]
        records.bounds[first + Self.label] = append(names[column], to: &records)
    }

    /// Which of the columns a record of a batch is.
    func column(of record: Int, in records: RecordBatch) -> Int {
        // All names lie at the end of the consumed bytes.
        var start = records.consumed - names.reduce(0) { $0 + $1.count }
        let label = Int(records.field(record, Self.label).start)
        return names.firstIndex { name in
            defer { start += name.count }
            return start == label
        } ?? 0
    }

    private func append(_ name: [UInt8], to records: inout RecordBatch) -> ByteRange {
        let start = records.bytes.count
        records.bytes += name
        records.consumed = records.bytes.count
        return ByteRange(start, records.bytes.count)
    }
}
