/// The versions of HTTP that differ in how a message may be framed. 1.2 and up count as 1.1 (RFC 9110 section 2.5).
enum Version: Equatable, Sendable {
    case http10
    case http11

    /// Reads `HTTP/1.1`. Nil for bytes of another form. The caller decides about a major number other than 1.
    static func read(_ bytes: ArraySlice<UInt8>) -> (major: UInt8, version: Version)? {
        let text = Array(bytes)
        guard text.count == 8, text.starts(with: "HTTP/".utf8), text[5].isDigit, text[6] == UInt8(ascii: "."),
            text[7].isDigit
        else { return nil }
        return (text[5] - UInt8(ascii: "0"), text[7] == UInt8(ascii: "0") ? .http10 : .http11)
    }
}
