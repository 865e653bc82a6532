/// Reads the requests of one connection, in whatever pieces the bytes arrive. Lines may end with a line feed alone
/// where RFC 9112 section 2.2 allows it: in the request line and the headers, not in the framing of a chunked body.
struct RequestParser {
    enum Outcome: Equatable {
        /// Every byte is used, and the request is incomplete.
        case needsMore
        /// As `needsMore`, and the peer waits for 100 Continue before it sends the body.
        case needsContinue
        /// A complete request. The bytes behind it are not used; the next `parse` continues there.
        case request(Request)
        /// The request is refused. Nothing marks the start of the next one.
        case fault(RequestFault)
    }

    private enum State {
        case requestLine
        case message(RequestLine)
        case failed(RequestFault)
    }

    private var state = State.requestLine
    private let limits: Limits
    private var lines = LineReader()
    private var message: MessageReader

    init(limits: Limits) {
        self.limits = limits
        message = MessageReader(limits.message)
    }

    /// Whether no byte of a request has arrived.
    var isAtStart: Bool {
        if case .requestLine = state { lines.isAtStart } else { false }
    }

    /// Reads from `position` on and moves it behind the bytes that were used.
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

    /// Returns nil if there may be more to read.
    private mutating func step(_ bytes: [UInt8], _ position: inout Int) throws(RequestFault) -> Outcome? {
        switch state {
        case .requestLine:
            try checkFirstByte(bytes, position)
            guard let line = try takeLine(bytes, &position) else { return .needsMore }
            // An empty line before the request line is skipped (RFC 9112 section 2.2).
            if !line.isEmpty { state = .message(try RequestLine(line)) }
            return nil
        case .message(let head):
            switch try messageProgress(bytes, &position) {
            case .needsMore: return .needsMore
            case .hasHeaders: return try beginBody(head, hasMore: position < bytes.count)
            case .isComplete: return finish(head)
            }
        case .failed(let fault):
            return .fault(fault)
        }
    }

    /// Refuses bytes that cannot start a request, such as the first message of TLS, without waiting for a line end that
    /// may never arrive.
    private func checkFirstByte(_ bytes: [UInt8], _ position: Int) throws(RequestFault) {
        // Past the limit there is one fault only, whatever the pieces.
        guard lines.partial.isEmpty, position < bytes.count, lines.completeBytes < limits.requestLineBytes else {
            return
        }
        let first = bytes[position]
        if !first.isTokenCharacter && first != UInt8(ascii: "\r") && first != UInt8(ascii: "\n") { throw .method }
    }

    private mutating func takeLine(_ bytes: [UInt8], _ position: inout Int) throws(RequestFault) -> [UInt8]? {
        do {
            return try lines.take(bytes, &position, limit: limits.requestLineBytes, mayOmitReturn: true)
        } catch {
            if case .tooLong = error { throw .requestLineTooLong(limit: limits.requestLineBytes) }
            throw .message(.bareCarriageReturn)
        }
    }

    private mutating func messageProgress(
        _ bytes: [UInt8], _ position: inout Int
    ) throws(RequestFault) -> MessageReader.Progress {
        do {
            return try message.read(bytes, &position)
        } catch {
            throw .message(error)
        }
    }

    private mutating func beginBody(_ head: RequestLine, hasMore: Bool) throws(RequestFault) -> Outcome? {
        try message.headers.checkHost(head.version)
        let framing: BodyFraming
        do {
            framing = try message.headers.bodyFraming(head.version, limit: limits.bodyBytes) ?? .none
        } catch {
            throw .message(error)
        }
        let expectsContinue = try message.headers.expectsContinue(head.version)
        message.begin(framing)
        // A peer that has begun to send the body does not wait, and neither does one without a body.
        let waits = expectsContinue && !hasMore && framing != .none && framing != .length(0)
        return waits ? .needsContinue : nil
    }

    private mutating func finish(_ head: RequestLine) -> Outcome {
        let request = Request(
            method: head.method, target: head.target, version: head.version, headers: message.headers,
            body: message.body)
        state = .requestLine
        lines = LineReader()
        message = MessageReader(limits.message)
        return .request(request)
    }
}
