import Bytes

/// Cuts many plain records at once: searches blocks of 64 bytes for separators (delimiter, quote, CR, LF), and branches
/// once per separator instead of once per byte.
///
/// A record is plain if it ends with LF or CRLF and has as many fields as the header. A field of a plain record either
/// begins with another byte than a quote, or is wholly within one pair of quotes that contains no line end, and no
/// quote without an escape. `RecordScan` defines the meaning of all records, and parses every record that is not plain.
/// If you change the meaning of a record here, also change `RecordScan`, and run `TEST_ROUNDS=1000 swift test --filter
/// CSVTests` and `swift run -c release benchmark parse parse-quoted`.
struct PlainRecords {
    private let columns: [Int]
    private let fieldCount: Int
    private let delimiter: UInt8
    /// The quote of the dialect; the delimiter if the dialect has no quotes.
    private let quote: UInt8
    private let escape: UInt8?
    /// Whether a wanted cell may contain escapes. Not if a column is wanted twice, because both cells have the same
    /// bytes.
    private let unescapes: Bool
    private let trims: Bool
    /// The first byte of a comment; NUL if the dialect has no comments.
    private let commentStart: UInt8
    private let maximumBytes: Int
    /// The start of each field of the open record, and last the start that a further field would have.
    private var fieldStarts: [UInt32] = []
    /// How many records are cut before the arrays get room for more.
    private static let recordsAtOnce = 1024

    init(dialect: Dialect, columns: [Int], fieldCount: Int) {
        self.columns = columns
        self.fieldCount = fieldCount
        delimiter = dialect.delimiter
        quote = dialect.quote ?? dialect.delimiter
        escape = dialect.escape
        unescapes = columns.indices.allSatisfy { !columns[..<$0].contains(columns[$0]) }
        trims = dialect.trims
        commentStart = dialect.comment.first ?? 0
        maximumBytes = dialect.maximumRecordBytes
    }

    /// Appends at most `limit` records to the batch. Stops before a record that is not plain, or that is not followed
    /// by enough bytes for a whole block.
    mutating func cut(_ batch: inout RecordBatch, line: inout UInt32, atMost limit: Int) {
        if fieldStarts.isEmpty { fieldStarts = Array(repeating: 0, count: fieldCount + 1) }
        // Local variables, because exclusivity forbids changing several properties of one value at once.
        var (bounds, starts, fieldStarts): ([ByteRange], [UInt32], [UInt32]) = ([], [], [])
        swap(&bounds, &batch.bounds)
        swap(&starts, &batch.starts)
        swap(&fieldStarts, &self.fieldStarts)
        let (before, firstByte) = (bounds.count, batch.consumed)
        var (left, isFull) = (limit, true)
        var escaped: [Int] = []
        while isFull && left > 0 {
            let room = min(Self.recordsAtOnce, left)
            let (first, firstCell) = (starts.count, bounds.count)
            bounds.append(atMost: room * columns.count) { bounds in
                starts.append(atMost: room) { starts in
                    var fieldStarts = fieldStarts.mutableSpan
                    if let escape {
                        batch.consumed = scanEscapes(
                            batch.bytes.span, from: batch.consumed, &bounds, &starts, &fieldStarts, escape, &escaped)
                    } else {
                        batch.consumed = scan(batch.bytes.span, from: batch.consumed, &bounds, &starts, &fieldStarts)
                    }
                }
            }
            for cell in escaped { unescape(&bounds[firstCell + cell], &batch.bytes) }
            escaped.removeAll(keepingCapacity: true)
            let found = starts.count - first
            batch.lines.append(atMost: found) { lines in
                for number in 0..<UInt32(found) { lines.append(line &+ number) }
            }
            line &+= UInt32(found)
            left -= found
            isFull = found == room
            if isFull && left > 0 && first == 0 {
                // Room for the rest at once: arrays that grow by doubling touch twice the memory. An eighth is added,
                // because records differ in length.
                let bytes = (cut: batch.consumed - firstByte, left: batch.bytes.count - batch.consumed)
                let records = min(left, found + found * bytes.left / bytes.cut * 9 / 8)
                bounds.reserveCapacity(records * columns.count)
                starts.reserveCapacity(records)
                batch.lines.reserveCapacity(records)
            }
        }
        if trims { trim(&bounds, from: before, in: batch.bytes.span) }
        swap(&bounds, &batch.bounds)
        swap(&starts, &batch.starts)
        swap(&fieldStarts, &self.fieldStarts)
    }

    /// Removes the escapes of a cell, in place.
    private func unescape(_ cell: inout ByteRange, _ bytes: inout [UInt8]) {
        var (write, read) = (cell.range.lowerBound, cell.range.lowerBound)
        while read < cell.range.upperBound {
            if bytes[read] == escape { read += 1 }
            bytes[write] = bytes[read]
            write += 1
            read += 1
        }
        cell = ByteRange(cell.range.lowerBound, write)
    }

    /// Removes blanks around the cells that are not within quotes.
    private func trim(_ bounds: inout [ByteRange], from first: Int, in bytes: Span<UInt8>) {
        var bounds = bounds.mutableSpan
        for index in first..<bounds.count {
            let range = bounds[index].range
            let isQuoted = quote != delimiter && range.lowerBound > 0 && bytes[range.lowerBound &- 1] == quote
            if isQuoted { continue }
            let cell = trimmed(bytes, range)
            bounds[index] = ByteRange(cell.lowerBound, cell.upperBound)
        }
    }

    /// A record whose end has not been found yet.
    private struct OpenRecord {
        let start: Int
        /// The start and the column of the open field.
        var field: Int
        var column = 0
        /// Whether the open field is within quotes, and whether any field of the record was.
        var isQuoted = false
        var hasQuotes = false

        init(at start: Int) { (self.start, field) = (start, start) }
    }

    /// Appends records until `starts` is full or a record is not plain. Returns the start of the first record that it
    /// did not append.
    private func scan(
        _ bytes: Span<UInt8>, from start: Int, _ bounds: inout OutputSpan<ByteRange>,
        _ starts: inout OutputSpan<UInt32>, _ fieldStarts: inout MutableSpan<UInt32>
    ) -> Int {
        let separators = BlockSearch(delimiter, quote, 0x0A, 0x0D)
        var record = OpenRecord(at: start)
        if isComment(bytes, start) { return start }
        fieldStarts[0] = UInt32(truncatingIfNeeded: start)
        var block = start
        while block + BlockSearch.blockBytes <= bytes.count {
            var hits = separators.hits(bytes, block)
            while hits != 0 {
                let at = block &+ hits.trailingZeroBitCount
                hits &= hits &- 1
                if bytes[at] != 0x0A {
                    guard accept(bytes, at, &record, &fieldStarts) else { return record.start }
                    continue
                }
                guard let end = end(of: record, bytes, at) else { return record.start }
                fieldStarts[fieldCount] = UInt32(truncatingIfNeeded: end &+ 1)
                starts.append(UInt32(truncatingIfNeeded: record.start))
                append(record, bytes, fieldStarts, to: &bounds)
                record = OpenRecord(at: at &+ 1)
                if starts.isFull || isComment(bytes, record.start) { return record.start }
                fieldStarts[0] = UInt32(truncatingIfNeeded: record.start)
            }
            block &+= BlockSearch.blockBytes
        }
        return record.start
    }

    /// As `scan`, for dialects with an escape. Appends to `escaped` the numbers of the cells that contain escapes. A
    /// copy of the loop, because one loop for both made records of many columns 6 % slower. Change both.
    private func scanEscapes(
        _ bytes: Span<UInt8>, from start: Int, _ bounds: inout OutputSpan<ByteRange>,
        _ starts: inout OutputSpan<UInt32>, _ fieldStarts: inout MutableSpan<UInt32>, _ escape: UInt8,
        _ escaped: inout [Int]
    ) -> Int {
        let separators = BlockSearch(delimiter, quote, 0x0A, 0x0D)
        var escapes = EscapeTrail(escape)
        // A bit for each column of the open record with an escape.
        var escapedColumns: UInt64 = 0
        var record = OpenRecord(at: start)
        if isComment(bytes, start) { return start }
        fieldStarts[0] = UInt32(truncatingIfNeeded: start)
        var block = start
        while block + BlockSearch.blockBytes <= bytes.count {
            var hits = separators.hits(bytes, block)
            escapes.enter(bytes, block)
            while hits != 0 {
                let at = block &+ hits.trailingZeroBitCount
                hits &= hits &- 1
                if bytes[at] != 0x0A {
                    if escapes.latest > record.field, record.isQuoted, bytes[at] == quote,
                        escapes.last(before: at) > record.field
                    {
                        if escapes.isEscaped(bytes, at) { continue }
                        guard unescapes, record.column < UInt64.bitWidth else { return record.start }
                        escapedColumns |= 1 &<< UInt64(truncatingIfNeeded: record.column)
                    }
                    guard accept(bytes, at, &record, &fieldStarts) else { return record.start }
                    continue
                }
                guard let end = end(of: record, bytes, at) else { return record.start }
                fieldStarts[fieldCount] = UInt32(truncatingIfNeeded: end &+ 1)
                starts.append(UInt32(truncatingIfNeeded: record.start))
                if escapedColumns != 0 {
                    note(escapedColumns, bounds.count, &escaped)
                    escapedColumns = 0
                }
                append(record, bytes, fieldStarts, to: &bounds)
                record = OpenRecord(at: at &+ 1)
                if starts.isFull || isComment(bytes, record.start) { return record.start }
                fieldStarts[0] = UInt32(truncatingIfNeeded: record.start)
            }
            block &+= BlockSearch.blockBytes
        }
        return record.start
    }

    /// Whether the line may be a comment, or begins with a NUL.
    @inline(__always)
    private func isComment(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
        start < bytes.count && (bytes[start] == commentStart || bytes[start] == 0)
    }

    /// Handles the delimiter, quote or CR at `at`. False if the record is not plain, or if the next byte is needed and
    /// missing.
    @inline(__always)
    private func accept(
        _ bytes: Span<UInt8>, _ at: Int, _ record: inout OpenRecord, _ fieldStarts: inout MutableSpan<UInt32>
    ) -> Bool {
        let byte = bytes[at]
        if byte == delimiter {
            if record.isQuoted { return true }
            record.column &+= 1
            record.field = at &+ 1
            if record.column >= fieldCount { return false }
            fieldStarts[record.column] = UInt32(truncatingIfNeeded: record.field)
            return true
        }
        if byte != 0x0D && !record.isQuoted {
            // A quote that is not the first byte of its field is an ordinary byte, unless only blanks are before it.
            if at != record.field { return !trims }
            (record.isQuoted, record.hasQuotes) = (true, true)
            return true
        }
        guard at &+ 1 < bytes.count else { return false }
        let next = bytes[at &+ 1]
        if byte == 0x0D { return next == 0x0A && !record.isQuoted }
        record.isQuoted = false
        return next == delimiter || next == 0x0A || next == 0x0D
    }

    /// Appends the numbers of the cells of a record with escapes. `found` has a bit for each of their columns, and the
    /// first cell of the record has the number `first`.
    private func note(_ found: UInt64, _ first: Int, _ escaped: inout [Int]) {
        for index in columns.indices where columns[index] < UInt64.bitWidth {
            if found &>> UInt64(truncatingIfNeeded: columns[index]) & 1 == 1 { escaped.append(first + index) }
        }
    }

    /// The end of the record, whose line ends with the LF at `at`. Nil if the record is not plain, or the line is
    /// blank.
    @inline(__always)
    private func end(of record: OpenRecord, _ bytes: Span<UInt8>, _ at: Int) -> Int? {
        if record.isQuoted || record.column &+ 1 != fieldCount || at == record.start { return nil }
        let end = bytes[at &- 1] == 0x0D ? at &- 1 : at
        return end == record.start || end &- record.start > maximumBytes ? nil : end
    }

    @inline(__always)
    private func append(
        _ record: OpenRecord, _ bytes: Span<UInt8>, _ fieldStarts: borrowing MutableSpan<UInt32>,
        to bounds: inout OutputSpan<ByteRange>
    ) {
        let columns = columns.span
        for index in columns.indices {
            let column = columns[index]
            var (start, end) = (Int(fieldStarts[column]), Int(fieldStarts[column &+ 1]) &- 1)
            if record.hasQuotes && start < end && bytes[start] == quote {
                start &+= 1
                end &-= 1
            }
            bounds.append(ByteRange(start, end))
        }
    }
}
