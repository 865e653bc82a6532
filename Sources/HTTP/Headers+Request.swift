extension Headers {
    /// How a request's body is framed (RFC 9112 section 6).
    enum RequestBody: Equatable {
        case none
        case length(Int)
        case chunked
    }

    /// Takes a field's line without its end. Folded lines are refused (RFC 9112 section 5.2), and so is a blank before
    /// the colon (5.1).
    mutating func append(line: [UInt8]) throws(RequestFault) {
        if line.first == 0x20 || line.first == 0x09 { throw .folding }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            line[..<colon].allSatisfy(\.isTokenCharacter)
        else { throw .field }
        let value = Array(line[(colon + 1)...]).trimmingBlanks()
        guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else { throw .field }
        append(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    }

    /// Says how the body is framed.
    func bodyFraming(_ version: Request.Version, limit: Int) throws(RequestFault) -> RequestBody {
        let codings = elements(of: "transfer-encoding")
        let lengths = elements(of: "content-length")
        let lengthFields = values(of: "content-length")
        let hasLength = !lengthFields.isEmpty
        if !values(of: "transfer-encoding").isEmpty {
            // Both at once is how requests are smuggled past a proxy that heeds the other one.
            if hasLength { throw .transferCoding("got both Content-Length and Transfer-Encoding; want one") }
            if version == .http10 { throw .transferCoding("got Transfer-Encoding in HTTP/1.0; want Content-Length") }
            if codings.last != "chunked" { throw .transferCoding("want chunked as the last transfer coding") }
            if codings.count > 1 { throw .unknownTransferCoding }
            return .chunked
        }
        guard hasLength else { return .none }
        // None may be empty: another reader might take that one.
        let count = lengthFields.reduce(0) { $0 + 1 + $1.utf8.count { $0 == UInt8(ascii: ",") } }
        guard let first = lengths.first, lengths.count == count, first.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .length("want a decimal Content-Length") }
        if lengths.contains(where: { $0 != first }) {
            throw .length("got differing values of Content-Length; want one")
        }
        // A number that does not fit is above any limit.
        guard let length = Int(first), length <= limit else { throw .bodyTooLong(limit: limit) }
        return length == 0 ? .none : .length(length)
    }

    /// Whether the peer waits for a word before it sends the body (RFC 9110 section 10.1.1).
    func expectsContinue(_ version: Request.Version) throws(RequestFault) -> Bool {
        let expectations = elements(of: "expect")
        guard version == .http11, !expectations.isEmpty else { return false }
        guard expectations.allSatisfy({ $0 == "100-continue" }) else { throw .expectation }
        return true
    }

    /// Requires one Host in HTTP/1.1, and allows none but one in HTTP/1.0 (RFC 9112 section 3.2).
    func checkHost(_ version: Request.Version) throws(RequestFault) {
        let hosts = values(of: "host")
        if hosts.count > 1 { throw .host("got several Host headers; want one") }
        guard let host = hosts.first else {
            if version == .http10 { return }
            throw .host("got no Host header; want one")
        }
        let isHost = host.utf8.allSatisfy { byte in
            byte.isTokenCharacter || ":[]()=,;".utf8.contains(byte)
        }
        if !isHost { throw .host("got blanks or other strange characters; want a name or an address, and a port") }
    }
}
