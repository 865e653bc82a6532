/// One connection as a state machine: events in, the next action out. It knows neither sockets nor clocks: its driver
/// performs `action`, reports the result, and calls `expire` when `deadline` has passed.
struct Connection {
    /// The next step of the driver.
    enum Action: Equatable {
        /// Receive bytes when there are some and pass them to `receive`.
        case receive
        /// Answer the request and pass the response to `respond`.
        case answer(Request)
        /// Call `refill` unless the source has yielded in this turn, send the unsent bytes of `output`, and report the
        /// count to `advance`.
        case send
        /// Do nothing until `deadline`; call `disconnect` if the peer closes its half. Bytes that arrive are not
        /// received yet. The body of the response waits.
        case wait
        /// Close the writing half and report it to `didCloseWriting`.
        case closeWriting
        /// Close the socket. Nothing follows.
        case close
    }

    private enum State {
        /// Between requests.
        case idle(deadline: Int64)
        /// Within a request, which has one deadline.
        case receiving(deadline: Int64)
        /// Sending 100 Continue. The deadline of the request applies.
        case proceeding(sent: Int, deadline: Int64)
        case answering(Request)
        case delivering(Delivery)
        /// The last response has been sent.
        case closingWriting
        /// Waiting for the peer to close, and dropping the bytes it sends: closing a socket with unread bytes resets
        /// the connection, and the peer may lose the response.
        case lingering(deadline: Int64, mayDrop: Int)
        case closed
    }

    private var state: State
    private var parser: RequestParser
    private let limits: Limits
    private let errorForm: Response.ErrorForm
    /// Received and not parsed, because the response before is not sent.
    private var pending: [UInt8] = []
    private var isLast = false
    /// The answer to an overflow connection, and its moment.
    private var overflowFault: RequestFault?
    private var overflowDeadline = Int64.max
    /// The moment by which every response has to be sent once the server stops.
    private var stopDeadline = Int64.max
    /// The moment at which the connection began to wait for its peer.
    private var since: Int64
    /// Bytes that a lingering peer may send before the connection closes.
    private static let lingerBytes = 1 << 20
    /// Time that an overflow connection has for its request.
    private static let overflowNanoseconds: Int64 = 250_000_000
    /// Time for the rest of a request that is under way when the server stops.
    private static let stopRequestNanoseconds: Int64 = 1_000_000_000

    /// Responses that ended since the last `takeFinished`.
    private(set) var finished: [Exchange] = []

    /// A connection that was just accepted.
    init(limits: Limits, now: Int64, errorForm: @escaping Response.ErrorForm = { $0 }) {
        self.limits = limits
        self.errorForm = errorForm
        parser = RequestParser(limits: limits)
        since = now
        state = .idle(deadline: now + limits.idleNanoseconds)
    }

    /// An overflow connection, one above the limit. It has 250 ms to send one request, and is answered with `fault` if
    /// the request is not complete by then.
    init(
        overflow fault: RequestFault, limits: Limits, now: Int64, errorForm: @escaping Response.ErrorForm = { $0 }
    ) {
        self.init(limits: limits, now: now, errorForm: errorForm)
        state = .idle(deadline: now + Self.overflowNanoseconds)
        overflowFault = fault
        overflowDeadline = now + Self.overflowNanoseconds
        isLast = true
    }

    var action: Action {
        switch state {
        case .idle, .receiving, .lingering: .receive
        case .proceeding: .send
        case .delivering(let delivery): delivery.writer.isWaiting ? .wait : .send
        case .answering(let request): .answer(request)
        case .closingWriting: .closeWriting
        case .closed: .close
        }
    }

    /// The moment at which `expire` has something to do; in the past after `wake`, nil if there is none.
    var deadline: Int64? {
        switch state {
        case .idle(let deadline), .receiving(let deadline), .proceeding(_, let deadline), .lingering(let deadline, _):
            deadline
        case .delivering(let delivery): delivery.deadline < .max ? delivery.deadline : nil
        case .answering, .closingWriting, .closed: nil
        }
    }

    /// The moment at which the connection began to wait for its peer: between requests, within a request or after the
    /// last response. Nil while a request is answered.
    var waitingSince: Int64? {
        switch state {
        case .idle, .receiving, .lingering: since
        case .proceeding, .answering, .delivering, .closingWriting, .closed: nil
        }
    }

    /// Closes the connection in any state.
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
        case .proceeding, .answering, .delivering, .closingWriting, .closed:
            preconditionFailure("received bytes while a request is answered")
        }
    }

    /// Takes the answer to the request of `action`.
    mutating func respond(_ response: Response, now: Int64) {
        guard case .answering(let request) = state else { preconditionFailure("no request waits for an answer") }
        deliver(response, to: request, closes: isLast, now)
    }

    /// Asks the body's source for more bytes if few are unsent. Returns false if the source yielded: do not call this
    /// again in the same turn.
    mutating func refill(now: Int64) -> Bool {
        guard case .delivering(var delivery) = state else { return true }
        // Otherwise `state` holds a second reference to the bytes, and adding to them copies them.
        state = .closed
        let mayRefill = delivery.refill(now: now)
        state = .delivering(delivery)
        if delivery.writer.isBroken { disconnect() }
        return mayRefill
    }

    /// The bytes that are being sent, and the range of them that is not sent.
    var output: (bytes: [UInt8], unsent: Range<Int>) {
        switch state {
        case .proceeding(let sent, _): (ResponseHead.proceed, sent..<ResponseHead.proceed.count)
        case .delivering(let delivery): (delivery.writer.output, delivery.writer.unsent)
        case .idle, .receiving, .answering, .closingWriting, .lingering, .closed: ([], 0..<0)
        }
    }

    /// Notes that the kernel took `count` bytes.
    mutating func advance(_ count: Int, now: Int64) {
        switch state {
        case .proceeding(let sent, let deadline):
            if sent + count < ResponseHead.proceed.count {
                state = .proceeding(sent: sent + count, deadline: deadline)
            } else {
                state = .receiving(deadline: deadline)
            }
        case .delivering(var delivery):
            delivery.advance(count, now: now)
            state = .delivering(delivery)
            if delivery.writer.isFinished { finish(delivery.writer, now) }
        case .idle, .receiving, .answering, .closingWriting, .lingering, .closed:
            preconditionFailure("sent bytes although nothing was to be sent")
        }
    }

    /// Notes that the peer closed its half while bytes were expected from it or while a body waited, or that the
    /// connection is broken.
    mutating func disconnect() {
        if case .delivering(let delivery) = state { note(delivery.writer, isComplete: false) }
        state = .closed
    }

    /// Notes that the writing half is closed.
    mutating func didCloseWriting(now: Int64) {
        since = now
        state = .lingering(deadline: now + limits.lingerNanoseconds, mayDrop: Self.lingerBytes)
    }

    /// Lets a body that waits be asked again in the next turn: `deadline` is in the past then.
    mutating func wake() {
        guard case .delivering(var delivery) = state else { return }
        delivery.wake()
        state = .delivering(delivery)
    }

    /// Ends the wait, the request or the connection whose time is over at `now`.
    mutating func expire(now: Int64) {
        guard let deadline, now >= deadline else { return }
        switch state {
        case .idle, .receiving:
            if let overflowFault { return refuse(overflowFault, now) }
            guard case .receiving = state else { return disconnect() }
            refuse(.timedOut(nanoseconds: limits.requestNanoseconds), now)
        case .delivering(var delivery):
            let mayGoOn = delivery.expire(now: now)
            state = .delivering(delivery)
            if !mayGoOn { disconnect() }
        default: disconnect()
        }
    }

    /// Answers the request that is under way and accepts no further one; closes at once between requests. The request
    /// must be complete within a second, and its response sent within `Limits.stopNanoseconds`. A long-lived body ends
    /// now, with its last chunk.
    mutating func stop(now: Int64) {
        isLast = true
        stopDeadline = now + limits.stopNanoseconds
        switch state {
        case .idle: state = .closed
        case .receiving(let deadline):
            state = .receiving(deadline: min(deadline, now + Self.stopRequestNanoseconds))
        case .proceeding(let sent, let deadline):
            state = .proceeding(sent: sent, deadline: min(deadline, now + Self.stopRequestNanoseconds))
        case .delivering(var delivery):
            delivery.stop(deadline: stopDeadline, now: now)
            state = .delivering(delivery)
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
            // Releases the memory of the bytes while the connection is idle.
            pending = []
            if parser.isAtStart { return }
            if case .idle = state { since = now }
            state = .receiving(deadline: requestDeadline(now))
        }
    }

    /// The deadline of the request under way, or of the request whose first byte arrived at `now`.
    private func requestDeadline(_ now: Int64) -> Int64 {
        if case .receiving(let deadline) = state {
            deadline
        } else {
            min(overflowDeadline, now + limits.requestNanoseconds)
        }
    }

    private mutating func refuse(_ fault: RequestFault, _ now: Int64) {
        pending = []
        deliver(.text(fault.status, fault.description), to: nil, closes: true, now)
    }

    private mutating func deliver(_ response: Response, to request: Request?, closes: Bool, _ now: Int64) {
        let formed = response.status < 400 ? response : errorForm(response)
        let writer = ResponseWriter(formed, to: request, closes: closes)
        state = .delivering(Delivery(writer, limits: limits, now: now, stopDeadline: stopDeadline))
    }

    private mutating func finish(_ writer: ResponseWriter, _ now: Int64) {
        note(writer, isComplete: true)
        if writer.closes || isLast {
            state = .closingWriting
        } else {
            state = .idle(deadline: now + limits.idleNanoseconds)
            since = now
            parse(now)
        }
    }

    private mutating func note(_ writer: ResponseWriter, isComplete: Bool) {
        finished.append(
            Exchange(method: writer.method, path: writer.path, status: writer.status, isComplete: isComplete))
    }
}
