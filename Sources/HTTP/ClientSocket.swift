package import POSIX

/// A socket to a server, driven by `ClientConnection`.
package final class ClientSocket {
    private let socket: Socket
    private var connection: ClientConnection
    /// The socket's index in the poll set of this turn.
    private var pollIndex: Int?
    private var buffer = [UInt8](repeating: 0, count: Peer.receiveBytes)
    /// The address to which the socket is about to be connected; nil from then on.
    private var connecting: ListenAddress?

    private init(_ socket: Socket, _ limits: ClientLimits, connecting: ListenAddress? = nil) {
        self.socket = socket
        self.connecting = connecting
        connection = ClientConnection(limits: limits)
        socket.disableDelay()
    }

    /// Connects, sends a request and returns the response. Blocks for `ClientLimits.exchangeNanoseconds` at most: for
    /// commands, not for the loop. `clock` returns nanoseconds of the monotonic clock.
    package static func ask(
        _ address: ListenAddress, _ request: ClientRequest, limits: ClientLimits,
        clock: () -> Int64 = SystemClock.monotonicNanoseconds
    ) throws(ClientFault) -> ClientResponse {
        let start = clock()
        let socket = try connect(to: address, limits: limits)
        socket.begin(request, start: start)
        var set = PollSet()
        while true {
            if let outcome = socket.outcome { return try outcome.get() }
            set.removeAll()
            socket.addInterest(to: &set)
            do {
                try set.poll(timeoutNanoseconds: socket.deadline.map { $0 - clock() })
            } catch {
                throw .system(error)
            }
            socket.turn(set, now: clock())
        }
    }

    /// Connects; blocks for `ClientLimits.exchangeNanoseconds` at most.
    static func connect(to address: ListenAddress, limits: ClientLimits) throws(ClientFault) -> ClientSocket {
        do {
            return ClientSocket(
                try Socket.connect(to: address, timeoutNanoseconds: limits.exchangeNanoseconds), limits)
        } catch {
            throw .system(error)
        }
    }

    /// Begins to connect. An exchange may begin at once; it fails if the connection cannot be made.
    static func connecting(to address: ListenAddress, limits: ClientLimits) throws(ClientFault) -> ClientSocket {
        do {
            return ClientSocket(try Socket.connecting(to: address), limits, connecting: address)
        } catch {
            throw .system(error)
        }
    }

    /// How the last exchange ended; nil before the first one and while an exchange is under way.
    var outcome: Result<ClientResponse, ClientFault>? { connection.outcome }

    /// The moment at which `turn` has something to do even if the socket is not ready.
    var deadline: Int64? { connection.deadline }

    /// Whether the connection may carry another request. Looks whether the server has closed it meanwhile.
    func mayCarryAnother() -> Bool {
        if connection.action == .begin { receive() }
        return connection.action == .begin
    }

    /// Starts an exchange, whose time counts from `start`.
    func begin(_ request: ClientRequest, start: Int64) { connection.begin(request, start: start) }

    /// Adds the events that the exchange waits for.
    func addInterest(to set: inout PollSet) {
        pollIndex = set.add(socket.descriptor, read: true, write: connection.action == .send)
    }

    /// Sends and receives what does not block, and ends the exchange if its time is over at `now`.
    func turn(_ set: PollSet, now: Int64) {
        connection.expire(now: now)
        guard let index = pollIndex else { return }
        pollIndex = nil
        if let address = connecting {
            guard set.isWritable(index) else { return }
            do {
                try socket.finishConnecting(to: address)
            } catch {
                return connection.fail(.system(error))
            }
            connecting = nil
        }
        if connection.action == .send && set.isWritable(index) { send() }
        let isUnderWay = connection.action == .send || connection.action == .receive
        if isUnderWay && set.isReadable(index) { receive() }
    }

    private func send() {
        let (bytes, unsent) = connection.output
        switch socket.send(bytes, unsent) {
        case .count(let count): connection.advance(count)
        case .wouldBlock: break
        case .closed, .broken: connection.sendingFailed()
        }
    }

    private func receive() {
        switch socket.receive(into: &buffer, at: 0, count: buffer.count) {
        case .count(let count): connection.receive(Array(buffer[..<count]))
        case .wouldBlock: break
        case .closed: connection.disconnect(isOrderly: true)
        case .broken: connection.disconnect(isOrderly: false)
        }
    }
}
