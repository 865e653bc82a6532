import POSIX

/// A URL of a server that speaks plain HTTP: `http://host:port/path?query`.
package struct ServerURL: Equatable, Sendable {
    /// The URL as it was written.
    package let text: String
    /// The name or address, without brackets.
    let host: String
    let port: UInt16
    /// The value of Host.
    package let authority: String
    /// The path with the query, from a slash on; empty if the URL has none.
    package let target: String

    /// Reads a URL. Throws a sentence for one that cannot be used: another scheme, a password, blanks, no host.
    package init(_ text: String) throws(ServerURLError) {
        let prefix = "http://"
        guard text.lowercased().hasPrefix(prefix) else {
            let isSecure = text.lowercased().hasPrefix("https:")
            throw ServerURLError(
                description: isSecure
                    ? "got https; want http://, with a TLS proxy on this host in front of the server"
                    : "got \"\(escaped(text.utf8))\"; want a URL such as http://localhost:9090/api/v1/write")
        }
        let rest = text.utf8.dropFirst(prefix.utf8.count)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        let authority = String(decoding: rest[..<end], as: UTF8.self)
        var target = String(decoding: rest[end...], as: UTF8.self)
        if target.hasPrefix("?") { target = "/" + target }
        if authority.contains("@") {
            throw ServerURLError(description: "got a user in the URL, where anybody can read it; want a file for it")
        }
        guard target.utf8.allSatisfy({ $0.isTargetCharacter && $0 != UInt8(ascii: "#") }) else {
            throw ServerURLError(
                description: "got the path \"\(escaped(target.utf8))\"; want visible ASCII without #, others as %20")
        }
        let isBracketed = authority.hasPrefix("[")
        let colon = authority.lastIndex(of: ":").flatMap { isBracketed && authority.hasSuffix("]") ? nil : $0 }
        var name = colon.map { authority[..<$0] } ?? authority[...]
        let digits = colon.map { authority[authority.index(after: $0)...] } ?? "80"
        guard digits.utf8.allSatisfy(\.isDigit), let port = UInt16(digits), port > 0 else {
            throw ServerURLError(description: "got the port \"\(escaped(digits.utf8))\"; want one from 1 to 65535")
        }
        if isBracketed && name.hasSuffix("]") { name = name.dropFirst().dropLast() }
        let isName = name.utf8.allSatisfy { $0.isDigit || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F || $0.isLetter }
        guard !name.isEmpty, isBracketed ? ListenAddress.numeric(String(name)) != nil : isName else {
            throw ServerURLError(
                description: "got the host \"\(escaped(name.utf8))\"; want a name, or an address such as 127.0.0.1 or "
                    + "[::1]")
        }
        (self.text, self.port, self.target, self.authority) = (text, port, target, authority)
        host = String(name)
    }
}

/// Why a text is no URL of a server, as the rest of a sentence: `got …; want …`.
package struct ServerURLError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The rest of the sentence.
    package let description: String
}

extension UInt8 {
    fileprivate var isLetter: Bool { 0x61...0x7A ~= self | 0x20 }
}
