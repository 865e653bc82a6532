import POSIX

/// A socket of a client, driven by `Connection`.
final class Peer {
    private let socket: Socket
    private var connection: Connection
    /// The socket's index in the poll set of this turn; nil if the set was made before the peer.
    private var pollIndex: Int?
    /// A client sends its request right after it has connected, so the first turn looks for it without a poll.
    private var isNew = true

    /// Bytes that are received at once.
    static let receiveBytes = 16384
    /// Bytes that one turn sends to one peer at most, plus one piece, so that no peer waits long for the others.
    private static let turnBytes = 4 * ResponseWriter.pieceBytes

    init(_ socket: Socket, _ connection: Connection) {
        self.socket = socket
        self.connection = connection
        socket.disableDelay()
    }

    var isClosed: Bool { connection.action == .close }
    var deadline: Int64? { connection.deadline }
    var waitingSince: Int64? { connection.waitingSince }

    /// Adds the event that the next action needs. An answer needs room in the socket too, or it could not be sent.
    func addInterest(to set: inout PollSet) {
        switch connection.action {
        case .receive: pollIndex = set.add(socket.descriptor, read: true, write: false)
        case .wait: pollIndex = set.add(hangUpOf: socket.descriptor)
        case .answer, .send, .closeWriting, .close:
            pollIndex = set.add(socket.descriptor, read: false, write: true)
        }
    }

    func wake() { connection.wake() }

    func stop(now: Int64) { connection.stop(now: now) }

    func close() { connection.close() }

    func takeFinished() -> [Exchange] { connection.takeFinished() }

    /// Performs the connection's actions as long as they do not block: receives once, answers once, and sends about
    /// 256 KiB at most.
    func turn(_ set: PollSet, now: Int64, buffer: inout [UInt8], respond: (Request) -> Response) {
        let index = pollIndex
        defer { (pollIndex, isNew) = (nil, false) }
        let wasWaiting = connection.action == .wait
        if wasWaiting, let index, set.isHungUp(index) { return connection.disconnect() }
        connection.expire(now: now)
        // The poll of a waiting body did not ask for room in the socket, and usually there is some.
        let isReady = wasWaiting || index.map { set.isReadable($0) || set.isWritable($0) } ?? isNew
        var mayReceive = isReady && !wasWaiting
        var mayAnswer = isReady
        var mayRefill = true
        var maySend = isReady ? Self.turnBytes : 0
        while true {
            switch connection.action {
            case .receive:
                guard mayReceive, receive(&buffer, now) else { return }
                mayReceive = false
            case .answer(let request):
                guard mayAnswer else { return }
                mayAnswer = false
                connection.respond(respond(request), now: now)
            case .send:
                guard maySend > 0, let count = send(now, &mayRefill) else { return }
                maySend -= count
            case .closeWriting:
                socket.closeWriting()
                connection.didCloseWriting(now: now)
            case .wait, .close:
                return
            }
        }
    }

    /// Returns whether the state may have changed.
    private func receive(_ buffer: inout [UInt8], _ now: Int64) -> Bool {
        switch socket.receive(into: &buffer, at: 0, count: Self.receiveBytes) {
        case .count(let count): connection.receive(Array(buffer[..<count]), now: now)
        case .closed, .broken: connection.disconnect()
        case .wouldBlock: return false
        }
        return true
    }

    /// Returns how many bytes were sent, or nil if this turn can send no more.
    private func send(_ now: Int64, _ mayRefill: inout Bool) -> Int? {
        if mayRefill { mayRefill = connection.refill(now: now) }
        guard connection.action == .send else { return 0 }
        let (bytes, unsent) = connection.output
        switch socket.send(bytes, unsent) {
        case .count(let count):
            connection.advance(count, now: now)
            // The body's source yielded: it is asked again in the next turn.
            return unsent.isEmpty && connection.action == .send ? nil : count
        case .closed, .broken: connection.disconnect()
        case .wouldBlock: return nil
        }
        return 0
    }
}
