/// An answer to a request. The server adds Content-Length or Transfer-Encoding, and Connection if it closes.
package struct Response {
    /// The part after the head.
    package enum Body {
        /// Sent with Content-Length.
        case bytes([UInt8])
        /// Sent in chunks; to an HTTP/1.0 peer, up to the end of the connection. The source is released when the
        /// response ends or breaks off, and when the peer closes while the source waits. A HEAD request asks it for
        /// nothing.
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
    /// The fields before the server's own, in this order.
    package var headers: [Field]
    /// The part after the head.
    package var body: Body

    /// A response with the given fields and body.
    package init(status: Int, headers: [(String, String)] = [], body: Body) {
        self.status = status
        self.headers = headers.map { Field(name: $0.0, value: $0.1) }
        self.body = body
    }

    /// What a server makes of each response of status 400 and above before it is sent, its own included.
    package typealias ErrorForm = (Response) -> Response

    /// A response of plain text. Adds a newline at the end if `text` has none.
    package static func text(_ status: Int, _ text: String, headers: [(String, String)] = []) -> Response {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        let type = ("Content-Type", "text/plain; charset=utf-8")
        return Response(status: status, headers: [type] + headers, body: .bytes(Array(line.utf8)))
    }
}
