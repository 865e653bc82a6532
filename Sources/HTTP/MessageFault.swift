/// Why the header lines or the body of a message, request or response, cannot be read.
package enum MessageFault: Error, Equatable, Sendable, CustomStringConvertible {
    case bareCarriageReturn
    case folding
    case field
    case length(String)
    case transferCoding(String)
    case unknownTransferCoding
    case chunk(String)
    case headersTooLong(limit: Int)
    case tooManyHeaders(limit: Int)
    case bodyTooLong(limit: Int)

    /// One sentence that repeats none of the peer's bytes.
    package var description: String {
        switch self {
        case .bareCarriageReturn:
            "cannot read a line: got a carriage return within it; want one only before a line feed"
        case .folding: "cannot read a header: got a line that starts with a blank; want each field on one line"
        case .field: "cannot read a header: want a name, a colon and a value without control characters"
        case .length(let detail): "cannot determine the length of the body: \(detail)"
        case .transferCoding(let detail): "cannot determine the end of the body: \(detail)"
        case .unknownTransferCoding: "cannot decode the transfer coding: want chunked, and nothing before it"
        case .chunk(let want): "cannot read a chunk: \(want)"
        case .headersTooLong(let limit): "cannot read the headers: want at most \(limit) bytes"
        case .tooManyHeaders(let limit): "cannot read the headers: want at most \(limit) of them"
        case .bodyTooLong(let limit): "cannot take the body: want at most \(limit) bytes"
        }
    }
}
