import Bytes

/// The format of a CSV file. Delimiter, quote and escape must differ, and none may be CR or LF.
package struct Dialect: Sendable, Equatable {
    /// The byte between fields.
    package var delimiter = UInt8(ascii: ",")
    /// The byte around fields that contain delimiters or line ends; nil if the dialect has no quotes.
    package var quote: UInt8? = UInt8(ascii: "\"")
    /// The byte within quotes that makes the next byte literal; nil if only a doubled quote is literal.
    package var escape: UInt8?
    /// Whether a field within quotes may contain line ends. If not, a quote that is open at a line end rejects its
    /// line.
    package var isMultiline = true
    /// Whether blanks around cells are no part of them, also before and behind quotes. Blanks within quotes stay.
    package var trims = false
    /// The bytes with which a comment line begins; empty if the dialect has no comments.
    package var comment: [UInt8] = []
    /// The number of lines before the header.
    package var skipLines = 0
    /// Whether the header is the first line with all names that the mapping wants; the lines before it are skipped.
    package var findsHeader = false
    /// The number of lines behind the header that are skipped, for example units.
    package var skipAfterHeader = 0
    /// The names of the columns, if the file has no header.
    package var header: [String]?
    /// Whether fields behind those of the header are ignored. If not, a record with more fields is rejected, unless the
    /// additional fields are empty and the first record of the file has as many fields.
    package var ignoresExtraFields = false
    /// Whether fields that a record lacks at its end are empty. If not, a record with fewer fields is rejected.
    package var fillsMissingFields = false
    /// The encoding of names and cells.
    package var encoding = Encoding.utf8
    /// Whether files without a byte order mark are UTF-16, too. Their names and cells are UTF-8 when they are parsed.
    package var isUTF16 = false
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
