import Bytes

/// Scans one record byte by byte and finds its fields. This is the definition of a record.
///
/// If you change the meaning of a record here, also change `PlainRecords`, which cuts common records faster, and run
/// `TEST_ROUNDS=1000 swift test --filter CSVTests` and the fuzz target `csv`.
struct RecordScan {
    enum Result: Equatable {
        /// The record ends at `end`, and the next begins at `next`.
        case finished(end: Int, next: Int)
        /// More bytes are needed.
        case unfinished
        /// The record has more bytes than the limit; the scan has read the bytes before `next`.
        case tooLong(next: Int)
        /// A quote is open at `reach`: the end of the file, or the limit of the record.
        case unclosed(reach: Int)
        /// A field spans lines that it may not span: the field continues behind its closing quote, which ends before
        /// `reach`, so the field was never quoted; or the dialect has no fields with line ends.
        case stray(reach: Int)
    }

    /// The offsets that earlier scans have reached. They avoid quadratic time on quotes that are open at many lines,
    /// for example in a file with `x","` on each line. A scan that is within quotes at a line end at which an earlier
    /// scan was within quotes, too, would see the same.
    struct Known {
        /// An earlier scan was within an open quote from its first line end to this offset.
        var openUpTo = 0
        /// An earlier scan was within quotes at its line ends, and then found a stray quote here.
        var strayAt = 0
    }

    /// The number of fields of the record.
    private(set) var fieldCount = 0
    /// The number of line ends in the record, with the line end behind it.
    var lines: UInt32 = 0
    /// Whether a field that is not kept has content.
    private(set) var hasMoreContent = false

    let dialect: Dialect
    let delimiter: UInt8
    let quote: UInt8?
    private let isCareful: Bool
    let maximumBytes: Int
    /// The first fields, in order, at most `kept`.
    private var fields: [RawField] = []
    private let kept: Int

    /// A scan that keeps the bounds of the first `kept` fields of a record.
    init(dialect: Dialect, keeping kept: Int) {
        self.dialect = dialect
        delimiter = dialect.delimiter
        quote = dialect.quote
        isCareful = dialect.escape != nil || dialect.trims || !dialect.isMultiline
        maximumBytes = dialect.maximumRecordBytes
        self.kept = kept
    }

    /// Scans the record that begins at `start`, which is not a blank line. With `atEnd`, no bytes follow `bytes`. O(n).
    mutating func run(_ bytes: Span<UInt8>, from start: Int, atEnd: Bool, _ known: Known = Known()) -> Result {
        var now = known
        let result = walkOnce(bytes, from: start, atEnd: atEnd, &now)
        switch result {
        case .unfinished, .unclosed: return result
        case .stray, .finished, .tooLong:
            if now.openUpTo == known.openUpTo { return result }
            // The scan skipped fields and lines, which must be counted, and the line on which the last field begins:
            // scan again without skipping.
            now.openUpTo = 0
            return walkOnce(bytes, from: start, atEnd: atEnd, &now)
        }
    }

    private mutating func walkOnce(
        _ bytes: Span<UInt8>, from start: Int, atEnd: Bool, _ known: inout Known
    ) -> Result {
        isCareful
            ? walkCarefully(bytes, from: start, atEnd: atEnd, &known) : walk(bytes, from: start, atEnd: atEnd, &known)
    }

    /// Implements `run` for dialects without `escape` and `trims`, with line ends within quotes. Sets `openUpTo` to 0
    /// after skipping to it.
    private mutating func walk(
        _ bytes: Span<UInt8>, from start: Int, atEnd: Bool, _ known: inout Known
    ) -> Result {
        let (delimiter, quote) = (delimiter, quote)
        begin()
        // The value of `lines` at the start of the field.
        var firstLine: UInt32 = 0
        // Reads one byte more than a record may have: the byte shows whether the record ends at the limit.
        let limit = bytes.count - start > maximumBytes ? start + maximumBytes + 1 : bytes.count
        var (at, state) = (start, State.start)
        var field = RawField(start: start, end: start, isQuoted: false)
        while at < limit {
            let byte = bytes[at]
            at += 1
            switch state {
            case _ where byte != delimiter && byte != quote && byte != 0x0A && byte != 0x0D:
                if state == .quoted { continue }
                if state == .closing && lines > firstLine { return .stray(reach: at) }
                state = .literal
            case .quoted where byte == quote: state = .closing
            case .quoted where byte == delimiter: break
            case .quoted:
                if byte == 0x0D || bytes[at - 2] != 0x0D { lines += 1 }
                if at < known.strayAt { return .stray(reach: known.strayAt) }
                if at < known.openUpTo && known.openUpTo <= limit { (at, known.openUpTo) = (known.openUpTo, 0) }
            case .closing where byte == quote: state = .quoted
            case .start where byte == quote: (state, field.isQuoted) = (.quoted, true)
            case .start, .literal, .closing:
                if byte == quote { continue }
                finish(&field, at - 1)
                (state, firstLine) = (.start, lines)
                guard let end = lineEnd(bytes, at: at - 1, atEnd: atEnd) else { continue }
                lines += 1
                return end.isWhole ? .finished(end: at - 1, next: end.next) : .unfinished
            }
        }
        if at - start > maximumBytes { return state == .quoted ? .unclosed(reach: at) : .tooLong(next: at) }
        if !atEnd { return .unfinished }
        if state == .quoted { return .unclosed(reach: at) }
        finish(&field, at)
        return .finished(end: at, next: at)
    }

    /// The bounds of the content of a field. The first call for a quoted field removes its quotes from `bytes`, in
    /// place.
    mutating func content(of column: Int, in bytes: inout [UInt8]) -> ByteRange {
        // The record may have fewer fields than the header.
        if column >= fields.count { return fields.last.map { ByteRange($0.end, $0.end) } ?? ByteRange(0, 0) }
        if fields[column].isQuoted { fields[column].end = unquote(fields[column], &bytes) }
        if fields[column].isQuoted { fields[column].start += 1 }
        fields[column].isQuoted = false
        return ByteRange(fields[column].start, fields[column].end)
    }

    /// Moves the bytes between and behind the quotes to the start of the content; returns the end of the content.
    private func unquote(_ field: RawField, _ bytes: inout [UInt8]) -> Int {
        var (write, state) = (field.start + 1, State.quoted)
        var read = field.start + 1
        while read < field.end {
            if state == .quoted && bytes[read] == dialect.escape {
                read += 1
            } else {
                let isQuote = bytes[read] == quote
                if isQuote && state == .quoted {
                    state = .closing
                    read += 1
                    continue
                }
                if state == .closing { state = isQuote ? .quoted : .literal }
            }
            bytes[write] = bytes[read]
            write += 1
            read += 1
        }
        return write
    }

    mutating func begin() {
        fields.removeAll(keepingCapacity: true)
        (fieldCount, lines, hasMoreContent) = (0, 0, false)
    }

    mutating func finish(_ field: inout RawField, _ end: Int) {
        fieldCount += 1
        field.end = end
        if fieldCount <= kept {
            fields.append(field)
        } else if field.end - field.start > (field.isQuoted ? 2 : 0) {
            hasMoreContent = true
        }
        field = RawField(start: end + 1, end: end + 1, isQuoted: false)
    }
}

extension RecordScan {
    /// The state of the scan within a field.
    enum State {
        /// Before the first byte.
        case start
        /// Not within quotes: only delimiters and line ends have a meaning.
        case literal
        /// Within quotes.
        case quoted
        /// Behind a quote within quotes. The next byte decides whether the quote is doubled or closes the field.
        case closing
    }
}

/// The bounds of a field in the bytes, with its quotes.
struct RawField {
    var start: Int
    var end: Int
    var isQuoted: Bool
}
