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
    }

    /// The state of the scan within a field.
    private enum State {
        /// Before the first byte.
        case start
        /// Not within quotes: only delimiters and line ends have a meaning.
        case literal
        /// Within quotes.
        case quoted
        /// Behind a quote within quotes. The next byte decides whether the quote is doubled or closes the field.
        case closing
    }

    /// The number of fields of the record.
    private(set) var fieldCount = 0
    /// The number of line ends in the record, with the line end behind it.
    private(set) var lines: UInt32 = 0

    private let delimiter: UInt8
    private let quote: UInt8?
    private let maximumBytes: Int
    /// The first fields, in order, at most `kept`.
    private var fields: [RawField] = []
    private let kept: Int

    /// A scan that keeps the bounds of the first `kept` fields of a record.
    init(dialect: Dialect, keeping kept: Int) {
        delimiter = dialect.delimiter
        quote = dialect.quote
        maximumBytes = dialect.maximumRecordBytes
        self.kept = kept
    }

    /// Scans the record that begins at `start`, which is not a blank line. With `atEnd`, no bytes follow `bytes`. O(n).
    ///
    /// `openUpTo` avoids quadratic time on unclosed quotes, for example in a file with `x","` on each line. An earlier
    /// scan has already walked to `openUpTo` inside an open quote. If this scan is inside quotes at any line end before
    /// that point, it would see the same, so it skips straight to `openUpTo`.
    mutating func run(_ bytes: Span<UInt8>, from start: Int, atEnd: Bool, openUpTo: Int = 0) -> Result {
        var at = openUpTo
        let result = walk(bytes, from: start, atEnd: atEnd, openUpTo: &at)
        switch result {
        case .unfinished, .unclosed: return result
        case .finished, .tooLong:
            if at == openUpTo { return result }
            // The scan skipped fields and lines, which must be counted: scan again without skipping.
            at = 0
            return walk(bytes, from: start, atEnd: atEnd, openUpTo: &at)
        }
    }

    /// Implements `run`. Sets `openUpTo` to 0 after skipping to it.
    private mutating func walk(
        _ bytes: Span<UInt8>, from start: Int, atEnd: Bool, openUpTo: inout Int
    ) -> Result {
        let (delimiter, quote) = (delimiter, quote)
        fields.removeAll(keepingCapacity: true)
        (fieldCount, lines) = (0, 0)
        // Reads one byte more than a record may have: the byte shows whether the record ends at the limit.
        let limit = bytes.count - start > maximumBytes ? start + maximumBytes + 1 : bytes.count
        var (at, state) = (start, State.start)
        var field = RawField(start: start, end: start, isQuoted: false)
        while at < limit {
            let byte = bytes[at]
            at += 1
            switch state {
            case _ where byte != delimiter && byte != quote && byte != 0x0A && byte != 0x0D:
                if state != .quoted { state = .literal }
            case .quoted where byte == quote: state = .closing
            case .quoted where byte == delimiter: break
            case .quoted:
                if byte == 0x0D || bytes[at - 2] != 0x0D { lines += 1 }
                if at < openUpTo && openUpTo <= limit { (at, openUpTo) = (openUpTo, 0) }
            case .closing where byte == quote: state = .quoted
            case .start where byte == quote: (state, field.isQuoted) = (.quoted, true)
            case .start, .literal, .closing:
                if byte == quote { continue }
                finish(&field, at - 1)
                state = .start
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
        if fields[column].isQuoted { fields[column].end = Self.unquote(fields[column], quote, &bytes) }
        if fields[column].isQuoted { fields[column].start += 1 }
        fields[column].isQuoted = false
        return ByteRange(fields[column].start, fields[column].end)
    }

    /// Moves the bytes between and behind the quotes to the start of the content; returns the end of the content.
    private static func unquote(_ field: RawField, _ quote: UInt8?, _ bytes: inout [UInt8]) -> Int {
        var (write, state) = (field.start + 1, State.quoted)
        for read in field.start + 1..<field.end {
            let isQuote = bytes[read] == quote
            if isQuote && state == .quoted {
                state = .closing
                continue
            }
            if state == .closing { state = isQuote ? .quoted : .literal }
            bytes[write] = bytes[read]
            write += 1
        }
        return write
    }

    private mutating func finish(_ field: inout RawField, _ end: Int) {
        fieldCount += 1
        field.end = end
        if fieldCount <= kept { fields.append(field) }
        field = RawField(start: end + 1, end: end + 1, isQuoted: false)
    }
}

/// The bounds of a field in the bytes, with its quotes.
private struct RawField {
    var start: Int
    var end: Int
    var isQuoted: Bool
}
