import Bytes
package import CSV

/// Filters and splits the lines of a file before their times are read. A line that is filtered out changes no span, no
/// count and no reject.
package struct RecordShape: Sendable {
    /// A record is kept if all conditions are true.
    let conditions: [Condition]
    /// How a line is split into one record per column; nil if a line stays one record.
    let spread: Spread?

    /// Splits a line into one record for each of several columns. The first two slots of a record are not columns of
    /// the file: they hold the cell and the name of the column.
    package struct Spread: Sendable {
        /// The slots for the cell and for the name of the column.
        package static let (value, label) = (0, 1)
        /// The slots of the columns.
        let slots: [Slot]
        /// The names of the columns, which become cells.
        let names: [[UInt8]]

        /// A spread over these columns of files with this encoding. The names become cells, in the same encoding.
        package init(_ columns: [(name: String, slot: Slot)], _ encoding: Encoding = .utf8) {
            slots = columns.map(\.slot)
            names = columns.map { encoding.bytes($0.name) ?? Array($0.name.utf8) }
        }
    }

    /// A shape that keeps the records for which all `conditions` are true, and then splits them by `spread`, if it is
    /// not nil.
    package init(conditions: [Condition] = [], spread: Spread? = nil) {
        self.conditions = conditions
        self.spread = spread
    }

    /// Whether lines may be left out.
    package var filters: Bool { !conditions.isEmpty }

    /// The form of the numbers in a column that a condition compares with numbers; nil if none does.
    package func form(of slot: Slot) -> NumberForm? {
        for case .isWithin(slot, let form, _, _) in conditions { return form }
        return nil
    }

    /// How many of the first slots are not columns of the file.
    package var addedColumns: Int { spread == nil ? 0 : 2 }

    /// The numbers of the records for which a condition is false, and whether some of them lack a number that a
    /// condition compares. O(records × conditions).
    func filteredOut(of records: RecordBatch) -> (records: [Int], lackNumbers: Bool) {
        var isKept = [Bool](repeating: true, count: records.count)
        var withoutNumber = 0
        for condition in conditions { withoutNumber += condition.filter(records, 0..<records.count, &isKept) }
        return (isKept.indices.filter { !isKept[$0] }, withoutNumber > 0)
    }
}

extension RecordShape.Spread {
    /// Replaces each record by one record per column. Appends the names of the columns once to the consumed bytes, and
    /// removes the other bytes. O(records × columns).
    func apply(to records: inout RecordBatch) {
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

    /// Turns the last record, which is a whole line, into the record of one column.
    func applyToLast(_ records: inout RecordBatch, column: Int) {
        let first = (records.count - 1) * records.width
        records.bounds[first + Self.value] = records.bounds[first + slots[column]]
        records.bounds[first + Self.label] = append(names[column], to: &records)
    }

    /// The index of the column from which a record of a batch was made.
    func column(of record: Int, in records: RecordBatch) -> Int {
        // All names are at the end of the consumed bytes.
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

/// A cell for which a condition is false.
package struct UnmetCell: Equatable, Sendable {
    /// The line of the cell.
    package let location: RecordLocation
    /// The column of the cell.
    package let slot: Slot
    /// The text of the cell.
    package let text: String
}

/// How many lines the `where` of a source saw, and how many of them it left out.
package struct LineCounts: Equatable, Sendable {
    /// All lines that have the shape of a record.
    package internal(set) var all = 0
    /// The lines that became no record.
    package internal(set) var leftOut = 0
    /// How many of these have a text where a condition compares numbers.
    package internal(set) var withoutNumber = 0
    /// The first cell that left out a line.
    package internal(set) var firstUnmet: UnmetCell?
    /// The first cell that left out a line because it is no number.
    package internal(set) var firstWithoutNumber: UnmetCell?

    /// No lines.
    package init() {}

    /// So many lines.
    init(all: Int, leftOut: Int) { (self.all, self.leftOut) = (all, leftOut) }

    /// Adds the counts of more lines.
    package static func += (left: inout LineCounts, right: LineCounts) {
        left.all += right.all
        left.leftOut += right.leftOut
        left.withoutNumber += right.withoutNumber
        left.firstUnmet = left.firstUnmet ?? right.firstUnmet
        left.firstWithoutNumber = left.firstWithoutNumber ?? right.firstWithoutNumber
    }
}
