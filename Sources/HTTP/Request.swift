/// A whole request, its framing already undone.
package struct Request: Equatable, Sendable {
    /// The versions that differ in what a response may be. 1.2 and the like count as 1.1.
    package enum Version: Sendable {
        case http10
        case http11
    }

    /// One pair of a query, decoded: `+` and `%20` are spaces.
    package struct QueryItem: Equatable, Sendable {
        /// What stands before the first `=`.
        package let name: String
        /// What stands behind it; empty without one.
        package let value: String
    }

    /// Any token, in the case it was sent in: `GET`.
    package let method: String
    /// Where the request is aimed at.
    package let target: RequestTarget
    /// What the peer speaks.
    package let version: Version
    /// The header fields.
    package let headers: Headers
    /// The body without its chunks; empty where there was none.
    package let body: [UInt8]

    init(method: String, target: RequestTarget, version: Version, headers: Headers, body: [UInt8]) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.body = body
    }

    /// A request of HTTP/1.1 that no peer sent; nil if `target` (`/a?b=c`) could not be one's.
    package init?(method: String, target: String, headers: [(String, String)] = [], body: [UInt8] = []) {
        guard let target = try? RequestTarget(ArraySlice(target.utf8), method: method) else { return nil }
        var fields = Headers()
        for (name, value) in headers { fields.append(name, value) }
        self.init(method: method, target: target, version: .http11, headers: fields, body: body)
    }

    /// The decoded path: `/metrics`.
    package var path: String { target.path }

    /// The decoded query, in its order.
    package var query: [QueryItem] { target.query }

    /// Returns the value of the first query item of this name.
    package func queryValue(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// Whether the peer may send another request on this connection. HTTP/1.0 never does: its keep-alive is not spoken.
    var keepsAlive: Bool { version == .http11 && !headers.elements(of: "connection").contains("close") }
}
