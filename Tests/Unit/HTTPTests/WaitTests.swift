import Testing

@testable import HTTP

/// Bodies that wait, and the connection that sends them.
@Suite struct WaitTests {
    private static let second: Int64 = 1_000_000_000
    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
    private static let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    /// A connection that has sent all there is of `source`, and waits.
    private static func waiting(_ source: Events, _ request: String = get) -> Drive {
        var drive = Drive()
        drive.receive(request)
        drive.run { _ in Response(status: 200, body: .stream(source)) }
        return drive
    }

    @Test func `a body that waits has no deadline, and is asked after a wake-up only`() {
        let source = Events(["one"])
        var drive = Self.waiting(source)
        #expect(drive.output() == Self.head + "3\r\none\r\n")
        #expect(drive.connection.action == .wait && drive.connection.deadline == nil)
        #expect(drive.connection.waitingSince == nil, "it is being served")
        drive.connection.expire(now: 1000 * Self.second)
        #expect(drive.connection.action == .wait && source.asked == 2)
        source.pieces = ["two"]
        drive.clock = 1000 * Self.second
        drive.connection.wake()
        #expect(drive.connection.deadline.map { $0 <= drive.clock } == true)
        drive.connection.expire(now: drive.clock)
        // From here on the peer has ten seconds to take a byte.
        #expect(drive.connection.action == .send && drive.connection.deadline == 1010 * Self.second)
        drive.run()
        #expect(drive.output() == "3\r\ntwo\r\n")
        #expect(drive.connection.action == .wait)
    }

    @Test func `a body that waits holds no memory, and one that nobody reads a few pieces`() {
        let source = Events(["one", String(repeating: "x", count: 9000), "three"])
        var drive = Self.waiting(source)
        #expect(drive.connection.action == .wait && drive.connection.output.bytes.capacity == 0)
        source.pieces = [String](repeating: String(repeating: "x", count: 2048), count: 9)
        drive.connection.wake()
        drive.connection.expire(now: 0)
        for _ in 0..<9 { _ = drive.connection.refill(now: 0) }
        #expect(source.pieces.count == 7 && drive.connection.output.unsent.count > 4096)
        #expect(drive.connection.output.bytes.capacity < 5000)
    }

    @Test func `a body is asked at the moment that it waits for, not before`() {
        let source = Events()
        source.until = 5 * Self.second
        var drive = Self.waiting(source)
        #expect(drive.output() == Self.head)
        #expect(drive.connection.deadline == 5 * Self.second)
        drive.connection.expire(now: 5 * Self.second - 1)
        #expect(drive.connection.action == .wait)
        drive.connection.expire(now: 5 * Self.second)
        #expect(drive.connection.action == .send)
        source.isEnded = true
        drive.run()
        #expect(drive.output() == "0\r\n\r\n")
        #expect(drive.connection.action == .receive)
        #expect(drive.connection.takeFinished().map(\.isComplete) == [true])
    }

    @Test func `a wake-up that comes while bytes are unsent is not lost`() {
        let source = Events(["one"])
        var drive = Drive()
        drive.receive(Self.get)
        drive.connection.respond(Response(status: 200, body: .stream(source)), now: 0)
        let mayRefill = drive.connection.refill(now: 0)
        #expect(mayRefill && drive.connection.action == .send && source.asked == 2)
        drive.connection.wake()
        drive.run()
        #expect(drive.connection.action == .wait && drive.connection.deadline == 0)
        drive.connection.expire(now: 0)
        #expect(drive.connection.action == .send)
    }

    @Test(arguments: [true, false]) func `the limit of a whole response spares long-lived bodies only`(
        isLongLived: Bool
    ) {
        let source = Events(["one"], isLongLived: isLongLived)
        var drive = Self.waiting(source)
        #expect(drive.connection.deadline == (isLongLived ? nil : 60 * Self.second))
        source.until = 100 * Self.second
        drive.connection.wake()
        drive.connection.expire(now: 1)
        drive.run()
        #expect(drive.connection.deadline == (isLongLived ? 100 : 60) * Self.second)
        drive.connection.expire(now: 60 * Self.second)
        #expect(drive.connection.action == (isLongLived ? .wait : .close))
    }

    @Test func `a source that yields is not asked again in the same turn, and the stall clock starts anew`() {
        let source = Pieces(["", "one"])
        var drive = Drive()
        drive.receive(Self.get)
        drive.connection.respond(Response(status: 200, body: .stream(source)), now: 0)
        let mayRefill = drive.connection.refill(now: 0)
        #expect(!mayRefill)
        drive.connection.advance(drive.connection.output.unsent.count, now: 0)
        #expect(drive.connection.action == .send && drive.connection.output.unsent.isEmpty)
        drive.connection.advance(0, now: 9 * Self.second)
        #expect(drive.connection.deadline == 19 * Self.second, "the peer had nothing to take")
        drive.run()
        #expect(drive.output() == "3\r\none\r\n0\r\n\r\n")
    }

    @Test func `a peer that closes while a body waits releases the source`() {
        var drive = Drive()
        weak var source: Events?
        do {
            let made = Events(["one"])
            source = made
            drive = Self.waiting(made)
        }
        #expect(source != nil)
        drive.connection.disconnect()
        #expect(drive.connection.action == .close && source == nil)
        let exchange = Exchange(method: "GET", path: "/a", status: 200, isComplete: false)
        #expect(drive.connection.takeFinished() == [exchange])
    }

    private static let framings: [(request: String, first: String, end: String)] = [
        (get, head + "3\r\none\r\n", "0\r\n\r\n"),
        ("GET /a HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\none", ""),
    ]

    @Test(arguments: framings) func `a stop ends a long-lived body at once, as its framing allows`(
        request: String, first: String, end: String
    ) {
        let source = Events(["one"])
        var drive = Self.waiting(source, request)
        #expect(drive.output() == first)
        drive.clock = 100 * Self.second
        drive.connection.stop(now: drive.clock)
        #expect(drive.connection.action == .send && drive.connection.deadline == 105 * Self.second)
        drive.run()
        #expect(drive.output() == end)
        #expect(source.asked == 2)
        #expect(drive.connection.takeFinished().map(\.isComplete) == [true])
        #expect(drive.connection.action == .receive, "it lingers")
    }

    @Test func `a stop ends a long-lived body behind the bytes that it has made`() {
        let source = Events(["one", "two"])
        var drive = Drive()
        drive.receive(Self.get)
        drive.connection.respond(Response(status: 200, body: .stream(source)), now: 0)
        _ = drive.connection.refill(now: 0)
        source.pieces = ["three"]
        drive.connection.stop(now: 0)
        drive.run()
        #expect(drive.output() == Self.head + "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
    }

    @Test func `a long-lived body that is asked for during a stop is empty`() {
        let source = Events(["one"])
        var drive = Drive()
        drive.receive(Self.get)
        drive.connection.stop(now: 0)
        drive.run { _ in Response(status: 200, body: .stream(source)) }
        let head = Self.head.replacing("\r\n\r\n", with: "\r\nConnection: close\r\n\r\n")
        #expect(drive.output() == head + "0\r\n\r\n")
        #expect(source.asked == 0)
    }

    @Test func `a stop gives a body that waits and has an end five seconds`() {
        let source = Events(["one"], isLongLived: false)
        var drive = Self.waiting(source)
        drive.connection.stop(now: Self.second)
        #expect(drive.connection.action == .wait && drive.connection.deadline == 6 * Self.second)
        var late = drive.connection
        late.expire(now: 6 * Self.second)
        #expect(late.action == .close)
        #expect(late.takeFinished().map(\.isComplete) == [false])
        source.isEnded = true
        drive.connection.wake()
        drive.connection.expire(now: 2 * Self.second)
        drive.run()
        #expect(drive.output().hasSuffix("3\r\none\r\n0\r\n\r\n"))
    }

    @Test func `HEAD gets the head of a stream and asks it for nothing`() {
        let source = Events(["one"])
        var drive = Self.waiting(source, Self.get.replacing("GET", with: "HEAD"))
        #expect(drive.output() == Self.head)
        #expect(source.asked == 0 && drive.connection.action == .receive)
        drive.receive(Self.get)
        drive.run()
        #expect(drive.output().hasSuffix("/a"))
    }

    @Test func `a request behind a stream is answered once the stream has ended`() {
        let source = Events(["one"])
        var drive = Self.waiting(source, Self.get + Self.get.replacing("/a", with: "/b"))
        #expect(drive.connection.action == .wait && drive.answers == ["/a"])
        source.isEnded = true
        drive.connection.wake()
        drive.connection.expire(now: 0)
        drive.run()
        #expect(drive.answers == ["/a", "/b"])
        #expect(drive.output().hasSuffix("0\r\n\r\nHTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 2\r\n\r\n/b"))
    }
}
