package import POSIX

/// A small HTTP/1.1 server (RFC 9110, RFC 9112) without a thread or a loop of its own. In each turn the driver calls
/// `addInterest`, polls until `nextDeadline` at the latest, and calls `handle`, which never blocks. A slow or hostile
/// peer costs the other peers only its share of a turn, and its memory is bounded by `Limits`.
package final class Server {
    /// Nil once the server has stopped accepting.
    private var listener: Listener?
    private let limits: Limits
    private let errorForm: Response.ErrorForm
    private var peers: [Peer] = []
    /// Overflow connections, those above `Limits.maximumConnections`. Each may send one request and gets 503 unless an
    /// idle or slow connection can be closed for it.
    private var overflow: [Peer] = []
    private var finished: [Exchange] = []
    private var listenerIndex: Int?
    /// The moment up to which the listener is not polled, because there was no descriptor for a connection or no room
    /// for an overflow connection.
    private var pausedUntil: Int64?
    private var buffer = [UInt8](repeating: 0, count: Peer.receiveBytes)

    /// Overflow connections at a time. One more replaces the one that has waited longest.
    private static let maximumOverflow = 64
    /// Minimum time that an overflow connection is kept before a newer one may replace it.
    private static let overflowNanoseconds: Int64 = 5_000_000
    /// Connections that one turn accepts at most.
    private static let acceptedPerTurn = 64
    private static let pauseNanoseconds: Int64 = 100_000_000

    /// A server that accepts the connections of `listener`, and sends errors in the given form.
    package init(listener: Listener, limits: Limits, errorForm: @escaping Response.ErrorForm = { $0 }) {
        self.listener = listener
        self.limits = limits
        self.errorForm = errorForm
    }

    /// The number of open connections, including idle ones and excluding overflow connections.
    package var connectionCount: Int { peers.count }

    /// Whether no connection is open. After `stopAccepting`, this means that the last response has ended.
    package var isIdle: Bool { peers.isEmpty && overflow.isEmpty }

    /// Adds the events that the server waits for. Pass the set to `handle` once it has been polled. O(connections).
    package func addInterest(to set: inout PollSet) {
        listenerIndex = nil
        if let listener, pausedUntil == nil {
            listenerIndex = set.add(listener.descriptor, read: true, write: false)
        }
        for peer in peers { peer.addInterest(to: &set) }
        for peer in overflow { peer.addInterest(to: &set) }
    }

    /// The moment at which `handle` has something to do even if no event is ready, in nanoseconds of the monotonic
    /// clock; may be in the past. Nil if `handle` has nothing to do without an event. O(connections).
    package func nextDeadline() -> Int64? {
        var earliest = pausedUntil
        for peer in peers + overflow {
            if let deadline = peer.deadline { earliest = min(earliest ?? deadline, deadline) }
        }
        return earliest
    }

    /// Lets a body that waits be asked again in the next turn, whatever moment it waits for: `nextDeadline` is in the
    /// past then. Call this when something has changed that the bodies report. O(connections).
    package func wake() {
        for peer in peers + overflow { peer.wake() }
    }

    /// Accepts, receives, answers and sends where `set` is ready, each connection a bounded share, and closes the
    /// connections that are overdue at `now` (monotonic nanoseconds). `respond` may read this server and must not
    /// change it.
    package func handle(_ set: PollSet, now: Int64, respond: (Request) -> Response) {
        for peer in peers { peer.turn(set, now: now, buffer: &buffer, respond: respond) }
        for peer in overflow { turnOverflow(peer, set, now, respond) }
        removeClosed()
        if let pause = pausedUntil, now >= pause { pausedUntil = nil }
        if let index = listenerIndex, set.isReadable(index) {
            let known = peers.count
            accept(now)
            for peer in peers[known...] { peer.turn(set, now: now, buffer: &buffer, respond: respond) }
            removeClosed()
        }
        listenerIndex = nil
    }

    /// Returns the responses that ended since the last call, in the order in which they ended.
    package func takeFinished() -> [Exchange] {
        var taken: [Exchange] = []
        swap(&taken, &finished)
        return taken
    }

    /// Closes the listener and the idle connections. Requests under way are still answered, with `Connection: close`:
    /// go on with `handle` until `isIdle`. A request has to be complete a second after `now` (monotonic nanoseconds),
    /// and a response has to be sent within `Limits.stopNanoseconds`. A long-lived body ends at once with its last
    /// chunk, whether it waits or not.
    package func stopAccepting(now: Int64) {
        listener = nil
        pausedUntil = nil
        for peer in peers + overflow { peer.stop(now: now) }
        removeClosed()
    }

    private func removeClosed() {
        for peer in peers + overflow { finished += peer.takeFinished() }
        peers.removeAll(where: \.isClosed)
        overflow.removeAll(where: \.isClosed)
    }

    private func accept(_ now: Int64) {
        guard let listener else { return }
        for _ in 0..<Self.acceptedPerTurn {
            let isOverflow = peers.count >= limits.maximumConnections
            let isFull = isOverflow && overflow.count >= Self.maximumOverflow
            if isFull {
                let longest = overflow.compactMap(\.waitingSince).min() ?? now
                if now - longest < Self.overflowNanoseconds {
                    pausedUntil = longest + Self.overflowNanoseconds
                    return
                }
            }
            switch listener.accept() {
            case .connection(let socket):
                if isFull { _ = closeLongestWaiting(of: &overflow) }
                if isOverflow {
                    let refused = Connection(overflow: limitFault, limits: limits, now: now, errorForm: errorForm)
                    overflow.append(Peer(socket, refused))
                } else {
                    peers.append(Peer(socket, Connection(limits: limits, now: now, errorForm: errorForm)))
                }
            case .wouldBlock:
                return
            case .exhausted:
                pausedUntil = now + Self.pauseNanoseconds
                return
            }
        }
    }

    /// An overflow connection with a complete request replaces the connection that has waited longest for its peer, so
    /// that idle and slow connections cannot keep a scraper out. It gets 503 if every connection is being served.
    private func turnOverflow(_ peer: Peer, _ set: PollSet, _ now: Int64, _ respond: (Request) -> Response) {
        var isAdmitted = false
        peer.turn(set, now: now, buffer: &buffer) { request in
            isAdmitted = closeLongestWaiting(of: &peers)
            return isAdmitted ? respond(request) : .text(limitFault.status, limitFault.description)
        }
        guard isAdmitted else { return }
        overflow.removeAll { $0 === peer }
        peers.append(peer)
    }

    private var limitFault: RequestFault { .tooManyConnections(limit: limits.maximumConnections) }

    /// Returns false if every one of `peers` is being served.
    private func closeLongestWaiting(of peers: inout [Peer]) -> Bool {
        let waiting = peers.indices.compactMap { index in peers[index].waitingSince.map { (index, $0) } }
        guard let longest = waiting.min(by: { $0.1 < $1.1 }) else { return false }
        peers.remove(at: longest.0).close()
        return true
    }
}
