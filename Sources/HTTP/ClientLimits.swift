/// The limits of one exchange of a client: bytes and time. Past a limit the exchange fails.
package struct ClientLimits: Equatable, Sendable {
    /// Bytes of the status line with its end, including the status lines of interim responses (1xx).
    var statusLineBytes = 8192
    /// Bytes of all header lines with their ends, and separately of all lines that frame a chunked body.
    var headerBytes = 16384
    /// Header fields.
    var headerFields = 128
    /// Bytes of the response's body.
    package var bodyBytes = 65536
    /// Time for the whole exchange, from the start of the connect to the last byte of the response.
    package var exchangeNanoseconds: Int64 = 10_000_000_000

    /// The limits above.
    package init() {}

    /// The limits of one response behind its status line.
    var message: MessageLimits {
        MessageLimits(headerBytes: headerBytes, headerFields: headerFields, bodyBytes: bodyBytes)
    }
}
