/// A complete request, its framing removed.
package struct Request: Equatable, Sendable {
    /// Any token, in the case in which it was sent: `GET`.
    package let method: String
    let target: RequestTarget
    let version: Version
    /// The header fields.
    package let headers: Headers
    /// The body without its chunks' framing; empty without a body.
    package let body: [UInt8]
    /// Whether another path was asked for, which `at` has replaced.
    package private(set) var isMoved = false
    /// What the path has in place of the segments in braces of its route.
    private var parameters: [PathParameter] = []

    init(method: String, target: RequestTarget, version: Version, headers: Headers, body: [UInt8]) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.body = body
    }

    /// A request of HTTP/1.1 that did not come from a peer, for tests. Nil if `target` (`/a?b=c`) is not valid.
    package init?(method: String, target: String, headers: [(String, String)] = [], body: [UInt8] = []) {
        guard let target = try? RequestTarget(ArraySlice(target.utf8), method: method) else { return nil }
        var fields = Headers()
        for (name, value) in headers { fields.append(name, value) }
        self.init(method: method, target: target, version: .http11, headers: fields, body: body)
    }

    /// The decoded path: `/metrics`. A slash within a segment stays `%2F`, and a percent sign `%25`.
    package var path: String { target.path }

    /// The decoded text of the path's segment that the route calls `{name}`; it may hold a slash. Empty without one.
    package func parameter(_ name: String) -> String { parameters.first { $0.name == name }?.value ?? "" }

    /// This request, asked for another path, in the form of `path`.
    package func at(_ path: String) -> Request {
        var request = Request(
            method: method, target: RequestTarget(path: path, query: query), version: version, headers: headers,
            body: body)
        request.isMoved = true
        return request
    }

    /// This request with the values of its route.
    package func with(_ parameters: [PathParameter]) -> Request {
        if parameters.isEmpty { return self }
        var request = self
        request.parameters = parameters
        return request
    }

    /// The decoded pairs of the query, in their order.
    package var query: [FormItem] { target.query }

    /// Decodes the pairs of a form in the body, in their order. Line ends are dropped, because an editor adds them to a
    /// file. Empty if Content-Type is another type than application/x-www-form-urlencoded. O(bytes).
    package func form() throws(FormFault) -> [FormItem] {
        let type = headers["content-type"]?.utf8.prefix { $0 != UInt8(ascii: ";") }.trimmingBlanks()
        let formType = "application/x-www-form-urlencoded".utf8
        guard type?.map(\.lowercasedLetter).elementsEqual(formType) ?? true else { return [] }
        do {
            let bytes = body.filter { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
            return try FormItem.items(bytes[...])
        } catch {
            throw FormFault(description: "cannot read the form: \(error.wanted)")
        }
    }

    /// Whether the peer may send another request on this connection. Never in HTTP/1.0, whose keep-alive is not
    /// supported.
    var keepsAlive: Bool { version == .http11 && !headers.elements(of: "connection").contains("close") }
}

/// Why the form of a request cannot be decoded, as one sentence.
package struct FormFault: Error, CustomStringConvertible {
    /// The sentence, which repeats none of the peer's bytes.
    package let description: String
}

extension [FormItem] {
    /// Returns the first item of this name. O(n).
    package func first(named name: String) -> FormItem? { first { $0.name == name } }
}
