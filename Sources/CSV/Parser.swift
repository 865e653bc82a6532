import Bytes

/// Cuts bytes into records: RFC 4180, incremental, without I/O.
///
/// Deviations from RFC 4180:
/// - LF and a lone CR end a record as CRLF does.
/// - A blank line is not a record, even if the header has one column.
/// - A line that begins with the comment prefix of the dialect is skipped.
/// - A quote within an unquoted field is an ordinary byte.
/// - Bytes between a closing quote and the delimiter belong to the field unchanged, later quotes too.
/// - A quote that stays open to the end of the file, or to the limit of a record, rejects its first line only. So does
///   a field with line ends that continues behind its closing quote: its first quote was a stray byte.
/// - A record that is too long is skipped to the end of the line on which it reaches the limit.
/// - NULs before a line are passed over, and become one reject if other bytes follow.
package struct Parser {
    private enum State {
        /// At the first byte of a line.
        case atLine
        /// Within a line that is skipped to its end; this many more lines are skipped behind it.
        case skipping(more: Int)
        /// Behind NULs before a line, which begin at `offset` of the file.
        case behindNULs(offset: Int)
    }

    private let dialect: Dialect
    private let columns: [Int]
    private let fieldCount: Int
    private var state: State
    private var scan: RecordScan
    private var plain: PlainRecords
    private let hasPlainRecords: Bool
    /// What earlier scans know about quotes, as offsets in the file.
    private var known = RecordScan.Known()
    /// The number of fields of the first record of the file; nil until the record is found.
    package private(set) var firstFieldCount: Int?
    /// The line (from 1) of the next byte to be consumed. Line 4 294 967 295 is followed by line 0.
    package private(set) var line: UInt32

    /// A parser for a file whose header has `fieldCount` columns. `columns` are the numbers of the wanted columns, in
    /// the order of the fields of a batch; a column may be repeated. `line` is the line of the first byte. Traps if a
    /// number in `columns` is not less than `fieldCount`. `firstFieldCount` is the number of fields of the first record
    /// of the file, nil if the parser begins with this record. The first `skippedLines` lines are no records.
    package init(
        dialect: Dialect, columns: [Int], fieldCount: Int, line: UInt32 = 1, firstFieldCount: Int? = nil,
        skippedLines: Int = 0
    ) {
        precondition(columns.allSatisfy { 0..<fieldCount ~= $0 }, "a wanted column lies outside of the header")
        self.dialect = dialect
        self.columns = columns
        self.fieldCount = fieldCount
        self.line = line
        scan = RecordScan(dialect: dialect, keeping: fieldCount)
        plain = PlainRecords(dialect: dialect, columns: columns, fieldCount: fieldCount)
        self.firstFieldCount = firstFieldCount
        state = skippedLines > 0 ? .skipping(more: skippedLines - 1) : .atLine
        // With one column and `trims`, a line of blanks is a blank line and not a plain record.
        hasPlainRecords = fieldCount <= dialect.maximumFields && !(dialect.trims && fieldCount == 1)
    }

    /// Cuts the bytes of `batch` from `consumed` on into at most `limit` records. Does not consume an unfinished
    /// record. With `atEnd`, no bytes follow, so the last record needs no line end. O(n).
    package mutating func parse(_ batch: inout RecordBatch, atEnd: Bool, atMost limit: Int = .max) {
        let wanted = limit == .max ? Int.max : batch.count + limit
        while batch.count < wanted && batch.consumed < batch.bytes.count {
            if hasPlainRecords && isAtLine && firstFieldCount != nil
                && wanted - batch.count >= Self.manyRecords
            {
                plain.cut(&batch, line: &line, atMost: wanted - batch.count)
                if batch.count == wanted || batch.consumed == batch.bytes.count { return }
            }
            if !parseOne(&batch, atEnd: atEnd) { return }
        }
    }

    private var isAtLine: Bool { if case .atLine = state { true } else { false } }

    /// `PlainRecords` pays off if at least this many records are wanted.
    private static let manyRecords = 16

    /// Consumes one record, comment or blank line. False if more bytes are needed.
    private mutating func parseOne(_ batch: inout RecordBatch, atEnd: Bool) -> Bool {
        let start = batch.consumed
        if case .skipping(let more) = state { return skipLine(&batch, atEnd: atEnd, more: more) }
        if batch.bytes[start] == 0 || !isAtLine { return passNULs(&batch) }
        switch dialect.comment(batch.bytes.span, at: start, atEnd: atEnd) {
        case .whole: return skipLine(&batch, atEnd: atEnd)
        case .unfinished: return false
        case .none: break
        }
        let first = dialect.trims ? firstAfterBlanks(batch.bytes.span, from: start) : start
        if first == batch.bytes.count {
            if atEnd { consume(&batch, first, lines: 0) }
            return atEnd
        }
        if let end = lineEnd(batch.bytes.span, at: first, atEnd: atEnd) {
            if end.isWhole { consume(&batch, end.next, lines: 1) }
            return end.isWhole
        }
        let here = RecordScan.Known(
            openUpTo: known.openUpTo - batch.fileOffset, strayAt: known.strayAt - batch.fileOffset)
        switch scan.run(batch.bytes.span, from: start, atEnd: atEnd, here) {
        case .unfinished: return false
        case .unclosed(let reach):
            known.openUpTo = batch.fileOffset + reach
            reject(.unclosedQuote, &batch)
            return skipLine(&batch, atEnd: atEnd)
        case .stray(let reach):
            known.strayAt = batch.fileOffset + reach
            reject(.unclosedQuote, &batch)
            return skipLine(&batch, atEnd: atEnd)
        case .tooLong(let next):
            reject(.recordTooLong, &batch)
            state = .skipping(more: 0)
            consume(&batch, next, lines: scan.lines)
        case .finished(_, let next):
            firstFieldCount = firstFieldCount ?? scan.fieldCount
            if scan.fieldCount > dialect.maximumFields {
                reject(.tooManyFields, &batch, fields: scan.fieldCount)
            } else if scan.fieldCount == fieldCount || accepts(scan.fieldCount) {
                append(&batch)
            } else {
                reject(.fieldCount, &batch, fields: scan.fieldCount)
            }
            consume(&batch, next, lines: scan.lines)
        }
        return true
    }

    /// Consumes NULs before a line. At the end of the bytes, the next bytes show whether the NULs are a reject.
    private mutating func passNULs(_ batch: inout RecordBatch) -> Bool {
        let end = batch.bytes[batch.consumed...].firstIndex { $0 != 0 }
        let first = if case .behindNULs(let offset) = state { offset } else { batch.fileOffset + batch.consumed }
        consume(&batch, end ?? batch.bytes.count, lines: 0)
        state = end == nil ? .behindNULs(offset: first) : .atLine
        if end != nil {
            let count = batch.fileOffset + batch.consumed - first
            batch.rejects.append(Reject(.nulBytes, line: line, offset: first, fields: count))
        }
        return true
    }

    /// Whether the scanned record, which has another number of fields than the header, is a record.
    private func accepts(_ count: Int) -> Bool {
        if count < fieldCount { return dialect.fillsMissingFields }
        return dialect.ignoresExtraFields || count == firstFieldCount && !scan.hasMoreContent
    }

    /// The first byte from `start` on that is not blank; `start` if this is beyond the limit of a record.
    private func firstAfterBlanks(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var at = start
        while at < bytes.count && isBlank(bytes[at]) && bytes[at] != dialect.delimiter { at += 1 }
        return at - start > dialect.maximumRecordBytes ? start : at
    }

    /// Consumes the rest of a line; all bytes if they contain no line end. False if the last byte is a CR that an LF
    /// may follow.
    private mutating func skipLine(_ batch: inout RecordBatch, atEnd: Bool, more: Int = 0) -> Bool {
        let end = firstLineEnd(batch.bytes.span, from: batch.consumed, atEnd: atEnd)
        state = !end.isWhole ? .skipping(more: more) : more > 0 ? .skipping(more: more - 1) : .atLine
        consume(&batch, end.isWhole ? end.next : end.at, lines: end.isWhole ? 1 : 0)
        return end.isWhole || end.at == batch.bytes.count
    }

    private mutating func consume(_ batch: inout RecordBatch, _ next: Int, lines: UInt32) {
        batch.consumed = next
        line &+= lines
    }

    private func reject(_ reason: Reject.Reason, _ batch: inout RecordBatch, fields: Int = 0) {
        batch.rejects.append(
            Reject(reason, line: line, offset: batch.fileOffset + batch.consumed, fields: fields))
    }

    /// Appends the scanned record.
    private mutating func append(_ batch: inout RecordBatch) {
        batch.starts.append(UInt32(batch.consumed))
        batch.lines.append(line)
        for column in columns { batch.bounds.append(scan.content(of: column, in: &batch.bytes)) }
    }
}
