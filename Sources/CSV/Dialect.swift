import Bytes

/// How the records of a file are written down. Delimiter and quote must differ, and neither may be CR or LF.
package struct Dialect: Sendable, Equatable {
    /// The byte between fields.
    package var delimiter = UInt8(ascii: ",")
    /// The byte around fields that hold delimiters or newlines; nil if there is none.
    package var quote: UInt8? = UInt8(ascii: "\"")
    /// What a line begins with that is no record; empty if there are none.
    package var comment: [UInt8] = []
    /// How many lines stand before the header.
    package var skipLines = 0
    /// The names of the columns where the file does not tell them.
    package var header: [String]?
    /// How many bytes a record may have, its end not counted.
    package var maximumRecordBytes = 1 << 20
    /// How many fields a record may have.
    package var maximumFields = 1024

    /// RFC 4180: comma, double quote, header in the first line.
    package init() {}
}

extension Dialect {
    /// What a comment's first bytes may be found to be.
    enum CommentStart {
        case none
        /// More bytes are needed to know.
        case unfinished
        case whole
    }

    /// Whether a comment begins at `start`, a line's first byte.
    func comment(_ bytes: Span<UInt8>, _ start: Int, _ atEnd: Bool) -> CommentStart {
        let known = min(comment.count, bytes.count - start)
        if comment.isEmpty || !equal(bytes, start..<start + known, comment.span, 0..<known) { return .none }
        return known == comment.count ? .whole : atEnd ? .none : .unfinished
    }
}
