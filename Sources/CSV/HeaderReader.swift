import Bytes

/// Reads the part of a file before its records: byte order mark, skipped lines, comments, blank lines, and the header.
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
        /// The bytes on this line are not a header; `found` describes them.
        case invalid(line: Int, found: String)
    }

    private let dialect: Dialect
    private var scan: RecordScan
    /// The offset of the first line that has not been skipped; nil until the byte order mark has been checked.
    private var at: Int?
    /// The number of that line.
    private var line: UInt32 = 1

    /// The line of the header once it is found. If the dialect has names: the line of the first record.
    package var headerLine: Int { Int(line) }

    /// A reader for files of this dialect.
    package init(dialect: Dialect) {
        self.dialect = dialect
        scan = RecordScan(dialect: dialect, keeping: .max)
    }

    /// Reads the first bytes of a file, each time from offset 0. With `atEnd`, no bytes follow `bytes`. Invalid UTF-8
    /// in names becomes U+FFFD. A skipped line may have `maximumRecordBytes` bytes. All calls together are O(n), except
    /// that each call reads the last incomplete line again.
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
            if !isSkipped && lineEnd(bytes.span, at: start, atEnd: atEnd) == nil {
                switch dialect.comment(bytes.span, at: start, atEnd: atEnd) {
                case .none: return readNames(bytes, from: start, atEnd: atEnd)
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

    private mutating func readNames(_ bytes: [UInt8], from start: Int, atEnd: Bool) -> Result {
        let result = scan.run(bytes.span, from: start, atEnd: atEnd)
        let scannedEnd = if case .finished(let end, _) = result { end } else { bytes.count }
        if hasNUL(bytes.span, from: start, to: scannedEnd) { return .binary }
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

    private func skipLine(_ bytes: Span<UInt8>, from start: Int, atEnd: Bool) -> Skip {
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
