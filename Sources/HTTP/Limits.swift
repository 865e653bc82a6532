/// What a peer may take: bytes, connections and time. Past a limit the server answers with an error or closes.
package struct Limits: Equatable, Sendable {
    /// Connections that are open at once. One more has a moment to send a request: that takes the place of the one that
    /// has waited longest for its peer. If all are being served, or nothing comes, it is answered with 503.
    package var maximumConnections = 256
    /// Bytes of the request line with its end; past it: 414.
    package var requestLineBytes = 8192
    /// Bytes of all header lines with their ends, and apart from these of all that frames a chunked body; past it: 431.
    package var headerBytes = 16384
    /// Header fields; past it: 431.
    package var headerFields = 128
    /// Bytes of a request's body; past it: 413.
    package var bodyBytes = 65536
    /// Time for a whole request, from its first byte; past it: 408.
    package var requestNanoseconds: Int64 = 10_000_000_000
    /// Time without a byte between requests; past it the connection is closed without a word.
    package var idleNanoseconds: Int64 = 60_000_000_000
    /// Time in which a peer takes no byte of a response; past it the connection is closed.
    package var stallNanoseconds: Int64 = 10_000_000_000
    /// Time for a whole response; past it the connection is closed.
    package var responseNanoseconds: Int64 = 60_000_000_000
    /// Time for the responses under way once the server stops; past it their connections are closed.
    package var stopNanoseconds: Int64 = 5_000_000_000
    /// Time for a peer to close its half after the last response, so that it can read that response to its end.
    package var lingerNanoseconds: Int64 = 1_000_000_000

    /// The limits above.
    package init() {}
}
