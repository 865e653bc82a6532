import POSIX
import Testing

@testable import HTTP

/// A server on a free port with clients beside it, all on one thread. `turn` is one turn of a program's loop.
final class Scene {
    let server: Server
    let address: ListenAddress
    var clock: Int64 = 0
    var finished: [Exchange] = []
    var respond: (Request) -> Response = { .text(200, $0.path) }
    private var set = PollSet()

    init(_ limits: Limits = Limits()) throws {
        let listener = try Listener(ListenAddress("127.0.0.1:0"))
        address = listener.address
        server = Server(listener: listener, limits: limits)
    }

    /// One turn, which returns how many descriptors were ready. It waits up to `wait` for events, in real time, while
    /// the server's time does not advance.
    @discardableResult func turn(wait: Int64 = 20_000_000) throws -> Int {
        set.removeAll()
        server.addInterest(to: &set)
        let ready = try set.poll(timeoutNanoseconds: wait)
        server.handle(set, now: clock, respond: respond)
        finished += server.takeFinished()
        return ready
    }

    /// Waits for bytes at the client, without a turn of the server.
    func waitForBytes(_ client: Client) throws {
        var set = PollSet()
        _ = set.add(client.socket.descriptor, read: true, write: false)
        try #require(try set.poll(timeoutNanoseconds: 5_000_000_000) == 1, "bytes arrive")
    }

    /// A client that the server has not accepted yet.
    func visit() throws -> Client { Client(try Socket.connect(to: address, timeoutNanoseconds: 5_000_000_000)) }

    func connect() throws -> Client {
        let client = try visit()
        let count = server.connectionCount
        for _ in 0..<100 where server.connectionCount == count { try turn() }
        return client
    }

    /// Turns until the condition holds; fails after thirty seconds without it, which only a busy machine comes near.
    func turns(_ what: String = "the condition holds", until condition: () throws -> Bool) throws {
        let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
        while try !condition() {
            try #require(SystemClock.monotonicNanoseconds() < deadline, "\(what)")
            try turn()
        }
    }
}

final class Client {
    let socket: Socket
    private(set) var received: [UInt8] = []
    private(set) var isClosed = false

    init(_ socket: Socket) { self.socket = socket }

    func send(_ text: String) {
        #expect(socket.send(Array(text.utf8), 0..<text.utf8.count) == .count(text.utf8.count))
    }

    /// Takes the bytes that have arrived.
    func receive(most: Int = 1 << 20) {
        var bytes = [UInt8](repeating: 0, count: most)
        switch socket.receive(into: &bytes, at: 0, count: most) {
        case .count(let count): received += bytes[..<count]
        case .closed, .broken: isClosed = true
        case .wouldBlock: break
        }
    }

    var text: String { String(decoding: received, as: UTF8.self) }
}
