import Bytes

/// Cuts many plain records at once: blocks of bytes are searched for structure, and only that is looked at one by one.
///
/// A record is plain if it ends with LF or CRLF and has as many fields as the header, each either without a quote at
/// its beginning or, from its first byte to its last, within one pair of quotes that holds no quote and no line end.
/// `RecordScan` says what all records mean; whatever is not plain is left to it, so that nothing is decided twice.
struct PlainRecords {
    private let columns: [Int]
    private let fieldCount: Int
    private let delimiter: UInt8
    /// The delimiter again where the dialect has no quote.
    private let quote: UInt8
    private let commentStart: UInt8?
    private let maximumBytes: Int
    /// Where the fields of the record at hand begin, and a last one, where a further field would.
    private var marks: [UInt32] = []
    /// How many records are cut before room is made for more.
    private static let recordsAtOnce = 1024

    init(dialect: Dialect, columns: [Int], fieldCount: Int) {
        self.columns = columns
        self.fieldCount = fieldCount
        delimiter = dialect.delimiter
        quote = dialect.quote ?? dialect.delimiter
        commentStart = dialect.comment.first
        maximumBytes = dialect.maximumRecordBytes
    }

    /// Appends at most `limit` records to the batch, up to the first that is not plain or has too few bytes behind it.
    mutating func cut(_ batch: inout RecordBatch, line: inout UInt32, atMost limit: Int) {
        if marks.isEmpty { marks = Array(repeating: 0, count: fieldCount + 1) }
        // Local, because several parts of a batch, or of this parser, cannot be changed at once.
        var (bounds, starts, marks): ([ByteRange], [UInt32], [UInt32]) = ([], [], [])
        swap(&bounds, &batch.bounds)
        swap(&starts, &batch.starts)
        swap(&marks, &self.marks)
        var (left, isFull) = (limit, true)
        while isFull && left > 0 {
            let room = min(Self.recordsAtOnce, left)
            let first = starts.count
            bounds.append(atMost: room * columns.count) { bounds in
                starts.append(atMost: room) { starts in
                    var marks = marks.mutableSpan
                    batch.consumed = scan(batch.bytes.span, from: batch.consumed, &bounds, &starts, &marks)
                }
            }
            let found = starts.count - first
            batch.lines.append(atMost: found) { lines in
                for number in 0..<UInt32(found) { lines.append(line &+ number) }
            }
            line &+= UInt32(found)
            left -= found
            isFull = found == room
        }
        swap(&bounds, &batch.bounds)
        swap(&starts, &batch.starts)
        swap(&marks, &self.marks)
    }

    /// A record that has begun.
    private struct Begun {
        let start: Int
        /// Where the field at hand begins, and its column.
        var field: Int
        var column = 0
        /// Whether that field is within quotes, and whether any field of the record was.
        var isQuoted = false
        var hasQuotes = false

        init(at start: Int) { (self.start, field) = (start, start) }
    }

    /// Appends records until there is no room or one is not plain, and returns where the first begins that it left out.
    private func scan(
        _ bytes: Span<UInt8>, from start: Int, _ bounds: inout OutputSpan<ByteRange>,
        _ starts: inout OutputSpan<UInt32>, _ marks: inout MutableSpan<UInt32>
    ) -> Int {
        let structure = BlockSearch(delimiter, quote, 0x0A, 0x0D)
        var record = Begun(at: start)
        if isComment(bytes, start) { return start }
        marks[0] = UInt32(truncatingIfNeeded: start)
        var block = start
        while block + BlockSearch.blockBytes <= bytes.count {
            var hits = structure.hits(bytes, block)
            while hits != 0 {
                let at = block &+ hits.trailingZeroBitCount
                hits &= hits &- 1
                if bytes[at] != 0x0A {
                    guard pass(bytes, at, &record, &marks) else { return record.start }
                    continue
                }
                guard let end = end(of: record, bytes, at) else { return record.start }
                marks[fieldCount] = UInt32(truncatingIfNeeded: end &+ 1)
                starts.append(UInt32(truncatingIfNeeded: record.start))
                append(record, bytes, marks, to: &bounds)
                record = Begun(at: at &+ 1)
                if starts.isFull || isComment(bytes, record.start) { return record.start }
                marks[0] = UInt32(truncatingIfNeeded: record.start)
            }
            block &+= BlockSearch.blockBytes
        }
        return record.start
    }

    @inline(__always)
    private func isComment(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
        start < bytes.count && bytes[start] == commentStart
    }

    /// Takes note of a delimiter, quote or CR. False if the record is not plain or the next byte is missing.
    @inline(__always)
    private func pass(
        _ bytes: Span<UInt8>, _ at: Int, _ record: inout Begun, _ marks: inout MutableSpan<UInt32>
    ) -> Bool {
        let byte = bytes[at]
        if byte == delimiter {
            if record.isQuoted { return true }
            record.column &+= 1
            record.field = at &+ 1
            if record.column >= fieldCount { return false }
            marks[record.column] = UInt32(truncatingIfNeeded: record.field)
            return true
        }
        if byte != 0x0D && !record.isQuoted {
            // A quote that is not the first byte of its field stands for itself.
            if at == record.field { (record.isQuoted, record.hasQuotes) = (true, true) }
            return true
        }
        guard at &+ 1 < bytes.count else { return false }
        let next = bytes[at &+ 1]
        if byte == 0x0D { return next == 0x0A && !record.isQuoted }
        record.isQuoted = false
        return next == delimiter || next == 0x0A || next == 0x0D
    }

    /// Where the record ends that has an LF at `at`; nil if it is not plain, or none.
    @inline(__always)
    private func end(of record: Begun, _ bytes: Span<UInt8>, _ at: Int) -> Int? {
        if record.isQuoted || record.column &+ 1 != fieldCount || at == record.start { return nil }
        let end = bytes[at &- 1] == 0x0D ? at &- 1 : at
        return end == record.start || end &- record.start > maximumBytes ? nil : end
    }

    @inline(__always)
    private func append(
        _ record: Begun, _ bytes: Span<UInt8>, _ marks: borrowing MutableSpan<UInt32>,
        to bounds: inout OutputSpan<ByteRange>
    ) {
        let columns = columns.span
        for index in columns.indices {
            let column = columns[index]
            var (start, end) = (Int(marks[column]), Int(marks[column &+ 1]) &- 1)
            if record.hasQuotes && start < end && bytes[start] == quote {
                start &+= 1
                end &-= 1
            }
            bounds.append(ByteRange(start, end))
        }
    }
}
