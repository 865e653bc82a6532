/// How the end of a message's body is found (RFC 9112 section 6.3).
enum BodyFraming: Equatable {
    /// There is no body.
    case none
    case length(Int)
    case chunked
    /// The body ends with the connection. Only responses may be framed so.
    case untilClose
}

extension Headers {
    /// The framing that Content-Length or Transfer-Encoding declares; nil without either. Refuses every head that
    /// another reader could frame in another way. A length above `limit` is refused too.
    func bodyFraming(_ version: Version, limit: Int) throws(MessageFault) -> BodyFraming? {
        let codings = elements(of: "transfer-encoding")
        let lengths = elements(of: "content-length")
        let lengthFields = values(of: "content-length")
        let hasLength = !lengthFields.isEmpty
        if !values(of: "transfer-encoding").isEmpty {
            // With both, a proxy that follows the other field finds another end: request smuggling.
            if hasLength { throw .transferCoding("got both Content-Length and Transfer-Encoding; want one") }
            if version == .http10 { throw .transferCoding("got Transfer-Encoding in HTTP/1.0; want Content-Length") }
            if codings.last != "chunked" { throw .transferCoding("want chunked as the last transfer coding") }
            if codings.count > 1 { throw .unknownTransferCoding }
            return .chunked
        }
        guard hasLength else { return nil }
        // An empty element is refused, because another reader might use it.
        let count = lengthFields.reduce(0) { $0 + 1 + $1.utf8.count { $0 == UInt8(ascii: ",") } }
        guard let first = lengths.first, lengths.count == count, first.utf8.allSatisfy(\.isDigit) else {
            throw .length("want a decimal Content-Length")
        }
        if lengths.contains(where: { $0 != first }) {
            throw .length("got differing values of Content-Length; want one")
        }
        // A number that does not fit is above any limit.
        guard let length = Int(first), length <= limit else { throw .bodyTooLong(limit: limit) }
        return .length(length)
    }
}
