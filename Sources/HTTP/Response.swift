/// What a response sends after its head, made as the peer takes it.
package protocol BodySource: AnyObject {
    /// Returns the next bytes, about `limit` at most, or nil at the end. Nothing is asked before the socket has taken
    /// what came before. An empty piece means that this step made no bytes; the next is asked for in another turn.
    func next(atMost limit: Int) -> [UInt8]?

    /// Whether `next` returned nil although the body has more: the connection is closed then, so that the peer does not
    /// take a part for the whole.
    var isBroken: Bool { get }
}

extension BodySource {
    /// A source that always comes to its end.
    package var isBroken: Bool { false }
}

/// An answer to a request. The server adds Content-Length or Transfer-Encoding, and Connection where it closes.
package struct Response {
    /// What follows the head.
    package enum Body {
        /// Sent with its length.
        case bytes([UInt8])
        /// Sent in chunks (to an HTTP/1.0 peer: up to the end of the connection), and let go when the response ends or
        /// breaks off. Not asked for a HEAD request.
        case stream(any BodySource)
    }

    /// One header field.
    package struct Field: Equatable, Sendable {
        /// The name as it is sent.
        package let name: String
        /// The value; control characters are sent as spaces.
        package let value: String
    }

    /// The status code, 200 to 599.
    package var status: Int
    /// Fields that are sent before the server's own, in this order.
    package var headers: [Field]
    /// What follows the head.
    package var body: Body

    /// A response with the given fields and body.
    package init(status: Int, headers: [(String, String)] = [], body: Body) {
        self.status = status
        self.headers = headers.map { Field(name: $0.0, value: $0.1) }
        self.body = body
    }

    /// A plain text; a newline is added where it lacks one.
    package static func text(_ status: Int, _ text: String, headers: [(String, String)] = []) -> Response {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        let type = ("Content-Type", "text/plain; charset=utf-8")
        return Response(status: status, headers: [type] + headers, body: .bytes(Array(line.utf8)))
    }
}
