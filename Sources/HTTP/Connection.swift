/// One connection as a state machine: events in, the next action out. It knows neither sockets nor clocks; whoever
/// drives it performs `action` and reports what came of it, and calls `expire` when `deadline` has passed.
struct Connection {
    /// What is to be done next.
    enum Action: Equatable {
        /// Receive bytes, when there are some, and hand them to `receive`.
        case receive
        /// Answer the request and hand the response to `respond`.
        case answer(Request)
        /// Send of `output` what `unsent` says, and report it to `advance`.
        case send
        /// Close the half that writes, and report it to `didCloseWriting`.
        case closeWriting
        /// Close the socket. Nothing more will happen.
        case close
    }

    private enum State {
        /// Between requests.
        case idle(deadline: Int64)
        /// Within a request; a deadline for all of it.
        case receiving(deadline: Int64)
        /// Telling the peer to go on; the request's deadline holds.
        case proceeding(sent: Int, deadline: Int64)
        case answering(Request)
        case sending(ResponseWriter, stallDeadline: Int64, deadline: Int64)
        /// The last response is out.
        case closingWriting
        /// Waiting for the peer to close, dropping what it sends: a socket that is closed with bytes unread resets the
        /// connection, and the peer may lose the response.
        case lingering(deadline: Int64, mayDrop: Int)
        case closed
    }

    private var state: State
    private var parser: RequestParser
    private let limits: Limits
    /// Received and not parsed, because the response before has not been sent.
    private var pending: [UInt8] = []
    private var isLast = false
    /// What a connection over the limit is told, and when.
    private var guestFault: RequestFault?
    private var guestDeadline = Int64.max
    /// When every response has to be out, once the server stops.
    private var stopDeadline = Int64.max
    /// When it began to wait for what it waits for.
    private var since: Int64
    /// Bytes that a lingering peer may send until it is cut off.
    private static let lingerBytes = 1 << 20
    /// Time that a guest gets to say what it wants.
    private static let guestNanoseconds: Int64 = 250_000_000
    /// Time that a request under way gets to become whole once the server stops.
    private static let stopRequestNanoseconds: Int64 = 1_000_000_000

    /// Responses that ended since this was last emptied.
    private(set) var finished: [Exchange] = []

    /// A connection that was just accepted.
    init(limits: Limits, now: Int64) {
        self.limits = limits
        parser = RequestParser(limits: limits)
        since = now
        state = .idle(deadline: now + limits.idleNanoseconds)
    }

    /// A connection over the limit: it has a moment to send one request. If that is not whole by then, it is told `fault`.
    init(guest fault: RequestFault, limits: Limits, now: Int64) {
        self.init(limits: limits, now: now)
        state = .idle(deadline: now + Self.guestNanoseconds)
        guestFault = fault
        guestDeadline = now + Self.guestNanoseconds
        isLast = true
    }

    var action: Action {
        switch state {
        case .idle, .receiving, .lingering: .receive
        case .proceeding, .sending: .send
        case .answering(let request): .answer(request)
        case .closingWriting: .closeWriting
        case .closed: .close
        }
    }

    /// When `expire` has something to do.
    var deadline: Int64? {
        switch state {
        case .idle(let deadline), .receiving(let deadline), .proceeding(_, let deadline), .lingering(let deadline, _):
            deadline
        case .sending(_, let stallDeadline, let deadline): min(stallDeadline, deadline)
        case .answering, .closingWriting, .closed: nil
        }
    }

    /// Since when the connection has waited for its peer, between requests, within one or after the last; nil while it
    /// serves one.
    var waitingSince: Int64? {
        switch state {
        case .idle, .receiving, .lingering: since
        case .proceeding, .answering, .sending, .closingWriting, .closed: nil
        }
    }

    /// Gives the connection up, whatever it waits for.
    mutating func close() { state = .closed }

    /// Takes bytes that the peer sent.
    mutating func receive(_ bytes: [UInt8], now: Int64) {
        switch state {
        case .idle, .receiving:
            pending = bytes
            parse(now)
        case .lingering(let deadline, let mayDrop):
            let left = mayDrop - bytes.count
            state = left > 0 ? .lingering(deadline: deadline, mayDrop: left) : .closed
        case .proceeding, .answering, .sending, .closingWriting, .closed:
            preconditionFailure("nothing may be received while a request is being answered")
        }
    }

    /// Takes the answer to the request that `action` named.
    mutating func respond(_ response: Response, now: Int64) {
        guard case .answering(let request) = state else { preconditionFailure("no request waits for an answer") }
        send(ResponseWriter(response, to: request, closes: isLast), now)
    }

    /// What `send` means; `unsent` may be empty if the body's source made nothing this time.
    mutating func refill() {
        guard case .sending(var writer, let stallDeadline, let deadline) = state else { return }
        writer.refill()
        state = .sending(writer, stallDeadline: stallDeadline, deadline: deadline)
        if writer.isBroken { disconnect() }
    }

    /// The bytes that are being sent, and which of them are not sent yet.
    var output: (bytes: [UInt8], unsent: Range<Int>) {
        switch state {
        case .proceeding(let sent, _): (ResponseHead.proceed, sent..<ResponseHead.proceed.count)
        case .sending(let writer, _, _): (writer.output, writer.unsent)
        case .idle, .receiving, .answering, .closingWriting, .lingering, .closed: ([], 0..<0)
        }
    }

    /// Notes that the kernel took so many bytes.
    mutating func advance(_ count: Int, now: Int64) {
        switch state {
        case .proceeding(let sent, let deadline):
            if sent + count < ResponseHead.proceed.count {
                state = .proceeding(sent: sent + count, deadline: deadline)
            } else {
                state = .receiving(deadline: deadline)
            }
        case .sending(var writer, let stallDeadline, let deadline):
            writer.advance(count)
            if writer.isFinished {
                end(writer, isComplete: true)
                if writer.closes || isLast {
                    state = .closingWriting
                } else {
                    state = .idle(deadline: now + limits.idleNanoseconds)
                    since = now
                    parse(now)
                }
            } else {
                let next = count > 0 ? now + limits.stallNanoseconds : stallDeadline
                state = .sending(writer, stallDeadline: next, deadline: deadline)
            }
        case .idle, .receiving, .answering, .closingWriting, .lingering, .closed:
            preconditionFailure("nothing was to be sent")
        }
    }

    /// Notes that the peer has closed its half while bytes were wanted from it, or that the connection is broken.
    mutating func disconnect() {
        if case .sending(let writer, _, _) = state { end(writer, isComplete: false) }
        state = .closed
    }

    /// Notes that the half that writes is closed.
    mutating func didCloseWriting(now: Int64) {
        since = now
        state = .lingering(deadline: now + limits.lingerNanoseconds, mayDrop: Self.lingerBytes)
    }

    /// Does what is due at `now`.
    mutating func expire(now: Int64) {
        guard let deadline, now >= deadline else { return }
        switch state {
        case .idle, .receiving:
            if let guestFault { return refuse(guestFault, now) }
            guard case .receiving = state else { return disconnect() }
            refuse(.timedOut(nanoseconds: limits.requestNanoseconds), now)
        default: disconnect()
        }
    }

    /// Lets a request under way be answered and takes no other; a connection between requests closes. A request must be
    /// whole within a second, and its response out within `Limits.stopNanoseconds`.
    mutating func stop(now: Int64) {
        isLast = true
        stopDeadline = now + limits.stopNanoseconds
        switch state {
        case .idle: state = .closed
        case .receiving(let deadline):
            state = .receiving(deadline: min(deadline, now + Self.stopRequestNanoseconds))
        case .proceeding(let sent, let deadline):
            state = .proceeding(sent: sent, deadline: min(deadline, now + Self.stopRequestNanoseconds))
        case .sending(let writer, let stallDeadline, let deadline):
            state = .sending(writer, stallDeadline: stallDeadline, deadline: min(deadline, stopDeadline))
        case .answering, .closingWriting, .lingering, .closed: break
        }
    }

    /// Returns the responses that ended since the last call.
    mutating func takeFinished() -> [Exchange] {
        var taken: [Exchange] = []
        swap(&taken, &finished)
        return taken
    }

    private mutating func parse(_ now: Int64) {
        var position = 0
        let outcome = parser.parse(pending, &position)
        pending.removeSubrange(..<position)
        switch outcome {
        case .request(let request): state = .answering(request)
        case .fault(let fault): refuse(fault, now)
        case .needsContinue: state = .proceeding(sent: 0, deadline: requestDeadline(now))
        case .needsMore:
            // The next piece makes new room; an idle connection holds none.
            pending = []
            if parser.isAtStart { return }
            if case .idle = state { since = now }
            state = .receiving(deadline: requestDeadline(now))
        }
    }

    /// The deadline of the request under way; of a new one, if its first byte has just come.
    private func requestDeadline(_ now: Int64) -> Int64 {
        if case .receiving(let deadline) = state {
            deadline
        } else {
            min(guestDeadline, now + limits.requestNanoseconds)
        }
    }

    private mutating func refuse(_ fault: RequestFault, _ now: Int64) {
        pending = []
        send(ResponseWriter(.text(fault.status, fault.description), to: nil, closes: true), now)
    }

    private mutating func send(_ writer: ResponseWriter, _ now: Int64) {
        let deadline = min(stopDeadline, now + limits.responseNanoseconds)
        state = .sending(writer, stallDeadline: now + limits.stallNanoseconds, deadline: deadline)
    }

    private mutating func end(_ writer: ResponseWriter, isComplete: Bool) {
        finished.append(
            Exchange(method: writer.method, path: writer.path, status: writer.status, isComplete: isComplete))
    }
}
