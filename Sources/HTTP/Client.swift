package import POSIX

/// A client of one server: finds its address, connects, and keeps the connection for further exchanges, one at a time.
/// Never blocks: its driver polls what `addInterest` adds, and calls `turn`.
package final class Client {
    private enum State {
        case idle
        case lookingUp(NameLookup, ClientRequest)
        /// An exchange over a new connection or one that was kept. If it cannot be made, the other addresses are next.
        case exchanging(ClientSocket, ClientRequest, others: ArraySlice<[UInt8]>)
    }

    private let url: ServerURL
    private let limits: ClientLimits
    private var state = State.idle
    private var kept: ClientSocket?
    private var start: Int64 = 0

    /// How the last exchange ended; nil before the first one and while an exchange is under way.
    package private(set) var outcome: Result<ClientResponse, ClientFault>?

    /// A client that has not connected yet.
    package init(_ url: ServerURL, limits: ClientLimits) { (self.url, self.limits) = (url, limits) }

    /// Whether an exchange is under way.
    package var isBusy: Bool {
        if case .idle = state { false } else { true }
    }

    /// The moment at which `turn` has something to do even if nothing is ready (monotonic nanoseconds).
    package var deadline: Int64? {
        switch state {
        case .idle: nil
        case .lookingUp(let lookup, _): min(lookup.deadline ?? .max, start + limits.exchangeNanoseconds)
        case .exchanging(let socket, _, _): socket.deadline
        }
    }

    /// Starts an exchange, whose time counts from `now`. Traps if one is under way.
    package func begin(_ request: ClientRequest, now: Int64) {
        precondition(!isBusy, "a client has one exchange at a time")
        (outcome, start) = (nil, now)
        if let socket = kept, socket.mayCarryAnother() {
            socket.begin(request, start: now)
            state = .exchanging(socket, request, others: [])
            return
        }
        kept = nil
        look(NameLookup(url.host, now: now), request)
    }

    /// Ends the exchange that may be under way, with its connection, and without an outcome.
    package func cancel() {
        if isBusy { kept = nil }
        (state, outcome) = (.idle, nil)
    }

    /// Adds what the exchange waits for.
    package func addInterest(to set: inout PollSet) {
        switch state {
        case .idle: break
        case .lookingUp(let lookup, _): lookup.addInterest(to: &set)
        case .exchanging(let socket, _, _): socket.addInterest(to: &set)
        }
    }

    /// Does what does not block.
    package func turn(_ set: PollSet, now: Int64) {
        switch state {
        case .idle: break
        case .lookingUp(let lookup, let request):
            lookup.turn(set, now: now)
            if lookup.outcome == nil && now >= start + limits.exchangeNanoseconds {
                return end(.failure(.timedOut(nanoseconds: limits.exchangeNanoseconds)))
            }
            look(lookup, request)
        case .exchanging(let socket, let request, let others):
            socket.turn(set, now: now)
            guard let outcome = socket.outcome else { return }
            if case .failure(.system) = outcome, !others.isEmpty { return connect(others, request) }
            kept = socket
            end(outcome)
        }
    }

    private func look(_ lookup: NameLookup, _ request: ClientRequest) {
        switch lookup.outcome {
        case nil: state = .lookingUp(lookup, request)
        case .success(let addresses)?: connect(addresses[...], request)
        case .failure(let error)?: end(.failure(.name(error)))
        }
    }

    /// Tries addresses until one can be connected to, or may be soon.
    private func connect(_ addresses: ArraySlice<[UInt8]>, _ request: ClientRequest) {
        var (others, fault) = (addresses, ClientFault.noResponse)
        while let bytes = others.popFirst() {
            do {
                let address = ListenAddress(bytes: bytes, port: url.port)
                let socket = try ClientSocket.connecting(to: address, limits: limits)
                socket.begin(request, start: start)
                state = .exchanging(socket, request, others: others)
                return
            } catch {
                fault = error
            }
        }
        end(.failure(fault))
    }

    private func end(_ outcome: Result<ClientResponse, ClientFault>) {
        self.outcome = outcome
        state = .idle
    }
}
