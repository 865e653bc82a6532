package import Bytes

/// Walks over the records of a text, one by one, whatever their number of fields: for who does not know the dialect
/// yet. The records are those of `Parser`, but NULs are ordinary bytes.
package struct RecordWalk {
    /// What a step has passed.
    package enum Step {
        /// A record, whose fields are in `fields`.
        case record
        /// A line that is no record: a comment, or blank.
        case comment, blank
        /// A line with an open quote, or the lines of a record that is too long.
        case broken
        /// Nothing: the text is at its end.
        case end
    }

    private let dialect: Dialect
    private var scan: RecordScan
    private var openUpTo = 0
    /// The offset of the next line.
    package private(set) var at: Int
    /// The number of the next line, from 1.
    package private(set) var line: UInt32 = 1
    /// The content of the fields of the last record, without quotes; at most `maximumFields` of them.
    package private(set) var fields: [ByteRange] = []

    /// A walk that begins at an offset.
    package init(dialect: Dialect, at: Int = 0) {
        self.dialect = dialect
        self.at = at
        scan = RecordScan(dialect: dialect, keeping: dialect.maximumFields)
    }

    /// Passes one record, comment or blank line of `bytes`, which is the whole text. Removes the quotes of a record in
    /// place. O(bytes passed).
    package mutating func step(_ bytes: inout [UInt8]) -> Step {
        if at >= bytes.count { return .end }
        if case .whole = dialect.comment(bytes.span, at: at, atEnd: true) {
            passLine(bytes)
            return .comment
        }
        let first = trimmed(bytes.span, at..<bytes.count).lowerBound
        let start = dialect.trims ? first : at
        if start == bytes.count || lineEnd(bytes.span, at: start, atEnd: true) != nil {
            passLine(bytes)
            return .blank
        }
        var known = RecordScan.Known()
        known.openUpTo = openUpTo
        switch scan.run(bytes.span, from: at, atEnd: true, known) {
        case .finished(_, let next):
            fields.removeAll(keepingCapacity: true)
            for column in 0..<min(scan.fieldCount, dialect.maximumFields) {
                fields.append(scan.content(of: column, in: &bytes))
            }
            at = next
            line &+= scan.lines
            return .record
        case .unclosed(let reach): openUpTo = reach
        case .unfinished, .tooLong, .stray: break
        }
        passLine(bytes)
        return .broken
    }

    private mutating func passLine(_ bytes: [UInt8]) {
        at = firstLineEnd(bytes.span, from: at, atEnd: true).next
        line &+= 1
    }
}
