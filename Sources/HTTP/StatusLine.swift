/// The first line of a response (RFC 9112 section 4).
struct StatusLine: Equatable {
    let version: Version
    let status: Int
    /// The line for a message, escaped.
    let text: String

    /// Bytes of a line that is no status line to show in a message.
    static let excerptBytes = 32

    /// Reads a status line without its end. The reason may be missing, and so may the blank before it.
    init(_ line: [UInt8]) throws(ClientFault) {
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, let (major, version) = Version.read(parts[0]), major == 1, parts[1].count == 3,
            parts[1].allSatisfy(\.isDigit), parts[1].first != UInt8(ascii: "0"), line.allSatisfy(\.isFieldText)
        else { throw Self.fault(line) }
        self.version = version
        status = parts[1].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        text = escaped(line)
    }

    /// Whether a line that starts with `bytes` may be a status line.
    static func mayStart(with bytes: some Sequence<UInt8>) -> Bool {
        zip(bytes, "HTTP/".utf8).allSatisfy { $0 == $1 }
    }

    /// The fault for a line that starts with `bytes`.
    static func fault(_ bytes: [UInt8]) -> ClientFault { .statusLine(got: escaped(bytes, limit: excerptBytes)) }
}
