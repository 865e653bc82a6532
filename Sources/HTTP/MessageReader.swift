/// Reads the header lines and the body of one message, in whatever pieces the bytes arrive (RFC 9112 sections 5 to 7).
/// Requests and responses differ only in their first line and in the choice of the framing, which the caller makes.
struct MessageReader {
    enum Progress {
        /// Every byte is used, and the message is incomplete.
        case needsMore
        /// The headers are complete. Call `begin` before the next `read`.
        case hasHeaders
        /// The message is complete. The bytes behind it are not used.
        case isComplete
    }

    private enum State {
        case headers
        case length(missing: Int)
        case untilClose
        case chunkSize
        case chunk(missing: Int)
        case chunkEnd
        case trailer
        case complete
    }

    private var state = State.headers
    private var lines = LineReader()
    private let limits: MessageLimits
    /// The fields that have arrived.
    private(set) var headers = Headers()
    /// The part of the body that has arrived, without its chunks' framing.
    private(set) var body: [UInt8] = []

    init(_ limits: MessageLimits) { self.limits = limits }

    /// The bytes of a body that has not arrived completely; nil if the framing does not declare them.
    var bodyBytes: Int? {
        if case .length(let missing) = state { body.count + missing } else { nil }
    }

    /// Chooses how the body ends, once the headers are complete.
    mutating func begin(_ framing: BodyFraming) {
        lines.restart()
        state =
            switch framing {
            case .none, .length(0): .complete
            case .length(let count): .length(missing: count)
            case .chunked: .chunkSize
            case .untilClose: .untilClose
            }
    }

    /// Reads from `position` on and moves it behind the bytes that were used.
    mutating func read(_ bytes: [UInt8], _ position: inout Int) throws(MessageFault) -> Progress {
        while true {
            switch state {
            case .headers:
                guard let line = try takeLine(bytes, &position, mayOmitReturn: true) else { return .needsMore }
                if line.isEmpty { return .hasHeaders }
                guard headers.count < limits.headerFields else { throw .tooManyHeaders(limit: limits.headerFields) }
                try headers.append(line: line)
            case .length(let missing):
                let left = takeBody(bytes, &position, missing)
                state = left == 0 ? .complete : .length(missing: left)
                if left > 0 { return .needsMore }
            case .untilClose:
                _ = takeBody(bytes, &position, limits.bodyBytes - body.count)
                if position < bytes.count { throw .bodyTooLong(limit: limits.bodyBytes) }
                return .needsMore
            case .chunkSize, .chunk, .chunkEnd, .trailer:
                if try !readChunked(bytes, &position) { return .needsMore }
            case .complete: return .isComplete
            }
        }
    }

    /// Reads one line or one run of bytes of a chunked body (RFC 9112 section 7.1), and drops extensions and trailers.
    /// Returns false if more bytes are needed.
    private mutating func readChunked(_ bytes: [UInt8], _ position: inout Int) throws(MessageFault) -> Bool {
        if case .chunk(let missing) = state {
            let left = takeBody(bytes, &position, missing)
            state = left == 0 ? .chunkEnd : .chunk(missing: left)
            return left == 0
        }
        // A proxy that requires the carriage return would see other chunks.
        guard let line = try takeLine(bytes, &position, mayOmitReturn: false) else { return false }
        switch state {
        case .chunkSize:
            let size = try chunkSize(line)
            guard let size, size <= limits.bodyBytes - body.count else { throw .bodyTooLong(limit: limits.bodyBytes) }
            state = size == 0 ? .trailer : .chunk(missing: size)
        case .chunkEnd:
            if !line.isEmpty { throw .chunk("want as many bytes as announced, then the end of the line") }
            state = .chunkSize
        default:
            if line.isEmpty { state = .complete } else { try Self.checkTrailer(line) }
        }
        return true
    }

    private static func checkTrailer(_ line: [UInt8]) throws(MessageFault) {
        var dropped = Headers()
        try dropped.append(line: line)
    }

    /// Returns how many of the `missing` bytes are still missing.
    private mutating func takeBody(_ bytes: [UInt8], _ position: inout Int, _ missing: Int) -> Int {
        let count = min(missing, bytes.count - position)
        body.append(contentsOf: bytes[position..<position + count])
        position += count
        return missing - count
    }

    private mutating func takeLine(
        _ bytes: [UInt8], _ position: inout Int, mayOmitReturn: Bool
    ) throws(MessageFault) -> [UInt8]? {
        do {
            return try lines.take(bytes, &position, limit: limits.headerBytes, mayOmitReturn: mayOmitReturn)
        } catch {
            switch error {
            case .tooLong: throw .headersTooLong(limit: limits.headerBytes)
            case .bareCarriageReturn: throw .bareCarriageReturn
            case .noCarriageReturn: throw .chunk("want a carriage return and a line feed at the end of each line")
            }
        }
    }
}

/// Reads the line before a chunk. Returns nil for a number that is too large.
private func chunkSize(_ line: [UInt8]) throws(MessageFault) -> Int? {
    let end = line.firstIndex { $0 == UInt8(ascii: ";") || $0.isBlank } ?? line.count
    var size: Int? = 0
    guard end > 0 else { throw .chunk("want a hexadecimal size") }
    for byte in line[..<end] {
        guard let digit = byte.hexadecimalValue else { throw .chunk("want a hexadecimal size") }
        if let before = size { size = before < 1 << 48 ? before << 4 | Int(digit) : nil }
    }
    // Blanks are allowed only before an extension (RFC 9112 section 7.1.1).
    let rest = line[end...].drop(while: \.isBlank)
    guard rest.isEmpty ? end == line.count : rest.first == UInt8(ascii: ";"), line[end...].allSatisfy(\.isFieldText)
    else { throw .chunk("want nothing but extensions after the size") }
    return size
}
