/// A request that a client sends, as its bytes.
package struct ClientRequest: Equatable, Sendable {
    let bytes: [UInt8]
    let isHead: Bool
    /// Whether the connection stays open for another request.
    let keepsAlive: Bool

    /// The fields that this type writes itself.
    private static let reserved: Set = ["host", "content-length", "transfer-encoding", "connection"]

    /// A request of HTTP/1.1 with Content-Length. `target` is a path with an optional query, escaped: `/a?b=c`. `host`
    /// is the value of Host. Throws `ClientFault.unsendable` for text that would change the request's framing.
    package init(
        method: String = "GET", target: String, host: String, headers: [(String, String)] = [], body: [UInt8] = [],
        keepsAlive: Bool = false
    ) throws(ClientFault) {
        // An answer to CONNECT would be followed by a tunnel and not by a body.
        guard !method.isEmpty, method.utf8.allSatisfy(\.isTokenCharacter), method != "CONNECT" else {
            throw .unsendable("got the method \"\(escaped(method.utf8))\"; want one such as GET or POST")
        }
        guard target.hasPrefix("/"), target.utf8.allSatisfy({ $0.isTargetCharacter && $0 != UInt8(ascii: "#") }) else {
            throw .unsendable("got the path \"\(escaped(target.utf8))\"; want a slash, then visible ASCII without #")
        }
        guard host.utf8.allSatisfy(\.isHostCharacter) else {
            throw .unsendable("got the host \"\(escaped(host.utf8))\"; want a name or an address, and a port")
        }
        var head = "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\n"
        for (name, value) in headers {
            try Self.check(name, value)
            head += "\(name): \(value)\r\n"
        }
        // Some servers refuse these methods without a length (RFC 9110 section 8.6).
        if !body.isEmpty || ["POST", "PUT", "PATCH"].contains(method) { head += "Content-Length: \(body.count)\r\n" }
        if !keepsAlive { head += "Connection: close\r\n" }
        bytes = Array((head + "\r\n").utf8) + body
        isHead = method == "HEAD"
        self.keepsAlive = keepsAlive
    }

    private static func check(_ name: String, _ value: String) throws(ClientFault) {
        guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenCharacter) else {
            throw .unsendable("got the header \"\(escaped(name.utf8))\"; want one such as User-Agent")
        }
        guard !reserved.contains(name.lowercased()) else {
            throw .unsendable("got the header \(escaped(name.utf8)); want none that the client writes itself")
        }
        guard value.utf8.allSatisfy(\.isFieldText) else {
            throw .unsendable("got a value of \(escaped(name.utf8)) with control characters; want one line of text")
        }
    }
}
