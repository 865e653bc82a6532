package import POSIX

/// A small HTTP/1.1 server (RFC 9110, RFC 9112) without a thread or a loop of its own. In each turn its driver calls
/// `addInterest`, polls until `nextDeadline` at the latest, and calls `handle`, which never blocks. A peer that is slow
/// or hostile costs the others nothing but its share of a turn, and holds no more memory than its limits.
package final class Server {
    /// Nil once the server has stopped accepting.
    private var listener: Listener?
    private let limits: Limits
    private var peers: [Peer] = []
    /// Connections over the limit: they may say what they want, and are told of the limit.
    private var guests: [Peer] = []
    private var finished: [Exchange] = []
    private var listenerIndex: Int?
    /// The listener is left alone until then, because there was no descriptor for a connection, or no room for a guest.
    private var pausedUntil: Int64?
    private var buffer = [UInt8](repeating: 0, count: Peer.receiveBytes)

    /// Guests at once; one more takes the place of the one that has waited longest.
    private static let maximumGuests = 64
    /// What a guest has at least to be heard in, before a newer one takes its place.
    private static let guestNanoseconds: Int64 = 5_000_000
    /// Connections that one turn accepts.
    private static let acceptedPerTurn = 64
    private static let pauseNanoseconds: Int64 = 100_000_000

    /// A server that answers whom `listener` accepts.
    package init(listener: Listener, limits: Limits) {
        self.listener = listener
        self.limits = limits
    }

    /// The connections that are open, those between requests included and those over the limit not.
    package var connectionCount: Int { peers.count }

    /// Whether no connection is left: after `stopAccepting`, the end of the last response.
    package var isIdle: Bool { peers.isEmpty && guests.isEmpty }

    /// Adds what the server waits for. The set goes to `handle` once it has been polled. O(connections).
    package func addInterest(to set: inout PollSet) {
        listenerIndex = nil
        if let listener, pausedUntil == nil {
            listenerIndex = set.add(listener.descriptor, read: true, write: false)
        }
        for peer in peers { peer.addInterest(to: &set) }
        for peer in guests { peer.addInterest(to: &set) }
    }

    /// When `handle` has something to do even if nothing is ready, in nanoseconds of the monotonic clock; nil for
    /// never.
    package func nextDeadline() -> Int64? {
        var earliest = pausedUntil
        for peer in peers + guests {
            if let deadline = peer.deadline { earliest = min(earliest ?? deadline, deadline) }
        }
        return earliest
    }

    /// Accepts, receives, answers and sends what is ready in `set`, each connection a share of it, and closes what is
    /// overdue at `now` (monotonic nanoseconds). `respond` may ask this server anything, and change nothing of it.
    package func handle(_ set: PollSet, now: Int64, respond: (Request) -> Response) {
        for peer in peers { peer.turn(set, now: now, buffer: &buffer, respond: respond) }
        for guest in guests { receive(guest, set, now, respond) }
        for peer in peers + guests { finished += peer.takeFinished() }
        peers.removeAll(where: \.isClosed)
        guests.removeAll(where: \.isClosed)
        if let pause = pausedUntil, now >= pause { pausedUntil = nil }
        if let index = listenerIndex, set.isReadable(index) { accept(now) }
        listenerIndex = nil
    }

    /// Returns the responses that ended since the last call, in the order of their ends.
    package func takeFinished() -> [Exchange] {
        var taken: [Exchange] = []
        swap(&taken, &finished)
        return taken
    }

    /// Closes the listener and the connections between requests. Requests under way are still answered, with
    /// `Connection: close`, as long as their deadlines allow: go on with `handle` until `isIdle`. Requests that are not
    /// whole a second after `now` (monotonic nanoseconds) are not awaited any longer, and neither are clients that have
    /// not taken their response by `Limits.stopNanoseconds`.
    package func stopAccepting(now: Int64) {
        listener = nil
        pausedUntil = nil
        for peer in peers + guests { peer.stop(now: now) }
        peers.removeAll(where: \.isClosed)
        guests.removeAll(where: \.isClosed)
    }

    private func accept(_ now: Int64) {
        guard let listener else { return }
        for _ in 0..<Self.acceptedPerTurn {
            let isGuest = peers.count >= limits.maximumConnections
            let isFull = isGuest && guests.count >= Self.maximumGuests
            if isFull {
                let longest = guests.compactMap(\.waitingSince).min() ?? now
                if now - longest < Self.guestNanoseconds {
                    pausedUntil = longest + Self.guestNanoseconds
                    return
                }
            }
            switch listener.accept() {
            case .connection(let socket):
                if isFull { _ = closeLongestWaiting(of: &guests) }
                if isGuest {
                    guests.append(Peer(socket, Connection(guest: limitFault, limits: limits, now: now)))
                } else {
                    peers.append(Peer(socket, Connection(limits: limits, now: now)))
                }
            case .wouldBlock:
                return
            case .exhausted:
                pausedUntil = now + Self.pauseNanoseconds
                return
            }
        }
    }

    /// A guest with a whole request takes the place of the connection that has waited longest for its peer, so that idle
    /// and slow ones cannot keep a scraper out. Where all are being served, it is told of the limit.
    private func receive(_ guest: Peer, _ set: PollSet, _ now: Int64, _ respond: (Request) -> Response) {
        var isAdmitted = false
        guest.turn(set, now: now, buffer: &buffer) { request in
            isAdmitted = closeLongestWaiting(of: &peers)
            return isAdmitted ? respond(request) : .text(limitFault.status, limitFault.description)
        }
        guard isAdmitted else { return }
        guests.removeAll { $0 === guest }
        peers.append(guest)
    }

    private var limitFault: RequestFault { .tooManyConnections(limit: limits.maximumConnections) }

    /// False if all are being served.
    private func closeLongestWaiting(of peers: inout [Peer]) -> Bool {
        let waiting = peers.indices.compactMap { index in peers[index].waitingSince.map { (index, $0) } }
        guard let longest = waiting.min(by: { $0.1 < $1.1 }) else { return false }
        peers.remove(at: longest.0).close()
        return true
    }
}
