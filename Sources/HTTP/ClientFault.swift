package import POSIX

/// Why an exchange with a server failed.
package enum ClientFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The request cannot be sent in HTTP; with the rest of the sentence.
    case unsendable(String)
    /// The kernel could not connect or wait.
    case system(SystemError)
    /// The name of the server has no address; with a sentence.
    case name(NameError)
    /// The first bytes are not a status line; with the first of them, escaped.
    case statusLine(got: String)
    case statusLineTooLong(limit: Int)
    /// The server changed to another protocol, which the request did not ask for.
    case switchedProtocols
    case message(MessageFault)
    /// The body is too long. `begun` is the response with the part of the body before the limit was noticed.
    case bodyTooLong(begun: ClientResponse, limit: Int)
    /// The connection ended before the first byte of a response. The server may not have read the request.
    case noResponse
    case headCutOff
    /// `length` is nil if the framing does not declare one.
    case bodyCutOff(received: Int, length: Int?)
    case timedOut(nanoseconds: Int64)

    /// One sentence, in which bytes of the server are escaped.
    package var description: String {
        switch self {
        case .unsendable(let detail): "cannot send the request: \(detail)"
        case .system(let error): "cannot ask: got \(error); want a server that listens"
        case .name(let error): error.description
        case .statusLine(let got):
            "cannot read the status line: got \"\(got)\"; want HTTP/1.1, a status of three digits and a reason"
        case .statusLineTooLong(let limit): "cannot read the status line: want at most \(limit) bytes"
        case .switchedProtocols: "cannot read the response: got status 101; want HTTP/1.1, as in the request"
        case .message(let fault): fault.description
        case .bodyTooLong(_, let limit): MessageFault.bodyTooLong(limit: limit).description
        case .noResponse: "cannot read the response: got the end of the connection; want a status line"
        case .headCutOff:
            "cannot read the response: got the end of the connection within the head; want an empty line behind it"
        case .bodyCutOff(let received, let length):
            "cannot read the body: got the end of the connection after \(received) bytes; want "
                + (length.map { "\($0)" } ?? "all of them")
        case .timedOut(let nanoseconds):
            "cannot wait for the rest of the response: want all of it within \(Double(nanoseconds) / 1e9) seconds"
        }
    }
}
