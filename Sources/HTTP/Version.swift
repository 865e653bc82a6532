/// The versions of HTTP that differ in how a message may be framed. 1.2 and up count as 1.1 (RFC 9110 section 2.5).
enum Version: Equatable, Sendable {
    case http10
    case http11

    /// Reads `HTTP/1.1`; the major number goes to the caller, who knows what to say about another one. Nil for bytes
    /// of any other form.
    static func read(_ bytes: ArraySlice<UInt8>) -> (major: UInt8, version: Version)? {
        let text = Array(bytes)
        guard text.count == 8, text.starts(with: "HTTP/".utf8), text[5].isDigit, text[6] == UInt8(ascii: "."),
            text[7].isDigit
        else { return nil }
        return (text[5] - UInt8(ascii: "0"), text[7] == UInt8(ascii: "0") ? .http10 : .http11)
    }
}
