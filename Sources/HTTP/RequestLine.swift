/// The first line of a request (RFC 9112 section 3).
struct RequestLine: Equatable {
    let method: String
    let target: RequestTarget
    let version: Version

    /// Reads a request line without its end.
    init(_ line: [UInt8]) throws(RequestFault) {
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { throw .requestLine }
        guard parts[0].allSatisfy(\.isTokenCharacter) else { throw .method }
        method = String(decoding: parts[0], as: UTF8.self)
        guard let (major, version) = Version.read(parts[2]) else { throw .version }
        guard major == 1 else { throw .versionTooNew }
        self.version = version
        guard parts[1].allSatisfy(\.isTargetCharacter) else {
            throw .target("want visible ASCII characters, the others escaped")
        }
        target = try RequestTarget(parts[1], method: method)
    }
}
