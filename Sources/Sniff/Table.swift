import Bytes
import CSV

/// The records of a file, as the product's own parser cuts them. The text is UTF-8.
struct Table {
    private(set) var batch: RecordBatch
    private(set) var names: [String]
    /// How many bytes of the text have known line numbers.
    let firstBytes: Int
    /// How many lines are before the first record.
    private(set) var linesBefore = 0

    /// Cuts the text under the dialect of the mapping; nil if it has no header.
    init?(_ text: [UInt8], _ written: Dialect, firstBytes: Int) {
        var dialect = written
        dialect.encoding = .utf8
        var reader = HeaderReader(dialect: dialect)
        guard case .header(let names, let consumed, let line) = reader.read(text, atEnd: true) else { return nil }
        self.names = names
        linesBefore = Int(line) - 1
        self.firstBytes = firstBytes
        batch = RecordBatch(width: names.count)
        batch.bytes = text
        batch.consumed = consumed
        var parser = Parser(dialect: dialect, columns: Array(names.indices), fieldCount: names.count, line: line)
        parser.parse(&batch, atEnd: true)
    }

    /// A table of one column, whose cells are these texts.
    init(_ cells: [String]) {
        names = ["time"]
        firstBytes = 0
        batch = RecordBatch(width: 1)
        for cell in cells {
            let start = batch.bytes.count
            batch.bytes += cell.utf8
            batch.bounds.append(ByteRange(start, batch.bytes.count))
            batch.starts.append(UInt32(start))
            batch.lines.append(0)
        }
    }

    /// Gives columns that share a name with others names of their own, if they have data: `v`, `v 2`; those without a
    /// name get their number. Returns the first such name; nil if all may stay as they are.
    mutating func nameApart() -> String? {
        let shared = names.indices.filter { names.firstIndex(of: names[$0]) != names.lastIndex(of: names[$0]) }
        guard
            let first = shared.first(where: { column in
                (0..<count).contains { !cell($0, column).isEmpty }
            })
        else { return nil }
        let (found, known) = (names[first], names)
        var taken = Set(names)
        for column in shared where known.firstIndex(of: known[column]) != column || known[column].isEmpty {
            let stem = known[column].isEmpty ? "column" : known[column]
            var number = known[column].isEmpty ? column + 1 : 2
            while !taken.insert("\(stem) \(number)").inserted { number += 1 }
            names[column] = "\(stem) \(number)"
        }
        return found
    }

    /// The first lines of the text, at most 40 and 300 bytes of each.
    func linesAbove(_ count: Int) -> [String] {
        let bytes = batch.bytes.prefix(1 << 14)
        let lines = bytes.split(separator: 0x0A, maxSplits: 40, omittingEmptySubsequences: false)
        return lines.prefix(min(count, 40)).map { String(decoding: $0.prefix(300), as: UTF8.self) }
    }

    /// How many records at the end are none.
    private var left = 0

    /// Leaves out the last records.
    mutating func leaveLast(_ count: Int) { left += count }

    mutating func rename(_ column: Int, _ name: String) { names[column] = name }

    var count: Int { batch.count - left }
    var width: Int { batch.width }
    var rejected: Int { batch.rejects.count }
    var bytes: [UInt8] { batch.bytes }

    func range(_ record: Int, _ column: Int) -> Range<Int> { batch.field(record, column).range }

    /// The cell without blanks around it.
    func cell(_ record: Int, _ column: Int) -> Range<Int> { trimmedWidely(batch.bytes.span, range(record, column)) }

    func text(_ record: Int, _ column: Int) -> String {
        String(decoding: batch.bytes[cell(record, column)], as: UTF8.self)
    }

    /// ` in line 12`, if the number of the line is known.
    func place(_ record: Int) -> String {
        Int(batch.starts[record]) < firstBytes ? " in line \(batch.lines[record])" : ""
    }

    /// The numbers of at most `most` records, spread over the table.
    func spread(_ most: Int) -> StrideTo<Int> { stride(from: 0, to: count, by: max(1, (count + most - 1) / most)) }
}
