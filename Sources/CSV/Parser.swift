import Bytes

/// Cuts bytes into records: RFC 4180, incremental, without I/O.
///
/// Named deviations:
/// - LF and a lone CR end a record as CRLF does.
/// - A blank line is no record, not even where the header has one column.
/// - A line that begins with the dialect's comment prefix is skipped.
/// - A quote within an unquoted field stands for itself.
/// - Bytes between a closing quote and the delimiter belong to the field as they are, later quotes too.
/// - A quote that nothing closes, up to the end of the file or what a record may hold, costs its first line only.
/// - A longer record is dropped up to the end of the line on which it becomes too long.
package struct Parser {
    private enum State {
        /// At the first byte of a line.
        case atLine
        /// Within a line that is dropped up to its end.
        case skipping
    }

    private let dialect: Dialect
    private let columns: [Int]
    private let fieldCount: Int
    private var state = State.atLine
    private var scan: RecordScan
    private var plain: PlainRecords
    private let hasPlainRecords: Bool
    /// The offset in the file up to which a quote was open that nothing closed.
    private var openUpTo = 0
    /// The line (from 1) of the next byte to be consumed; behind line 4 294 967 295 it begins again at 0.
    package private(set) var line: UInt32

    /// A parser for a file whose header has `fieldCount` columns, of which those in `columns` are wanted, in this
    /// order, repeated or not; `line` is the line of the first byte that it will see. Traps if `columns` names one
    /// that the header has not.
    package init(dialect: Dialect, columns: [Int], fieldCount: Int, line: UInt32 = 1) {
        precondition(columns.allSatisfy { 0..<fieldCount ~= $0 }, "a wanted column lies outside of the header")
        self.dialect = dialect
        self.columns = columns
        self.fieldCount = fieldCount
        self.line = line
        scan = RecordScan(dialect: dialect, keeping: fieldCount)
        plain = PlainRecords(dialect: dialect, columns: columns, fieldCount: fieldCount)
        hasPlainRecords = fieldCount <= dialect.maximumFields
    }

    /// Turns the bytes of `batch` from `consumed` on into at most `limit` records and leaves an unfinished one alone.
    /// With `atEnd` no more bytes will come: the last record needs no newline. O(n).
    package mutating func parse(_ batch: inout RecordBatch, atEnd: Bool, atMost limit: Int = .max) {
        let wanted = limit == .max ? Int.max : batch.count + limit
        while batch.count < wanted && batch.consumed < batch.bytes.count {
            if hasPlainRecords && state == .atLine && wanted - batch.count >= Self.manyRecords {
                plain.cut(&batch, line: &line, atMost: wanted - batch.count)
                if batch.count == wanted || batch.consumed == batch.bytes.count { return }
            }
            if !parseOne(&batch, atEnd: atEnd) { return }
        }
    }

    /// From how many wanted records on it pays to look for many at once.
    private static let manyRecords = 16

    /// Consumes one record, or what is none. False if more bytes are needed.
    private mutating func parseOne(_ batch: inout RecordBatch, atEnd: Bool) -> Bool {
        let start = batch.consumed
        if state == .skipping { return skipLine(&batch, atEnd) }
        switch dialect.comment(batch.bytes.span, start, atEnd) {
        case .whole: return skipLine(&batch, atEnd)
        case .unfinished: return false
        case .none: break
        }
        if let end = lineEnd(batch.bytes.span, at: start, atEnd) {
            if end.isWhole { consume(&batch, end.next, lines: 1) }
            return end.isWhole
        }
        let known = openUpTo - batch.fileOffset
        switch scan.run(batch.bytes.span, from: start, atEnd: atEnd, openUpTo: known) {
        case .unfinished: return false
        case .unclosed(let reach):
            openUpTo = batch.fileOffset + reach
            reject(.unclosedQuote, &batch)
            return skipLine(&batch, atEnd)
        case .tooLong(let next):
            reject(.recordTooLong, &batch)
            state = .skipping
            consume(&batch, next, lines: scan.lines)
        case .finished(_, let next):
            if scan.fieldCount > dialect.maximumFields {
                reject(.tooManyFields, &batch, fields: scan.fieldCount)
            } else if scan.fieldCount != fieldCount {
                reject(.fieldCount, &batch, fields: scan.fieldCount)
            } else {
                append(&batch)
            }
            consume(&batch, next, lines: scan.lines)
        }
        return true
    }

    /// Drops what is left of a line; all bytes if its end is not there yet. False if its end is not whole.
    private mutating func skipLine(_ batch: inout RecordBatch, _ atEnd: Bool) -> Bool {
        let end = firstLineEnd(batch.bytes.span, from: batch.consumed, atEnd)
        state = end.isWhole ? .atLine : .skipping
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

    /// Appends the record that was scanned.
    private mutating func append(_ batch: inout RecordBatch) {
        batch.starts.append(UInt32(batch.consumed))
        batch.lines.append(line)
        for column in columns { batch.bounds.append(scan.content(of: column, in: &batch.bytes)) }
    }
}
