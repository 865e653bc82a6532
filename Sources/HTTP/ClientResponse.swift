/// The response to a client's request, its framing removed.
package struct ClientResponse: Equatable, Sendable {
    /// The status code: three digits, as they were sent.
    package let status: Int
    /// The status line for a message, at most 64 bytes of it, escaped: `HTTP/1.1 200 OK`.
    package let statusLine: String
    /// The header fields.
    package let headers: Headers
    /// Empty without a body.
    package let body: [UInt8]
    /// Whether the server accepts another request on the connection.
    let keepsAlive: Bool
}
