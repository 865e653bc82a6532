/// Bytes of one connection in, requests out, whatever the pieces that the bytes come in. Lines may end with a line feed
/// alone where RFC 9112 section 2.2 allows it: in the request line and the headers, not in what frames a chunked body.
struct RequestParser {
    enum Outcome: Equatable {
        /// All bytes are used up, and the request is not complete.
        case needsMore
        /// As `needsMore`, and the peer sends the body only when it is told to.
        case needsContinue
        /// A whole request. Bytes behind it are left alone; `parse` reads the next one from there.
        case request(Request)
        /// The request is refused; there is no way to tell where the next one starts.
        case fault(RequestFault)
    }

    private enum State {
        case requestLine
        case header(RequestLine)
        case body(RequestLine, missing: Int)
        case chunkSize(RequestLine)
        case chunk(RequestLine, missing: Int)
        case chunkEnd(RequestLine)
        case trailer(RequestLine)
        case failed(RequestFault)
    }

    private var state = State.requestLine
    private let limits: Limits
    /// The start of a line whose end has not come.
    private var line: [UInt8] = []
    /// Bytes of the finished lines of this section: request line, headers, chunk framing.
    private var sectionBytes = 0
    private var headers = Headers()
    private var body: [UInt8] = []

    init(limits: Limits) { self.limits = limits }

    /// Whether no byte of a request has come.
    var isAtStart: Bool {
        if case .requestLine = state { line.isEmpty && sectionBytes == 0 } else { false }
    }

    /// Reads from `position` on and moves it behind what was used.
    mutating func parse(_ bytes: [UInt8], _ position: inout Int) -> Outcome {
        do {
            while true {
                if let outcome = try step(bytes, &position) { return outcome }
            }
        } catch {
            state = .failed(error)
            return .fault(error)
        }
    }

    /// Takes one line or one run of body bytes. Returns nil if there may be more to take.
    private mutating func step(_ bytes: [UInt8], _ position: inout Int) throws(RequestFault) -> Outcome? {
        switch state {
        case .requestLine:
            let limit = limits.requestLineBytes
            try checkFirstByte(bytes, position)
            guard let line = try takeLine(bytes, &position, limit, .requestLineTooLong(limit: limit)) else {
                return .needsMore
            }
            // An empty line before the request line is skipped (RFC 9112 section 2.2).
            if !line.isEmpty { enter(.header(try RequestLine(line))) }
            return nil
        case .header(let head):
            guard let line = try takeFramingLine(bytes, &position) else { return .needsMore }
            if line.isEmpty { return try endHeaders(head, hasMore: position < bytes.count) }
            guard headers.count < limits.headerFields else { throw .tooManyHeaders(limit: limits.headerFields) }
            try headers.append(line: line)
            return nil
        case .body(let head, let missing):
            let left = takeBody(bytes, &position, missing)
            state = .body(head, missing: left)
            return left == 0 ? finish(head) : .needsMore
        case .chunkSize, .chunk, .chunkEnd, .trailer:
            return try chunkStep(bytes, &position)
        case .failed(let fault):
            return .fault(fault)
        }
    }

    /// The part of `step` that undoes chunks (RFC 9112 section 7.1). Extensions and trailers are read and dropped.
    private mutating func chunkStep(_ bytes: [UInt8], _ position: inout Int) throws(RequestFault) -> Outcome? {
        switch state {
        case .chunkSize(let head):
            guard let line = try takeFramingLine(bytes, &position, mayOmitReturn: false) else { return .needsMore }
            let size = try Self.chunkSize(line)
            guard let size, size <= limits.bodyBytes - body.count else { throw .bodyTooLong(limit: limits.bodyBytes) }
            state = size == 0 ? .trailer(head) : .chunk(head, missing: size)
        case .chunk(let head, let missing):
            let left = takeBody(bytes, &position, missing)
            state = left == 0 ? .chunkEnd(head) : .chunk(head, missing: left)
            if left > 0 { return .needsMore }
        case .chunkEnd(let head):
            guard let line = try takeFramingLine(bytes, &position, mayOmitReturn: false) else { return .needsMore }
            if !line.isEmpty { throw .chunk("want as many bytes as announced, then the end of the line") }
            state = .chunkSize(head)
        case .trailer(let head):
            guard let line = try takeFramingLine(bytes, &position, mayOmitReturn: false) else { return .needsMore }
            if line.isEmpty { return finish(head) }
            var dropped = Headers()
            try dropped.append(line: line)
        case .requestLine, .header, .body, .failed:
            preconditionFailure("no chunk is being read")
        }
        return nil
    }

    /// Refuses at once what cannot be a request, such as the first message of TLS, which may never bring a line end.
    private func checkFirstByte(_ bytes: [UInt8], _ position: Int) throws(RequestFault) {
        // Past the limit there is one fault only, whatever the pieces.
        guard line.isEmpty, position < bytes.count, sectionBytes < limits.requestLineBytes else { return }
        let first = bytes[position]
        if !first.isTokenCharacter && first != UInt8(ascii: "\r") && first != UInt8(ascii: "\n") { throw .method }
    }

    private mutating func endHeaders(_ head: RequestLine, hasMore: Bool) throws(RequestFault) -> Outcome? {
        try headers.checkHost(head.version)
        let framing = try headers.bodyFraming(head.version, limit: limits.bodyBytes)
        let expectsContinue = try headers.expectsContinue(head.version)
        switch framing {
        case .none: return finish(head)
        case .length(let count): enter(.body(head, missing: count))
        case .chunked: enter(.chunkSize(head))
        }
        // A peer that has begun to send the body needs no word.
        return expectsContinue && !hasMore ? .needsContinue : nil
    }

    private mutating func finish(_ head: RequestLine) -> Outcome {
        let request = Request(
            method: head.method, target: head.target, version: head.version, headers: headers, body: body)
        headers = Headers()
        body = []
        enter(.requestLine)
        return .request(request)
    }

    /// Starts another section, whose bytes are counted from 0.
    private mutating func enter(_ next: State) {
        state = next
        sectionBytes = 0
    }

    private mutating func takeBody(_ bytes: [UInt8], _ position: inout Int, _ missing: Int) -> Int {
        let count = min(missing, bytes.count - position)
        body.append(contentsOf: bytes[position..<position + count])
        position += count
        return missing - count
    }

    private mutating func takeFramingLine(
        _ bytes: [UInt8], _ position: inout Int, mayOmitReturn: Bool = true
    ) throws(RequestFault) -> [UInt8]? {
        let fault = RequestFault.headersTooLong(limit: limits.headerBytes)
        return try takeLine(bytes, &position, limits.headerBytes, fault, mayOmitReturn: mayOmitReturn)
    }

    /// Returns a line without its end, or nil and keeps what there is of it. `limit` counts the bytes of the section's
    /// lines with their ends.
    private mutating func takeLine(
        _ bytes: [UInt8], _ position: inout Int, _ limit: Int, _ fault: RequestFault, mayOmitReturn: Bool = true
    ) throws(RequestFault) -> [UInt8]? {
        let room = max(0, limit - sectionBytes - line.count)
        let rest = bytes[position...]
        // No more than the section may still hold is looked at, so that a long piece costs no more than a short one.
        guard let end = rest.prefix(room).firstIndex(of: UInt8(ascii: "\n")) else {
            if rest.count >= room { throw fault }
            line.append(contentsOf: rest)
            position = bytes.count
            return nil
        }
        line.append(contentsOf: bytes[position..<end])
        position = end + 1
        sectionBytes += line.count + 1
        var complete: [UInt8] = []
        swap(&complete, &line)
        if complete.last == UInt8(ascii: "\r") {
            complete.removeLast()
        } else if !mayOmitReturn {
            throw .chunk("want a carriage return and a line feed at the end of each line")
        }
        if complete.contains(UInt8(ascii: "\r")) { throw .bareCarriageReturn }
        return complete
    }

    /// Returns nil for a number that does not fit.
    private static func chunkSize(_ line: [UInt8]) throws(RequestFault) -> Int? {
        let end = line.firstIndex { $0 == UInt8(ascii: ";") || $0 == 0x20 || $0 == 0x09 } ?? line.count
        var size: Int? = 0
        guard end > 0 else { throw .chunk("want a hexadecimal size") }
        for byte in line[..<end] {
            guard let digit = byte.hexadecimalValue else { throw .chunk("want a hexadecimal size") }
            if let before = size { size = before < 1 << 48 ? before << 4 | Int(digit) : nil }
        }
        // Blanks may stand before an extension only (RFC 9112 section 7.1.1).
        let rest = line[end...].drop { $0 == 0x20 || $0 == 0x09 }
        guard rest.isEmpty ? end == line.count : rest.first == UInt8(ascii: ";"),
            line[end...].allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
        else { throw .chunk("want nothing but extensions after the size") }
        return size
    }
}
