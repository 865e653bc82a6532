import Bytes

/// Walks over one record byte by byte and notes its fields: this is the definition of what a record is.
///
/// Advice for the next editor: `PlainRecords` cuts the common records faster and must agree with what is said here; a
/// property test compares them.
struct RecordScan {
    enum Result: Equatable {
        /// The record ends at `end`; the next begins at `next`.
        case finished(end: Int, next: Int)
        /// More bytes are needed.
        case unfinished
        /// The record has more bytes than it may have; those before `next` have been looked at.
        case tooLong(next: Int)
        /// A quote is open at the end of the file or of what a record may hold; `reach` is that end.
        case unclosed(reach: Int)
    }

    /// Where in a field the scan stands.
    private enum Place {
        /// Before its first byte.
        case start
        /// Where only delimiters and line ends mean something.
        case literal
        /// Within quotes.
        case quoted
        /// Behind a quote within quotes: the next byte says whether it is doubled or closes.
        case closing
    }

    /// How many fields the record has.
    private(set) var fieldCount = 0
    /// Line ends passed, the record's own among them.
    private(set) var lines: UInt32 = 0

    private let delimiter: UInt8
    private let quote: UInt8?
    private let maximumBytes: Int
    /// The first fields, in order: `kept` at most.
    private var fields: [RawField] = []
    private let kept: Int

    /// A scan that keeps the bounds of a record's first `kept` fields.
    init(dialect: Dialect, keeping kept: Int) {
        delimiter = dialect.delimiter
        quote = dialect.quote
        maximumBytes = dialect.maximumRecordBytes
        self.kept = kept
    }

    /// Scans the record that begins at `start`, which is no blank line. O(n).
    ///
    /// An earlier scan, whose quote nothing closed, was within quotes at every line end before `openUpTo`: if this one
    /// is too at one of them, both agree from there on, and it goes on behind. Without that, a file with `x","` in each
    /// line would take quadratic time.
    mutating func run(_ bytes: Span<UInt8>, from start: Int, atEnd: Bool, openUpTo: Int = 0) -> Result {
        var at = openUpTo
        let result = walk(bytes, from: start, atEnd, &at)
        switch result {
        case .unfinished, .unclosed: return result
        case .finished, .tooLong:
            if at == openUpTo { return result }
            // What was jumped over has fields and lines that count now.
            at = 0
            return walk(bytes, from: start, atEnd, &at)
        }
    }

    /// Does so; `openUpTo` becomes 0 if it goes on there.
    private mutating func walk(_ bytes: Span<UInt8>, from start: Int, _ atEnd: Bool, _ openUpTo: inout Int) -> Result {
        let (delimiter, quote) = (delimiter, quote)
        fields.removeAll(keepingCapacity: true)
        (fieldCount, lines) = (0, 0)
        // The byte behind the last one allowed tells whether the record ends there.
        let limit = bytes.count - start > maximumBytes ? start + maximumBytes + 1 : bytes.count
        var (at, place) = (start, Place.start)
        var field = RawField(start: start, end: start, isQuoted: false)
        while at < limit {
            let byte = bytes[at]
            at += 1
            switch place {
            case _ where byte != delimiter && byte != quote && byte != 0x0A && byte != 0x0D:
                if place != .quoted { place = .literal }
            case .quoted where byte == quote: place = .closing
            case .quoted where byte == delimiter: break
            case .quoted:
                if byte == 0x0D || bytes[at - 2] != 0x0D { lines += 1 }
                if at < openUpTo && openUpTo <= limit { (at, openUpTo) = (openUpTo, 0) }
            case .closing where byte == quote: place = .quoted
            case .start where byte == quote: (place, field.isQuoted) = (.quoted, true)
            case .start, .literal, .closing:
                if byte == quote { continue }
                finish(&field, at - 1)
                place = .start
                guard let end = lineEnd(bytes, at: at - 1, atEnd) else { continue }
                lines += 1
                return end.isWhole ? .finished(end: at - 1, next: end.next) : .unfinished
            }
        }
        if at - start > maximumBytes { return place == .quoted ? .unclosed(reach: at) : .tooLong(next: at) }
        if !atEnd { return .unfinished }
        if place == .quoted { return .unclosed(reach: at) }
        finish(&field, at)
        return .finished(end: at, next: at)
    }

    /// The bounds of the field's content. A quoted field's is moved together in place, the first time it is asked for.
    mutating func content(of column: Int, in bytes: inout [UInt8]) -> ByteRange {
        if fields[column].isQuoted { fields[column].end = Self.unquote(fields[column], quote, &bytes) }
        if fields[column].isQuoted { fields[column].start += 1 }
        fields[column].isQuoted = false
        return ByteRange(fields[column].start, fields[column].end)
    }

    /// Moves what stands between the quotes, and behind the closing one, to where the content begins; returns its end.
    private static func unquote(_ field: RawField, _ quote: UInt8?, _ bytes: inout [UInt8]) -> Int {
        var (write, place) = (field.start + 1, Place.quoted)
        for read in field.start + 1..<field.end {
            let isQuote = bytes[read] == quote
            if isQuote && place == .quoted {
                place = .closing
                continue
            }
            if place == .closing { place = isQuote ? .quoted : .literal }
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

/// A field as it stands in the bytes, quotes and all.
private struct RawField {
    var start: Int
    var end: Int
    var isQuoted: Bool
}
