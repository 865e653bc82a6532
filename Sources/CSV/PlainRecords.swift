import Bytes

/// Cuts many plain records at once: 64 bytes are searched for all structural bytes together, and only those are looked
/// at one by one.
///
/// A record is plain if it has as many fields as the header and each is either free of quotes at its beginning or, from
/// its first byte to its last, within one pair of quotes that holds no quote and no line end. `RecordScan` says what
/// all records mean; whatever is not plain is left to it, so that here nothing is decided twice.
struct PlainRecords {
    private let columns: [Int]
    private let fieldCount: Int
    private let delimiter: UInt8
    /// The delimiter again where the dialect has no quote.
    private let quote: UInt8
    private let commentStart: UInt8?
    private let maximumBytes: Int
    /// Where the fields of the record at hand begin; behind the last, where the next record would begin with an LF.
    private var marks: [UInt32] = []
    /// How many records are cut before room is made for more.
    private static let recordsAtOnce = 1024
    private static let blockBytes = 64

    init(dialect: Dialect, columns: [Int], fieldCount: Int) {
        self.columns = columns
        self.fieldCount = fieldCount
        delimiter = dialect.delimiter
        quote = dialect.quote ?? dialect.delimiter
        commentStart = dialect.comment.first
        maximumBytes = dialect.maximumRecordBytes
    }

    /// Appends at most `limit` records to the batch, up to the first that is not plain or not followed by enough bytes.
    mutating func cut(_ batch: inout RecordBatch, line: inout UInt32, atMost limit: Int) {
        if marks.isEmpty { marks = Array(repeating: 0, count: fieldCount + 1) }
        var (bounds, starts, lines): ([ByteRange], [UInt32], [UInt32]) = ([], [], [])
        swap(&bounds, &batch.bounds)
        swap(&starts, &batch.starts)
        swap(&lines, &batch.lines)
        var isFull = true
        let last = starts.count + limit
        while isFull && starts.count < last {
            let room = min(Self.recordsAtOnce, last - starts.count)
            let first = starts.count
            bounds.append(addingCapacity: room * columns.count) { bounds in
                starts.append(addingCapacity: room) { starts in
                    batch.consumed = scan(batch.bytes.span, from: batch.consumed, &bounds, &starts)
                }
            }
            let found = starts.count - first
            isFull = found == room
            lines.append(addingCapacity: found) { lines in
                for number in 0..<found { lines.append(line &+ UInt32(truncatingIfNeeded: number)) }
            }
            line &+= UInt32(found)
        }
        swap(&bounds, &batch.bounds)
        swap(&starts, &batch.starts)
        swap(&lines, &batch.lines)
    }

    /// Returns where the first record begins that it left out.
    private mutating func scan(
        _ bytes: Span<UInt8>, from start: Int, _ bounds: inout OutputSpan<ByteRange>,
        _ starts: inout OutputSpan<UInt32>
    ) -> Int {
        let (columns, fieldCount, delimiter, quote) = (columns, fieldCount, delimiter, quote)
        let comment = commentStart
        let maximumBytes = maximumBytes
        let structure = Structure(delimiter: delimiter, quote: quote)
        var marks = self.marks.mutableSpan
        var (record, field, column) = (start, start, 0)
        var (isQuoted, hasQuotes) = (false, false)
        marks[0] = UInt32(truncatingIfNeeded: start)
        var block = start
        if start < bytes.count && bytes[start] == comment { return start }
        while block + 64 <= bytes.count {
            var hits = structure.hits(bytes, block)
            while hits != 0 {
                let at = block &+ hits.trailingZeroBitCount
                hits &= hits &- 1
                let byte = bytes[at]
                if byte == delimiter {
                    if isQuoted { continue }
                    column &+= 1
                    if column >= fieldCount { return record }
                    field = at &+ 1
                    marks[column] = UInt32(truncatingIfNeeded: field)
                } else if byte == 0x0A {
                    if isQuoted || at == record || column &+ 1 != fieldCount { return record }
                    let end = bytes[at &- 1] == 0x0D ? at &- 1 : at
                    if end == record || end &- record > maximumBytes { return record }
                    marks[fieldCount] = UInt32(truncatingIfNeeded: end &+ 1)
                    starts.append(UInt32(truncatingIfNeeded: record))
                    for column in columns.span.indices {
                        let c = columns.span[column]
                        var (s, e) = (Int(marks[c]), Int(marks[c &+ 1]) &- 1)
                        if hasQuotes && e > s && bytes[s] == quote { s &+= 1; e &-= 1 }
                        bounds.append(ByteRange(s, e))
                    }
                    record = at &+ 1
                    (field, column, hasQuotes) = (record, 0, false)
                    if starts.isFull || record == bytes.count || bytes[record] == comment { return record }
                    marks[0] = UInt32(truncatingIfNeeded: record)
                } else if byte == 0x0D {
                    if isQuoted || at &+ 1 == bytes.count || bytes[at &+ 1] != 0x0A { return record }
                } else if isQuoted {
                    if at &+ 1 == bytes.count { return record }
                    let next = bytes[at &+ 1]
                    if next != delimiter && next != 0x0A && next != 0x0D { return record }
                    isQuoted = false
                } else if at == field {
                    (isQuoted, hasQuotes) = (true, true)
                }
            }
            block += 64
        }
        return record
    }
}

/// The bytes that structure records, to be searched for all at once.
struct Structure {
    let delimiter: SIMD16<UInt8>
    let quote: SIMD16<UInt8>
    let newline = SIMD16<UInt8>(repeating: 0x0A)
    let carriageReturn = SIMD16<UInt8>(repeating: 0x0D)

    init(delimiter: UInt8, quote: UInt8) {
        self.delimiter = SIMD16(repeating: delimiter)
        self.quote = SIMD16(repeating: quote)
    }

    @inline(__always)
    func hits(_ bytes: Span<UInt8>, _ at: Int) -> UInt64 {
        lanes(bytes, at) | lanes(bytes, at + 16) &<< 16 | lanes(bytes, at + 32) &<< 32 | lanes(bytes, at + 48) &<< 48
    }

    @inline(__always)
    private func lanes(_ bytes: Span<UInt8>, _ at: Int) -> UInt64 {
        let vector = loadVector(bytes, at)
        return laneBits(
            (vector .== delimiter) .| (vector .== newline) .| (vector .== carriageReturn) .| (vector .== quote))
    }
}
