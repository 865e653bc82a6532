package import POSIX

/// A small HTTP/1.1 server (RFC 9110, RFC 9112) without a thread or a loop of its own. In each turn its driver calls
/// `addInterest`, polls until `nextDeadline` at the latest, and calls `handle`, which never blocks. A peer that is slow
/// or hostile costs the others nothing but its share of a turn, and holds no more memory than its limits.
package final class Server {
    /// Nil once the server has stopped accepting.
    private var listener: Listener?
    private let limits: Limits
    private var peers: [Peer] = []
    /// Connections over the limit that are being told so.
    private var refused: [Peer] = []
    private var finished: [Exchange] = []
    private var listenerIndex: Int?
    /// The listener is left alone until then, because there was no descriptor for a connection.
    private var pausedUntil: Int64?
    private var buffer = [UInt8](repeating: 0, count: Peer.receiveBytes)

    /// Connections over the limit that get a whole answer at once; those above are just closed.
    private static let maximumRefused = 32
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
    package var isIdle: Bool { peers.isEmpty && refused.isEmpty }

    /// Adds what the server waits for. The set goes to `handle` once it has been polled. O(connections).
    package func addInterest(to set: inout PollSet) {
        listenerIndex = nil
        if let listener, pausedUntil == nil {
            listenerIndex = set.add(listener.descriptor, read: true, write: false)
        }
        for peer in peers { peer.addInterest(to: &set) }
        for peer in refused { peer.addInterest(to: &set) }
    }

    /// When `handle` has something to do even if nothing is ready, in nanoseconds of the monotonic clock; nil for
    /// never.
    package func nextDeadline() -> Int64? {
        var earliest = pausedUntil
        for peer in peers + refused {
            if let deadline = peer.deadline { earliest = min(earliest ?? deadline, deadline) }
        }
        return earliest
    }

    /// Accepts, receives, answers and sends what is ready in `set`, each connection a share of it, and closes what is
    /// overdue at `now` (monotonic nanoseconds). `respond` may ask this server anything, and change nothing of it.
    package func handle(_ set: PollSet, now: Int64, respond: (Request) -> Response) {
        for peer in peers + refused { peer.turn(set, now: now, buffer: &buffer, respond: respond) }
        for peer in peers + refused { finished += peer.takeFinished() }
        peers.removeAll(where: \.isClosed)
        refused.removeAll(where: \.isClosed)
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
    /// whole a second after `now` (monotonic nanoseconds) are not awaited any longer.
    package func stopAccepting(now: Int64) {
        listener = nil
        pausedUntil = nil
        for peer in peers { peer.stop(now: now) }
        peers.removeAll(where: \.isClosed)
    }

    private func accept(_ now: Int64) {
        guard let listener else { return }
        for _ in 0..<Self.acceptedPerTurn {
            switch listener.accept() {
            case .connection(let socket):
                if peers.count < limits.maximumConnections || makeRoom(now) {
                    peers.append(Peer(socket, Connection(limits: limits, now: now)))
                } else if refused.count < Self.maximumRefused {
                    let fault = RequestFault.tooManyConnections(limit: limits.maximumConnections)
                    refused.append(Peer(socket, Connection(refusing: fault, limits: limits, now: now)))
                }
            case .wouldBlock:
                return
            case .exhausted:
                pausedUntil = now + Self.pauseNanoseconds
                return
            }
        }
    }

    /// Closes the connection that has waited longest for its peer, so that idle ones cannot keep a scraper out. False if
    /// all are being served.
    private func makeRoom(_ now: Int64) -> Bool {
        let waiting = peers.indices.compactMap { index in peers[index].waitingSince(now: now).map { (index, $0) } }
        guard let longest = waiting.min(by: { $0.1 < $1.1 }) else { return false }
        peers.remove(at: longest.0).close()
        return true
    }
}
