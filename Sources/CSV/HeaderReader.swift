import Bytes

/// Reads the part of a file before its records: byte order mark, skipped lines, comments, blank lines, the header, and
/// skipped lines behind the header.
package struct HeaderReader {
    /// The result of reading the first bytes of a file.
    package enum Result: Equatable {
        /// The header is not complete; more bytes are needed.
        case needMore
        /// The names of the columns, the number of bytes before the records, and the line of the next byte.
        case header(names: [String], consumed: Int, nextLine: UInt32)
        /// The file ends before its header.
        case empty
        /// The bytes contain a NUL: the file is not a text file.
        case binary
        /// The file, or its first `HeaderReader.mostLines` lines, have no line with the wanted names.
        case notFound
        /// The bytes on this line are not a header; `found` describes them.
        case invalid(line: Int, found: String)
    }

    /// How many lines are searched for a header if the dialect `findsHeader`.
    package static let mostLines = 100

    private let dialect: Dialect
    private let wanted: [String]
    private var reader: NameReader
    /// The offset of the first line that has not been skipped; nil until the byte order mark has been checked.
    private var at: Int?
    /// The number of that line.
    private var line: UInt32 = 1
    /// The header, once it is found.
    private var header: (names: [String], line: Int)?
    /// The line that has the most wanted names so far, if the dialect `findsHeader`.
    private var nearest: (names: [String], line: Int, known: Int)?
    /// How many lines behind the header were skipped.
    private var skippedBehind = 0

    /// The line of the header once it is found. If the dialect has names: the line of the first record.
    package var headerLine: Int { header?.line ?? Int(line) }

    /// A reader for files of this dialect. A header has all `wanted` names if the dialect `findsHeader`.
    package init(dialect: Dialect, wanted: [String] = []) {
        self.dialect = dialect
        self.wanted = wanted
        reader = NameReader(dialect: dialect)
    }

    /// How many bytes at the beginning of those that were read are not needed any more. The caller must remove them
    /// before the next call.
    package mutating func takeRead() -> Int {
        let count = at ?? 0
        if at != nil { at = 0 }
        return count
    }

    /// Reads the first bytes of a file, each time from offset 0, but without those of `takeRead`. With `atEnd`, no
    /// bytes follow `bytes`. Invalid UTF-8 in names becomes U+FFFD. A skipped line may have `maximumRecordBytes` bytes.
    /// All calls together are O(n), except that each call reads the last incomplete line again.
    package mutating func read(_ bytes: [UInt8], atEnd: Bool) -> Result {
        if bytes.count < 3 && !atEnd { return .needMore }
        var start = at ?? (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        while true {
            at = start
            if header != nil { return skipBehindHeader(bytes, from: start, atEnd: atEnd) }
            let isSkipped = line <= dialect.skipLines
            if !isSkipped, let names = dialect.header {
                return .header(names: names, consumed: start, nextLine: line)
            }
            if dialect.findsHeader && line > Self.mostLines { return notFound }
            if start == bytes.count { return !atEnd ? .needMore : nearest == nil ? .empty : notFound }
            if !isSkipped && lineEnd(bytes.span, at: start, atEnd: atEnd) == nil {
                switch dialect.comment(bytes.span, at: start, atEnd: atEnd) {
                case .none:
                    let step =
                        dialect.findsHeader
                        ? findNames(bytes, from: start, atEnd: atEnd) : readNames(bytes, from: start, atEnd: atEnd)
                    switch step {
                    case .next(let next): start = next
                    case .stop(let result): return result
                    }
                    continue
                case .unfinished: return .needMore
                case .whole: break
                }
            }
            switch skipLine(bytes.span, from: start, atEnd: atEnd) {
            case .next(let next): start = next
            case .stop(let result): return result
            }
            line += 1
        }
    }

    private mutating func readNames(_ bytes: [UInt8], from start: Int, atEnd: Bool) -> Step {
        let result = reader.run(bytes.span, from: start, atEnd: atEnd)
        let scannedEnd = if case .finished(let end, _) = result { end } else { bytes.count }
        if hasNUL(bytes.span, from: start, to: scannedEnd) { return .stop(.binary) }
        switch result {
        case .unfinished: return .stop(.needMore)
        case .unclosed, .stray: return .stop(.invalid(line: headerLine, found: "an unclosed quote"))
        case .tooLong: return .stop(tooLong)
        case .finished where reader.fieldCount > dialect.maximumFields:
            let found = "\(reader.fieldCount) columns, more than \(dialect.maximumFields)"
            return .stop(.invalid(line: headerLine, found: found))
        case .finished(let end, let next):
            header = (reader.names(bytes, before: end), headerLine)
            line += reader.lines
            return .next(next)
        }
    }

    /// Reads one line, which is the header if it has all wanted names. Quotes do not hide line ends here.
    private mutating func findNames(_ bytes: [UInt8], from start: Int, atEnd: Bool) -> Step {
        let end = firstLineEnd(bytes.span, from: start, atEnd: atEnd)
        if hasNUL(bytes.span, from: start, to: end.at) { return .stop(.binary) }
        if end.at - start > dialect.maximumRecordBytes { return .stop(tooLong) }
        if !end.isWhole && !atEnd { return .stop(.needMore) }
        let names = reader.names(Array(bytes[start..<end.at]), from: 0, atEnd: true)?.names ?? []
        let known = wanted.count { names.contains($0) }
        if known == wanted.count {
            header = (names, headerLine)
        } else if nearest == nil || known > nearest?.known ?? 0 {
            nearest = (names, headerLine, known)
        }
        if end.isWhole { line += 1 }
        return .next(end.next)
    }

    /// The line that has some wanted names: the caller misses the others there.
    private var notFound: Result {
        mutating get {
            guard let nearest, nearest.known > 0 else { return .notFound }
            header = (nearest.names, nearest.line)
            return .header(names: nearest.names, consumed: at ?? 0, nextLine: line)
        }
    }

    private mutating func skipBehindHeader(_ bytes: [UInt8], from start: Int, atEnd: Bool) -> Result {
        var start = start
        while skippedBehind < dialect.skipAfterHeader && !(atEnd && start == bytes.count) {
            switch skipLine(bytes.span, from: start, atEnd: atEnd) {
            case .next(let next):
                start = next
                line += 1
            case .stop(.empty): start = bytes.count
            case .stop(let result): return result
            }
            at = start
            skippedBehind += 1
        }
        return .header(names: header?.names ?? [], consumed: start, nextLine: line)
    }

    private enum Step {
        case next(Int)
        case stop(Result)
    }

    private func skipLine(_ bytes: Span<UInt8>, from start: Int, atEnd: Bool) -> Step {
        let end = firstLineEnd(bytes, from: start, atEnd: atEnd)
        if hasNUL(bytes, from: start, to: end.at) { return .stop(.binary) }
        if end.at - start > dialect.maximumRecordBytes { return .stop(tooLong) }
        return end.isWhole ? .next(end.next) : .stop(atEnd ? .empty : .needMore)
    }

    private var tooLong: Result {
        .invalid(line: headerLine, found: "more than \(dialect.maximumRecordBytes) bytes")
    }

    /// Whether a NUL is between `start` and `end`. Searches no further than a line may reach.
    private func hasNUL(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        let limit = end - start > dialect.maximumRecordBytes ? start + dialect.maximumRecordBytes + 1 : end
        return firstIndex(of: 0, in: bytes, start..<limit) != nil
    }
}
