/// The limits of a server's peer: bytes, connections and time. Past a limit the server answers with an error or closes.
package struct Limits: Equatable, Sendable {
    /// Connections at a time. One more is an overflow connection, which has 250 ms to send a request and then replaces
    /// the connection that has waited longest for its peer. The overflow connection gets 503 if every connection is
    /// being served, or if no request arrives.
    package var maximumConnections = 256
    /// Bytes of the request line with its end; past it: 414.
    var requestLineBytes = 8192
    /// Bytes of all header lines with their ends, and separately of all lines that frame a chunked body; past it: 431.
    var headerBytes = 16384
    /// Header fields; past it: 431.
    var headerFields = 128
    /// Bytes of a request's body; past it: 413.
    var bodyBytes = 65536
    /// Time for a complete request, from its first byte; past it: 408.
    var requestNanoseconds: Int64 = 10_000_000_000
    /// Time without a byte between requests; past it the connection closes without an answer.
    var idleNanoseconds: Int64 = 60_000_000_000
    /// Time in which a peer takes no byte of a response; past it the connection closes. Does not count while the body
    /// waits.
    var stallNanoseconds: Int64 = 10_000_000_000
    /// Time for a whole response; past it the connection closes. Does not apply to long-lived bodies.
    var responseNanoseconds: Int64 = 60_000_000_000
    /// Time for the responses under way once the server stops; past it their connections close.
    var stopNanoseconds: Int64 = 5_000_000_000
    /// Time for a peer to close its half after the last response, so that it can read the response to its end.
    var lingerNanoseconds: Int64 = 1_000_000_000

    /// The limits above.
    package init() {}

    /// The limits of one request behind its first line.
    var message: MessageLimits {
        MessageLimits(headerBytes: headerBytes, headerFields: headerFields, bodyBytes: bodyBytes)
    }
}
