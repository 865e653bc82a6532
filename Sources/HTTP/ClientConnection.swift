/// The client's side of one connection as a state machine: events in, the next action out. It knows neither sockets nor
/// clocks: its driver performs `action`, reports the result, and calls `expire` when `deadline` has passed.
struct ClientConnection {
    /// The next step of the driver.
    enum Action: Equatable {
        /// Call `begin` with the next request, or close the socket.
        case begin
        /// Send the unsent bytes of `output` and report the count to `advance`; receive bytes and pass them to
        /// `receive`. The response may start before the request is sent.
        case send
        /// Receive bytes when there are some and pass them to `receive`.
        case receive
        /// Close the socket.
        case close
    }

    private enum State {
        case ready
        case sending(ClientRequest, sent: Int)
        case receiving
        /// The connection carries no further request.
        case closed
    }

    private var state = State.ready
    private var parser: ResponseParser
    private let limits: ClientLimits
    private var mayKeepAlive = true

    /// How the last exchange ended; nil before the first one and while an exchange is under way.
    private(set) var outcome: Result<ClientResponse, ClientFault>?
    /// The moment at which `expire` ends the exchange; nil if none is under way.
    private(set) var deadline: Int64?

    /// A connection that is open and has carried nothing.
    init(limits: ClientLimits) {
        self.limits = limits
        parser = ResponseParser(isHead: false, limits: limits)
    }

    var action: Action {
        switch state {
        case .ready: .begin
        case .sending: .send
        case .receiving: .receive
        case .closed: .close
        }
    }

    /// The bytes of the request, and the range of them that is not sent.
    var output: (bytes: [UInt8], unsent: Range<Int>) {
        guard case .sending(let request, let sent) = state else { return ([], 0..<0) }
        return (request.bytes, sent..<request.bytes.count)
    }

    /// Starts an exchange. Its time counts from `start`, nanoseconds of the monotonic clock.
    mutating func begin(_ request: ClientRequest, start: Int64) {
        guard case .ready = state else { preconditionFailure("the connection carries no further request") }
        parser = ResponseParser(isHead: request.isHead, limits: limits)
        mayKeepAlive = request.keepsAlive
        outcome = nil
        deadline = start + limits.exchangeNanoseconds
        state = .sending(request, sent: 0)
    }

    /// Notes that the kernel took `count` bytes of `output`.
    mutating func advance(_ count: Int) {
        guard case .sending(let request, let sent) = state else {
            preconditionFailure("sent bytes although nothing was to be sent")
        }
        state = sent + count < request.bytes.count ? .sending(request, sent: sent + count) : .receiving
    }

    /// Notes that the connection takes no more bytes. The server may have answered before it closed.
    mutating func sendingFailed() {
        mayKeepAlive = false
        state = .receiving
    }

    /// Takes bytes that the server sent.
    mutating func receive(_ bytes: [UInt8]) {
        switch state {
        case .sending, .receiving: break
        // Bytes that belong to no request would be read as the next response.
        case .ready, .closed: return close()
        }
        var position = 0
        let parsed = parser.parse(bytes, &position)
        if position < bytes.count { mayKeepAlive = false }
        take(parsed)
    }

    /// Notes the end of the connection; `isOrderly` is false if it broke.
    mutating func disconnect(isOrderly: Bool) {
        mayKeepAlive = false
        switch state {
        case .sending, .receiving: take(parser.end(isOrderly: isOrderly))
        case .ready, .closed: close()
        }
    }

    /// Ends the exchange if its time is over at `now`.
    mutating func expire(now: Int64) {
        if let deadline, now >= deadline { end(.failure(.timedOut(nanoseconds: limits.exchangeNanoseconds))) }
    }

    /// Ends the exchange with a fault of its driver.
    mutating func fail(_ fault: ClientFault) {
        if outcome == nil { end(.failure(fault)) }
    }

    private mutating func take(_ parsed: ResponseParser.Outcome) {
        switch parsed {
        case .needsMore: break
        case .response(let response): end(.success(response))
        case .fault(let fault): end(.failure(fault))
        }
    }

    private mutating func end(_ result: Result<ClientResponse, ClientFault>) {
        outcome = result
        deadline = nil
        // A request that was answered before it was sent leaves its rest on the connection.
        if case .receiving = state, mayKeepAlive, case .success(let response) = result, response.keepsAlive {
            state = .ready
        } else {
            state = .closed
        }
    }

    private mutating func close() { state = .closed }
}
