import POSIX

/// A socket and the state machine that says what to do with it.
final class Peer {
    private let socket: Socket
    private var connection: Connection
    /// Where the socket stands in the poll set of this turn; nil if it was not there.
    private var pollIndex: Int?

    /// Bytes that are received at once.
    static let receiveBytes = 16384
    /// Bytes that one turn sends to one peer at most, give or take a piece, so that none waits long for the others.
    private static let turnBytes = 4 * ResponseWriter.pieceBytes

    init(_ socket: Socket, _ connection: Connection) {
        self.socket = socket
        self.connection = connection
        socket.disableDelay()
    }

    var isClosed: Bool { connection.action == .close }
    var deadline: Int64? { connection.deadline }

    /// Asks for what the next action waits for. An answer waits for room, too: without any, it could not be sent.
    func addInterest(to set: inout PollSet) {
        let isReading = connection.action == .receive
        pollIndex = set.add(socket.descriptor, read: isReading, write: !isReading)
    }

    func stop(now: Int64) { connection.stop(now: now) }

    var waitingSince: Int64? { connection.waitingSince }

    func close() { connection.close() }

    func takeFinished() -> [Exchange] { connection.takeFinished() }

    /// Does what is due and what can be done without waiting: at most one receipt, one answer and some 256 KiB.
    func turn(_ set: PollSet, now: Int64, buffer: inout [UInt8], respond: (Request) -> Response) {
        connection.expire(now: now)
        let isReady = pollIndex.map { set.isReadable($0) || set.isWritable($0) } ?? false
        pollIndex = nil
        var mayReceive = isReady
        var mayAnswer = isReady
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
                guard maySend > 0, let count = send(now) else { return }
                maySend -= count
            case .closeWriting:
                socket.closeWriting()
                connection.didCloseWriting(now: now)
            case .close:
                return
            }
        }
    }

    /// Returns whether there is anything to go on with.
    private func receive(_ buffer: inout [UInt8], _ now: Int64) -> Bool {
        switch socket.receive(into: &buffer, at: 0, count: Self.receiveBytes) {
        case .count(let count): connection.receive(Array(buffer[..<count]), now: now)
        case .closed: connection.disconnect()
        case .wouldBlock: return false
        }
        return true
    }

    /// Returns how many bytes went, or nil if there is nothing to go on with in this turn.
    private func send(_ now: Int64) -> Int? {
        connection.refill()
        guard connection.action == .send else { return 0 }
        let (bytes, unsent) = connection.output
        switch socket.send(bytes, unsent) {
        case .count(let count):
            connection.advance(count, now: now)
            // The body's source made nothing: it goes on in the next turn.
            return unsent.isEmpty && connection.action == .send ? nil : count
        case .closed: connection.disconnect()
        case .wouldBlock: return nil
        }
        return 0
    }
}
