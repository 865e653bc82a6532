import POSIX
import Testing

@testable import HTTP

/// Event streams over real sockets.
@Suite struct StreamTests {
    private static let second: Int64 = 1_000_000_000
    private static let get = "GET /events HTTP/1.1\r\nHost: h\r\n\r\n"

    /// A client whose stream has sent `one` and waits.
    private static func stream(
        _ scene: Scene, _ events: Events, _ request: String = get, end: String = "\r\n3\r\none\r\n"
    ) throws -> Client {
        scene.respond = { $0.path == "/events" ? Response(status: 200, body: .stream(events)) : .text(200, $0.path) }
        let client = try scene.connect()
        client.send(request)
        try scene.turns {
            client.receive()
            return client.text.hasSuffix(end)
        }
        return client
    }

    @Test(arguments: [nil, 600 * second]) func `an idle stream costs no turn of the loop`(until: Int64?) throws {
        let scene = try Scene()
        let events = Events(["one"])
        events.until = until
        let client = try Self.stream(scene, events)
        #expect(scene.server.nextDeadline() == until)
        let asked = events.asked
        // Nothing is ready: the poll lasts as long as it may, each time, and the source is left alone.
        for _ in 0..<5 { #expect(try scene.turn(wait: 2_000_000) == 0) }
        scene.clock = 599 * Self.second
        for _ in 0..<5 { #expect(try scene.turn(wait: 2_000_000) == 0) }
        #expect(events.asked == asked && !client.isClosed)
    }

    @Test func `a source that yields is asked once in each turn`() throws {
        let scene = try Scene()
        let source = Pieces(["", "", "one"])
        scene.respond = { _ in Response(status: 200, body: .stream(source)) }
        let client = try scene.connect()
        client.send(Self.get)
        try scene.turns { source.asked > 0 }
        #expect(source.asked == 1, "the head was sent, and the source is left alone")
        try scene.turn()
        #expect(source.asked == 2)
        try scene.turns {
            client.receive()
            return client.text.hasSuffix("\r\n3\r\none\r\n0\r\n\r\n")
        }
    }

    @Test func `a wake-up is sent in one turn, and each stream gets it`() throws {
        let scene = try Scene()
        let streams = try (0..<3).map { _ in
            let events = Events(["one"])
            return (events, try Self.stream(scene, events))
        }
        scene.clock = 100 * Self.second
        for (events, _) in streams { events.pieces = ["two"] }
        scene.server.wake()
        #expect(scene.server.nextDeadline().map { $0 <= scene.clock } == true)
        try scene.turn(wait: 0)
        #expect(scene.server.nextDeadline() == nil)
        for (_, client) in streams {
            try scene.waitForBytes(client)
            client.receive()
            #expect(client.text.hasSuffix("\r\n3\r\none\r\n3\r\ntwo\r\n"))
        }
    }

    @Test func `a stream is asked at the moment that it waits for`() throws {
        let scene = try Scene()
        let events = Events(["one"])
        events.until = 15 * Self.second
        let client = try Self.stream(scene, events)
        events.pieces = ["two"]
        scene.clock = 15 * Self.second
        try scene.turn(wait: 0)
        try scene.waitForBytes(client)
        client.receive()
        #expect(client.text.hasSuffix("3\r\ntwo\r\n"))
    }

    @Test(arguments: ["close", "half-close", "request, then close"]) func `a client that goes is noticed at once`(
        how: String
    ) throws {
        let scene = try Scene()
        weak var events: Events?
        var client: Client?
        do {
            let made = Events(["one"])
            events = made
            client = try Self.stream(scene, made)
        }
        // The scene holds the answer to the next request, and with it the source.
        scene.respond = { .text(200, $0.path) }
        #expect(events != nil)
        switch how {
        case "half-close": client?.socket.closeWriting()
        case "close": client = nil
        default:
            client?.send(Self.get)
            client = nil
        }
        // In one turn, without any time passing on the server's clock.
        #expect(try scene.turn(wait: 5 * Self.second) == 1)
        #expect(events == nil && scene.server.isIdle)
        #expect(scene.finished == [Exchange(method: "GET", path: "/events", status: 200, isComplete: false)])
        #expect(client == nil || how == "half-close")
    }

    @Test func `a client that closed its half before the first wait gets the bytes up to there`() throws {
        let scene = try Scene()
        scene.respond = { _ in Response(status: 200, body: .stream(Events(["one", "two"]))) }
        let client = try scene.connect()
        client.send(Self.get)
        client.socket.closeWriting()
        try scene.turns {
            client.receive()
            return client.isClosed
        }
        #expect(client.text.hasSuffix("\r\n3\r\none\r\n3\r\ntwo\r\n"))
    }

    @Test func `bytes that arrive while a stream waits cost no turn, and are read behind it`() throws {
        let scene = try Scene()
        let events = Events(["one"])
        let client = try Self.stream(scene, events)
        client.send("GET /next HTTP/1.1\r\nHost: h\r\n\r\n")
        for _ in 0..<5 { #expect(try scene.turn(wait: 2_000_000) == 0) }
        events.isEnded = true
        scene.server.wake()
        try scene.turns {
            client.receive()
            return client.text.hasSuffix("\r\n\r\n/next\n")
        }
        #expect(client.text.contains("3\r\none\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"))
    }

    @Test func `a slow reader is not asked for more, and is closed when it takes nothing for ten seconds`() throws {
        let scene = try Scene()
        let events = Events(["one"])
        let client = try Self.stream(scene, events)
        // More than the kernel takes.
        events.pieces = [String](repeating: String(repeating: "x", count: 65_536), count: 400)
        scene.clock = 1000 * Self.second
        scene.server.wake()
        var before = -1
        try scene.turns {
            defer { before = events.asked }
            return events.asked > 2 && events.asked == before
        }
        #expect(!events.pieces.isEmpty && scene.server.nextDeadline() == 1010 * Self.second)
        // A wake-up does not make a slow reader faster, and does not keep the loop busy.
        let asked = events.asked
        scene.server.wake()
        for _ in 0..<5 { #expect(try scene.turn(wait: 2_000_000) == 0) }
        #expect(events.asked == asked && scene.server.nextDeadline() == 1010 * Self.second)
        scene.clock = 1010 * Self.second
        try scene.turns { scene.server.isIdle }
        #expect(scene.finished.map(\.isComplete) == [false] && !client.isClosed)
    }

    @Test func `a stop ends waiting streams at once`() throws {
        let scene = try Scene()
        let events = Events(["one"])
        let client = try Self.stream(scene, events)
        let old = try Self.stream(
            scene, Events(["one"]), "GET /events HTTP/1.0\r\n\r\n", end: "Connection: close\r\n\r\none")
        scene.clock = 1000 * Self.second
        scene.server.stopAccepting(now: scene.clock)
        try scene.turns {
            client.receive()
            old.receive()
            return client.isClosed && old.isClosed
        }
        #expect(client.text.hasSuffix("3\r\none\r\n0\r\n\r\n") && old.text.hasSuffix("\r\n\r\none"))
        #expect(scene.finished.map(\.isComplete) == [true, true])
        client.socket.closeWriting()
        old.socket.closeWriting()
        try scene.turns { scene.server.isIdle }
    }

    @Test func `a stop waits for a stream's unsent bytes for five seconds at most`() throws {
        let scene = try Scene()
        let events = Events(["one"])
        let client = try Self.stream(scene, events)
        events.pieces = [String](repeating: String(repeating: "x", count: 65_536), count: 400)
        scene.server.wake()
        var before = -1
        try scene.turns {
            defer { before = events.asked }
            return events.asked > 2 && events.asked == before
        }
        scene.server.stopAccepting(now: scene.clock)
        #expect(scene.server.nextDeadline() == 5 * Self.second)
        scene.clock = 5 * Self.second
        try scene.turns { scene.server.isIdle }
        #expect(!client.isClosed && scene.finished.map(\.isComplete) == [false])
    }

    @Test func `a stream holds up no other connection`() throws {
        let scene = try Scene()
        let client = try Self.stream(scene, Events(["one"]))
        let other = try scene.connect()
        other.send("GET /other HTTP/1.1\r\nHost: h\r\n\r\n")
        try scene.turns {
            other.receive()
            return other.text.hasSuffix("/other\n")
        }
        #expect(scene.server.connectionCount == 2 && !client.isClosed)
    }
}
