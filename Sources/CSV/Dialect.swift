import Bytes

/// The format of a CSV file. Delimiter and quote must differ, and neither may be CR or LF.
package struct Dialect: Sendable, Equatable {
    /// The byte between fields.
    package var delimiter = UInt8(ascii: ",")
    /// The byte around fields that contain delimiters or line ends; nil if the dialect has no quotes.
    package var quote: UInt8? = UInt8(ascii: "\"")
    /// The bytes with which a comment line begins; empty if the dialect has no comments.
    package var comment: [UInt8] = []
    /// The number of lines before the header.
    package var skipLines = 0
    /// The names of the columns, if the file has no header.
    package var header: [String]?
    /// The most bytes that a record may have, without its line end.
    package var maximumRecordBytes = 1 << 20
    /// The most fields that a record may have.
    package var maximumFields = 1024

    /// RFC 4180: comma, double quote, header in the first line.
    package init() {}
}

extension Dialect {
    /// Whether the bytes at the start of a line are the comment prefix.
    enum CommentStart {
        case none
        /// More bytes are needed.
        case unfinished
        case whole
    }

    /// Whether a comment begins at `start`, the first byte of a line. With `atEnd`, no bytes follow `bytes`.
    func comment(_ bytes: Span<UInt8>, at start: Int, atEnd: Bool) -> CommentStart {
        let known = min(comment.count, bytes.count - start)
        if comment.isEmpty || !equal(bytes, start..<start + known, comment.span, 0..<known) { return .none }
        return known == comment.count ? .whole : atEnd ? .none : .unfinished
    }
}
