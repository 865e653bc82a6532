/// The first line of a request (RFC 9112 section 3).
struct RequestLine: Equatable {
    let method: String
    let target: RequestTarget
    let version: Request.Version

    /// Reads a request line without its end.
    init(_ line: [UInt8]) throws(RequestFault) {
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { throw .requestLine }
        guard parts[0].allSatisfy(\.isTokenCharacter) else { throw .method }
        method = String(decoding: parts[0], as: UTF8.self)
        version = try Self.version(parts[2])
        guard parts[1].allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .target("want visible ASCII characters, the others escaped")
        }
        target = try RequestTarget(parts[1], method: method)
    }

    private static func version(_ bytes: ArraySlice<UInt8>) throws(RequestFault) -> Request.Version {
        let text = Array(bytes)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard text.count == 8, text.starts(with: "HTTP/".utf8), digits.contains(text[5]), text[6] == UInt8(ascii: "."),
            digits.contains(text[7])
        else { throw .version }
        guard text[5] == UInt8(ascii: "1") else { throw .versionTooNew }
        return text[7] == UInt8(ascii: "0") ? .http10 : .http11
    }
}
