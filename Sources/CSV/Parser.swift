import Bytes

/// Cuts bytes into records: RFC 4180, incremental, without I/O.
///
/// Named deviations: LF and a lone CR end a record as CRLF does; blank lines are no records; lines that begin with the
/// dialect's comment prefix are skipped; a quote within an unquoted field stands for itself; bytes between a closing
/// quote and the delimiter are taken literally; a quote that nothing closes, up to the end of the file or the record
/// limit, costs its first line only. Field counts other than the header's are rejected.
package struct Parser {
    private enum State {
        /// At the first byte of a line.
        case atLine
        /// Within a record over the limit, which is dropped up to its line's end.
        case skipping
    }

    private let dialect: Dialect
    private let columns: [Int]
    private let fieldCount: Int
    private var state = State.atLine
    private var fields: [RawField] = []
    /// The line (from 1) of the next byte to be consumed.
    package private(set) var line: UInt32

    /// A parser for a file whose header has `fieldCount` columns, of which those in `columns` are wanted, in this
    /// order; `line` is the line of the first byte that it will see.
    package init(dialect: Dialect, columns: [Int], fieldCount: Int, line: UInt32 = 1) {
        self.dialect = dialect
        self.columns = columns
        self.fieldCount = fieldCount
        self.line = line
    }

    /// Turns the bytes of `batch` from `consumed` on into at most `limit` records and leaves an unfinished one alone.
    /// With `atEnd` no more bytes will come: the last record needs no newline. O(n).
    package mutating func parse(_ batch: inout RecordBatch, atEnd: Bool, atMost limit: Int = .max) {
        let wanted = limit == .max ? Int.max : batch.count + limit
        while batch.count < wanted && batch.consumed < batch.bytes.count {
            let start = batch.consumed
            let before = line
            guard let step = step(batch, from: start, atEnd: atEnd) else { return }
            batch.consumed = step.next
            line += step.lines
            switch step.outcome {
            case .nothing: break
            case .record: emit(start, before, &batch)
            case .rejected(let reason):
                batch.rejects.append(
                    Reject(
                        reason, line: before, offset: batch.fileOffset + start,
                        fields: reason == .fieldCount || reason == .tooManyFields ? fields.count : 0))
            }
        }
    }

    private struct Step {
        enum Outcome { case nothing, record, rejected(Reject.Reason) }
        var outcome: Outcome
        var next: Int
        var lines: UInt32
    }

    /// What the bytes from `start` on begin with; nil if more of them are needed to know.
    private mutating func step(_ batch: RecordBatch, from start: Int, atEnd: Bool) -> Step? {
        let bytes = batch.bytes.span
        if state == .skipping || isComment(bytes, start, atEnd) { return skipLine(bytes, from: start, atEnd) }
        if !dialect.comment.isEmpty && !atEnd && bytes.count - start < dialect.comment.count { return nil }
        if let end = lineEnd(bytes, at: start, atEnd) {
            return end.isWhole ? Step(outcome: .nothing, next: end.next, lines: 1) : nil
        }
        var scan = RecordScan(dialect: dialect, start: start)
        swap(&scan.fields, &fields)
        scan.fields.removeAll(keepingCapacity: true)
        let result = scan.run(bytes, atEnd: atEnd)
        swap(&scan.fields, &fields)
        switch result {
        case .unfinished:
            if bytes.count - start <= dialect.maximumRecordBytes { return nil }
            if scan.isQuoted { return rejectFirstLine(bytes, start, atEnd) }
            state = .skipping
            return Step(outcome: .rejected(.recordTooLong), next: bytes.count, lines: scan.lines)
        case .unclosed: return rejectFirstLine(bytes, start, atEnd)
        case .finished(let end, let next):
            if end - start > dialect.maximumRecordBytes {
                return Step(outcome: .rejected(.recordTooLong), next: next, lines: scan.lines)
            }
            let outcome: Step.Outcome =
                fields.count > dialect.maximumFields
                ? .rejected(.tooManyFields) : fields.count == fieldCount ? .record : .rejected(.fieldCount)
            return Step(outcome: outcome, next: next, lines: scan.lines)
        }
    }

    private func isComment(_ bytes: Span<UInt8>, _ start: Int, _ atEnd: Bool) -> Bool {
        let length = dialect.comment.count
        return length > 0 && start + length <= bytes.count
            && equal(bytes, start..<start + length, dialect.comment.span)
    }

    /// Drops what is left of a line; the whole buffer if its end is not there yet.
    private mutating func skipLine(_ bytes: Span<UInt8>, from start: Int, _ atEnd: Bool) -> Step? {
        for index in start..<bytes.count {
            guard let end = lineEnd(bytes, at: index, atEnd) else { continue }
            if !end.isWhole { return index == start ? nil : Step(outcome: .nothing, next: index, lines: 0) }
            state = .atLine
            return Step(outcome: .nothing, next: end.next, lines: 1)
        }
        state = .skipping
        return Step(outcome: .nothing, next: bytes.count, lines: 0)
    }

    private mutating func rejectFirstLine(_ bytes: Span<UInt8>, _ start: Int, _ atEnd: Bool) -> Step? {
        guard var step = skipLine(bytes, from: start, atEnd) else { return nil }
        step.outcome = .rejected(.unclosedQuote)
        return step
    }

    private func emit(_ start: Int, _ line: UInt32, _ batch: inout RecordBatch) {
        batch.starts.append(UInt32(start))
        batch.lines.append(line)
        for column in columns {
            let field = fields[column]
            batch.bounds.append(
                field.isQuoted ? compact(field, &batch.bytes) : ByteRange(field.start, field.end))
        }
    }

    /// Moves the content of a quoted field together, in place, and returns where it lies then. Running it on a field
    /// that is wanted twice must not happen: `columns` without duplicates.
    private func compact(_ field: RawField, _ bytes: inout [UInt8]) -> ByteRange {
        guard let quote = dialect.quote else { return ByteRange(field.start, field.end) }
        var (read, write) = (field.start + 1, field.start + 1)
        var isInside = true
        while read < field.end {
            let byte = bytes[read]
            read += 1
            if isInside && byte == quote {
                if read < field.end && bytes[read] == quote {
                    read += 1
                } else {
                    isInside = false
                    continue
                }
            }
            bytes[write] = byte
            write += 1
        }
        return ByteRange(field.start + 1, write)
    }
}

/// A field as it stands in the bytes, quotes and all.
struct RawField {
    var start: Int
    var end: Int
    var isQuoted: Bool
}

/// The end of a line at `index`, if there is one; not whole if a CR is the last byte, which an LF may follow.
func lineEnd(_ bytes: Span<UInt8>, at index: Int, _ atEnd: Bool) -> (next: Int, isWhole: Bool)? {
    let byte = bytes[index]
    if byte == 0x0A { return (index + 1, true) }
    if byte != 0x0D { return nil }
    if index + 1 == bytes.count { return (index + 1, atEnd) }
    return (bytes[index + 1] == 0x0A ? index + 2 : index + 1, true)
}

/// Walks over one record and notes its fields.
struct RecordScan {
    enum Result {
        /// The record ends at `end`; the next begins at `next`.
        case finished(end: Int, next: Int)
        /// More bytes are needed.
        case unfinished
        /// No more bytes will come, and a quote is open.
        case unclosed
    }

    let dialect: Dialect
    let start: Int
    var fields: [RawField] = []
    /// Line ends passed, the record's own among them.
    private(set) var lines: UInt32 = 0
    /// Whether the bytes end within quotes.
    private(set) var isQuoted = false

    init(dialect: Dialect, start: Int) {
        self.dialect = dialect
        self.start = start
    }

    mutating func run(_ bytes: Span<UInt8>, atEnd: Bool) -> Result {
        var at = start
        while true {
            let fieldStart = at
            let opensQuote = at < bytes.count && bytes[at] == dialect.quote
            if opensQuote {
                guard let close = closingQuote(bytes, from: at + 1, atEnd) else {
                    return atEnd ? .unclosed : .unfinished
                }
                at = close + 1
            }
            while at < bytes.count && bytes[at] != dialect.delimiter && bytes[at] != 0x0A && bytes[at] != 0x0D {
                at += 1
            }
            if at == bytes.count && !atEnd { return .unfinished }
            fields.append(RawField(start: fieldStart, end: at, isQuoted: opensQuote))
            if at == bytes.count { return .finished(end: at, next: at) }
            if bytes[at] == dialect.delimiter {
                at += 1
                continue
            }
            guard let end = lineEnd(bytes, at: at, atEnd), end.isWhole else { return .unfinished }
            lines += 1
            return .finished(end: at, next: end.next)
        }
    }

    /// The quote that closes the field; nil if it is not there.
    private mutating func closingQuote(_ bytes: Span<UInt8>, from start: Int, _ atEnd: Bool) -> Int? {
        isQuoted = true
        var at = start
        while at < bytes.count {
            let byte = bytes[at]
            if byte == dialect.quote {
                if at + 1 < bytes.count {
                    if bytes[at + 1] != dialect.quote {
                        isQuoted = false
                        return at
                    }
                    at += 1
                } else {
                    // The next byte decides whether this quote closes the field.
                    if !atEnd { return nil }
                    isQuoted = false
                    return at
                }
            } else if byte == 0x0A || (byte == 0x0D && !(at + 1 < bytes.count && bytes[at + 1] == 0x0A)) {
                lines += 1
            }
            at += 1
        }
        return nil
    }
}
