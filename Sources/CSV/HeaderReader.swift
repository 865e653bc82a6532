import Bytes

/// Reads what stands before the records: byte order mark, lines to skip, comments, blank lines, and the header.
package struct HeaderReader {
    /// What the bytes so far say.
    package enum Result: Equatable {
        /// The header is not whole yet.
        case needMore
        /// The columns' names, how many bytes to leave behind, and the line of the next one.
        case header(names: [String], consumed: Int, nextLine: UInt32)
        /// The file ends before its header.
        case empty
        /// NUL bytes: no text file.
        case binary
        /// No header can be read on this line; `found` says what is there instead.
        case invalid(line: Int, found: String)
    }

    private let dialect: Dialect
    private var scan: RecordScan
    /// Where the first line begins that is not known to be skipped, and its number; nil before the byte order mark.
    private var at: Int?
    private var line: UInt32 = 1

    /// The line of the header once it is found; with names from the mapping, that of the first record.
    package var headerLine: Int { Int(line) }

    /// A reader for files of this dialect.
    package init(dialect: Dialect) {
        self.dialect = dialect
        scan = RecordScan(dialect: dialect, keeping: .max)
    }

    /// Reads the file's first bytes, always from offset 0; with `atEnd` there are no more. Names that are no UTF-8 are
    /// repaired; of a line, `maximumRecordBytes` may be skipped. O(n) over all calls, but for the line at hand.
    package mutating func read(_ bytes: [UInt8], atEnd: Bool) -> Result {
        if bytes.count < 3 && !atEnd { return .needMore }
        var start = at ?? (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        while true {
            at = start
            let isSkipped = line <= dialect.skipLines
            if !isSkipped, let names = dialect.header {
                return .header(names: names, consumed: start, nextLine: line)
            }
            if start == bytes.count { return atEnd ? .empty : .needMore }
            if !isSkipped && lineEnd(bytes.span, at: start, atEnd) == nil {
                switch dialect.comment(bytes.span, start, atEnd) {
                case .none: return readNames(bytes, from: start, atEnd)
                case .unfinished: return .needMore
                case .whole: break
                }
            }
            switch skipLine(bytes.span, from: start, atEnd) {
            case .next(let next): start = next
            case .stop(let result): return result
            }
            line += 1
        }
    }

    private mutating func readNames(_ bytes: [UInt8], from start: Int, _ atEnd: Bool) -> Result {
        let result = scan.run(bytes.span, from: start, atEnd: atEnd)
        let seen = if case .finished(let end, _) = result { end } else { bytes.count }
        if hasNUL(bytes.span, start, seen) { return .binary }
        switch result {
        case .unfinished: return .needMore
        case .unclosed: return .invalid(line: headerLine, found: "an unclosed quote")
        case .tooLong: return tooLong
        case .finished where scan.fieldCount > dialect.maximumFields:
            let found = "\(scan.fieldCount) columns, more than \(dialect.maximumFields)"
            return .invalid(line: headerLine, found: found)
        case .finished(let end, let next):
            var copy = Array(bytes[..<end])
            let names = (0..<scan.fieldCount).map { column in
                let range = scan.content(of: column, in: &copy).range
                return String(decoding: copy[range], as: UTF8.self)
            }
            return .header(names: names, consumed: next, nextLine: line + scan.lines)
        }
    }

    private enum Skip {
        case next(Int)
        case stop(Result)
    }

    private func skipLine(_ bytes: Span<UInt8>, from start: Int, _ atEnd: Bool) -> Skip {
        let end = firstLineEnd(bytes, from: start, atEnd)
        if hasNUL(bytes, start, end.at) { return .stop(.binary) }
        if end.at - start > dialect.maximumRecordBytes { return .stop(tooLong) }
        return end.isWhole ? .next(end.next) : .stop(atEnd ? .empty : .needMore)
    }

    private var tooLong: Result {
        .invalid(line: headerLine, found: "more than \(dialect.maximumRecordBytes) bytes")
    }

    /// Whether there is a NUL between the two, as far as a line's limit reaches.
    private func hasNUL(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let limit = end - start > dialect.maximumRecordBytes ? start + dialect.maximumRecordBytes + 1 : end
        return firstIndex(of: 0, in: bytes, start..<limit) != nil
    }
}
