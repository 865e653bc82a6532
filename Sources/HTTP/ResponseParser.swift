/// Reads the response to one request, in whatever pieces the bytes arrive. Interim responses (1xx) are skipped.
struct ResponseParser {
    enum Outcome: Equatable {
        /// Every byte is used, and the response is incomplete.
        case needsMore
        /// The complete response. The bytes behind it are not used.
        case response(ClientResponse)
        case fault(ClientFault)
    }

    private enum State {
        case statusLine
        case headers(StatusLine)
        case body(StatusLine, BodyFraming)
        case ended(Outcome)
    }

    private var state = State.statusLine
    private let isHead: Bool
    private let limits: ClientLimits
    private var lines = LineReader()
    private var message: MessageReader

    /// A parser for the response to one request; `isHead` says whether the method is HEAD.
    init(isHead: Bool, limits: ClientLimits) {
        self.isHead = isHead
        self.limits = limits
        message = MessageReader(limits.message)
    }

    /// Reads from `position` on and moves it behind the bytes that were used.
    mutating func parse(_ bytes: [UInt8], _ position: inout Int) -> Outcome {
        do {
            while true {
                if let outcome = try step(bytes, &position) { return outcome }
            }
        } catch {
            return finish(.fault(error))
        }
    }

    /// Takes the end of the connection, which completes a body without another framing. `isOrderly` is false if the
    /// connection broke, so that bytes may be lost.
    mutating func end(isOrderly: Bool) -> Outcome {
        switch state {
        case .statusLine where lines.isAtStart: finish(.fault(.noResponse))
        case .statusLine where !StatusLine.mayStart(with: lines.partial):
            finish(.fault(StatusLine.fault(lines.partial)))
        case .statusLine, .headers: finish(.fault(.headCutOff))
        case .body(let line, .untilClose) where isOrderly: finish(.response(response(line, .untilClose)))
        case .body:
            finish(.fault(.bodyCutOff(received: message.body.count, length: message.bodyBytes)))
        case .ended(let outcome): outcome
        }
    }

    /// Returns nil if there may be more to read.
    private mutating func step(_ bytes: [UInt8], _ position: inout Int) throws(ClientFault) -> Outcome? {
        switch state {
        case .statusLine:
            try checkFirstBytes(bytes, position)
            guard let line = try takeLine(bytes, &position) else { return .needsMore }
            state = .headers(try StatusLine(line))
        case .headers(let line):
            guard case .hasHeaders = try progress(bytes, &position, line) else { return .needsMore }
            try beginBody(line)
        case .body(let line, let framing):
            guard case .isComplete = try progress(bytes, &position, line) else { return .needsMore }
            return finish(.response(response(line, framing)))
        case .ended(let outcome): return outcome
        }
        return nil
    }

    /// Refuses bytes that are no status line once there are enough of them to show, without waiting for a line end that
    /// may never arrive.
    private func checkFirstBytes(_ bytes: [UInt8], _ position: Int) throws(ClientFault) {
        // One more for the carriage return that may belong to the line's end.
        let count = StatusLine.excerptBytes + 2
        guard limits.statusLineBytes - lines.completeBytes > count else { return }
        let start = lines.partial + bytes[position...].prefix(count)
        let line = start.prefix(count)
        if line.count == count && !line.contains(UInt8(ascii: "\n")) && !StatusLine.mayStart(with: line) {
            throw StatusLine.fault(Array(line))
        }
    }

    private mutating func takeLine(_ bytes: [UInt8], _ position: inout Int) throws(ClientFault) -> [UInt8]? {
        do {
            return try lines.take(bytes, &position, limit: limits.statusLineBytes, mayOmitReturn: true)
        } catch {
            if case .tooLong = error { throw .statusLineTooLong(limit: limits.statusLineBytes) }
            throw .message(.bareCarriageReturn)
        }
    }

    private mutating func progress(
        _ bytes: [UInt8], _ position: inout Int, _ line: StatusLine
    ) throws(ClientFault) -> MessageReader.Progress {
        do {
            return try message.read(bytes, &position)
        } catch {
            throw fault(error, line)
        }
    }

    /// Chooses the framing (RFC 9112 section 6.3), or starts again behind an interim response.
    private mutating func beginBody(_ line: StatusLine) throws(ClientFault) {
        if line.status == 101 { throw .switchedProtocols }
        if line.status < 200 {
            message = MessageReader(limits.message)
            state = .statusLine
            return
        }
        var framing = BodyFraming.none
        if !isHead && line.status != 204 && line.status != 304 {
            do {
                framing = try message.headers.bodyFraming(line.version, limit: limits.bodyBytes) ?? .untilClose
            } catch {
                throw fault(error, line)
            }
        }
        message.begin(framing)
        state = .body(line, framing)
    }

    private func fault(_ fault: MessageFault, _ line: StatusLine) -> ClientFault {
        guard case .bodyTooLong(let limit) = fault else { return .message(fault) }
        return .bodyTooLong(begun: response(line, .untilClose), limit: limit)
    }

    private func response(_ line: StatusLine, _ framing: BodyFraming) -> ClientResponse {
        ClientResponse(
            status: line.status, statusLine: line.text, headers: message.headers, body: message.body,
            keepsAlive: line.version == .http11 && framing != .untilClose
                && !message.headers.elements(of: "connection").contains("close"))
    }

    private mutating func finish(_ outcome: Outcome) -> Outcome {
        state = .ended(outcome)
        return outcome
    }
}
