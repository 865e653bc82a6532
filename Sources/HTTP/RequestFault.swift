/// Why the server itself answers a request, with an error, and closes the connection.
enum RequestFault: Error, Equatable, CustomStringConvertible {
    case requestLine
    case method
    case target(String)
    case version
    case versionTooNew
    case bareCarriageReturn
    case folding
    case field
    case host(String)
    case length(String)
    case transferCoding(String)
    case unknownTransferCoding
    case expectation
    case chunk(String)
    case requestLineTooLong(limit: Int)
    case headersTooLong(limit: Int)
    case tooManyHeaders(limit: Int)
    case bodyTooLong(limit: Int)
    case timedOut(nanoseconds: Int64)
    case tooManyConnections(limit: Int)

    /// The status code that the peer gets.
    var status: Int {
        switch self {
        case .requestLine, .method, .target, .version, .bareCarriageReturn, .folding, .field, .host, .length,
            .transferCoding, .chunk:
            400
        case .timedOut: 408
        case .bodyTooLong: 413
        case .requestLineTooLong: 414
        case .expectation: 417
        case .headersTooLong, .tooManyHeaders: 431
        case .unknownTransferCoding: 501
        case .tooManyConnections: 503
        case .versionTooNew: 505
        }
    }

    /// One sentence for the peer. Nothing that it sent is repeated.
    var description: String {
        switch self {
        case .requestLine: "cannot read the request line: want a method, a target and a version, one space apart"
        case .method: "cannot read the method: want letters, digits or any of !#$%&'*+-.^_`|~"
        case .target(let want): "cannot read the target: \(want)"
        case .version: "cannot read the version: want HTTP/1.1"
        case .versionTooNew: "cannot speak this version: want HTTP/1.1 or HTTP/1.0"
        case .bareCarriageReturn:
            "cannot read a line: got a carriage return within it; want one only before a line feed"
        case .folding: "cannot read a header: got a line that starts with a blank; want each field on one line"
        case .field: "cannot read a header: want a name, a colon and a value without control characters"
        case .host(let detail): "cannot tell the host: \(detail)"
        case .length(let detail): "cannot tell the length of the body: \(detail)"
        case .transferCoding(let detail): "cannot tell the end of the body: \(detail)"
        case .unknownTransferCoding: "cannot undo the transfer coding: want chunked, and nothing before it"
        case .expectation: "cannot meet the expectation: want 100-continue"
        case .chunk(let want): "cannot read a chunk: \(want)"
        case .requestLineTooLong(let limit): "cannot read the request line: want at most \(limit) bytes"
        case .headersTooLong(let limit): "cannot read the headers: want at most \(limit) bytes"
        case .tooManyHeaders(let limit): "cannot read the headers: want at most \(limit) of them"
        case .bodyTooLong(let limit): "cannot take the body: want at most \(limit) bytes"
        case .timedOut(let nanoseconds):
            "cannot wait for the rest of the request: want all of it within \(nanoseconds / 1_000_000_000) seconds"
        case .tooManyConnections(let limit):
            "cannot serve another connection: got \(limit) already; close one, or raise --web.max-connections"
        }
    }
}
