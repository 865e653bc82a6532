import Bytes

/// Reads what stands before the records: byte order mark, lines to skip, comments, and the header.
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
    /// The line of the header once it is found; with names from the mapping, that of the first record.
    package private(set) var headerLine = 1

    /// A reader for files of this dialect.
    package init(dialect: Dialect) { self.dialect = dialect }

    /// Reads the file's first bytes, always from offset 0; with `atEnd` there are no more. O(n).
    package mutating func read(_ bytes: [UInt8], atEnd: Bool) -> Result {
        var at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        if !atEnd && bytes.count < 3 { return .needMore }
        var line: UInt32 = 1
        while line <= dialect.skipLines {
            guard let next = nextLine(bytes.span, from: at, atEnd) else { return atEnd ? .empty : .needMore }
            at = next
            line += 1
        }
        if let names = dialect.header {
            headerLine = Int(line)
            return .header(names: names, consumed: at, nextLine: line)
        }
        return readNames(bytes, from: at, line, atEnd)
    }

    private mutating func readNames(_ bytes: [UInt8], from start: Int, _ first: UInt32, _ atEnd: Bool) -> Result {
        var (at, line) = (start, first)
        while at < bytes.count {
            let isComment = !dialect.comment.isEmpty && bytes[at...].starts(with: dialect.comment)
            guard isComment || lineEnd(bytes.span, at: at, atEnd) != nil else { break }
            guard let next = nextLine(bytes.span, from: at, atEnd) else { return atEnd ? .empty : .needMore }
            at = next
            line += 1
        }
        if at == bytes.count { return atEnd ? .empty : .needMore }
        headerLine = Int(line)
        var scan = RecordScan(dialect: dialect, start: at)
        switch scan.run(bytes.span, atEnd: atEnd) {
        case .unclosed: return .invalid(line: headerLine, found: "an unclosed quote")
        case .unfinished:
            if bytes[at...].contains(0) { return .binary }
            return bytes.count - at > dialect.maximumRecordBytes
                ? .invalid(line: headerLine, found: "more than \(dialect.maximumRecordBytes) bytes") : .needMore
        case .finished(let end, let next):
            if bytes[at..<end].contains(0) { return .binary }
            let names = scan.fields.map { name(bytes[$0.start..<$0.end], isQuoted: $0.isQuoted) }
            if names.count > dialect.maximumFields {
                return .invalid(line: headerLine, found: "\(names.count) columns, more than \(dialect.maximumFields)")
            }
            return .header(names: names, consumed: next, nextLine: line + scan.lines)
        }
    }

    private func name(_ raw: ArraySlice<UInt8>, isQuoted: Bool) -> String {
        guard isQuoted, let quote = dialect.quote else { return String(decoding: raw, as: UTF8.self) }
        var text: [UInt8] = []
        var wasQuote = false
        for byte in raw.dropFirst() {
            // A quote counts if it is doubled; the closing one does not.
            if byte == quote && !wasQuote {
                wasQuote = true
            } else {
                wasQuote = false
                text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func nextLine(_ bytes: Span<UInt8>, from start: Int, _ atEnd: Bool) -> Int? {
        for index in start..<bytes.count {
            if let end = lineEnd(bytes, at: index, atEnd) { return end.isWhole ? end.next : nil }
        }
        return nil
    }
}
