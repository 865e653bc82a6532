/// Why the server itself answers a request, with an error, and closes the connection.
enum RequestFault: Error, Equatable, CustomStringConvertible {
    case requestLine
    case method
    case target(String)
    case version
    case versionTooNew
    case requestLineTooLong(limit: Int)
    case host(String)
    case expectation
    case message(MessageFault)
    case timedOut(nanoseconds: Int64)
    case tooManyConnections(limit: Int)

    /// The status code of the answer.
    var status: Int {
        switch self {
        case .requestLine, .method, .target, .version, .host: 400
        case .timedOut: 408
        case .requestLineTooLong: 414
        case .expectation: 417
        case .tooManyConnections: 503
        case .versionTooNew: 505
        case .message(let fault):
            switch fault {
            case .bareCarriageReturn, .folding, .field, .length, .transferCoding, .chunk: 400
            case .bodyTooLong: 413
            case .headersTooLong, .tooManyHeaders: 431
            case .unknownTransferCoding: 501
            }
        }
    }

    /// One sentence for the peer, which repeats none of its bytes.
    var description: String {
        switch self {
        case .requestLine: "cannot read the request line: want a method, a target and a version, one space apart"
        case .method: "cannot read the method: want letters, digits or any of !#$%&'*+-.^_`|~"
        case .target(let want): "cannot read the target: \(want)"
        case .version: "cannot read the version: want HTTP/1.1"
        case .versionTooNew: "cannot speak this version: want HTTP/1.1 or HTTP/1.0"
        case .requestLineTooLong(let limit): "cannot read the request line: want at most \(limit) bytes"
        case .host(let detail): "cannot determine the host: \(detail)"
        case .expectation: "cannot meet the expectation: want 100-continue"
        case .message(let fault): fault.description
        case .timedOut(let nanoseconds):
            "cannot wait for the rest of the request: want all of it within \(nanoseconds / 1_000_000_000) seconds"
        case .tooManyConnections(let limit):
            "cannot serve another connection: got \(limit) already; close one, or raise --web.max-connections"
        }
    }
}
