import POSIX
import Testing

@testable import HTTP

@Suite struct ConnectionLimitTests {
    private static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n" }

    @Test func `an overflow connection gets 503 where all others are being served`() throws {
        var limits = Limits()
        limits.maximumConnections = 2
        let scene = try Scene(limits)
        // More than the kernel takes for a client that reads nothing.
        scene.respond = { _ in
            Response(
                status: 200,
                body: .stream(Pieces(bytes: [[UInt8]](repeating: [UInt8](repeating: 65, count: 65536), count: 400))))
        }
        let busy = [try scene.connect(), try scene.connect()]
        for client in busy { client.send(Self.get("/in")) }
        for _ in 0..<20 { try scene.turn() }
        let third = try scene.visit()
        third.send(Self.get("/third"))
        try scene.turns {
            third.receive()
            return third.isClosed
        }
        #expect(third.text.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(third.text.hasSuffix("got 2 already; close one, or raise --web.max-connections\n"))
        #expect(scene.server.connectionCount == 2)
        for client in busy {
            try scene.turns {
                client.receive()
                return client.text.hasSuffix("\r\n0\r\n\r\n")
            }
        }
    }

    @Test func `an overflow connection without a request gets 503 after a moment`() throws {
        var limits = Limits()
        limits.maximumConnections = 1
        let scene = try Scene(limits)
        let first = try scene.connect()
        let second = try scene.visit()
        for _ in 0..<5 { try scene.turn() }
        scene.clock += 250_000_000
        try scene.turns {
            second.receive()
            return second.isClosed
        }
        #expect(second.text.hasPrefix("HTTP/1.1 503 "))
        first.receive()
        #expect(!first.isClosed && scene.server.connectionCount == 1)
    }

    @Test func `an overflow connection replaces the connection that is idle for longest`() throws {
        var limits = Limits()
        limits.maximumConnections = 2
        let scene = try Scene(limits)
        let first = try scene.connect()
        scene.clock += 1000
        let second = try scene.connect()
        scene.clock += 1000
        let third = try scene.visit()
        third.send(Self.get("/third"))
        try scene.turns {
            third.receive()
            first.receive()
            return third.text.hasSuffix("/third\n") && first.isClosed
        }
        #expect(!second.isClosed && scene.server.connectionCount == 2)
    }

    @Test func `a complete request replaces a slow sender`() throws {
        var limits = Limits()
        limits.maximumConnections = 1
        let scene = try Scene(limits)
        let slow = try scene.connect()
        slow.send("GET")
        for _ in 0..<5 { try scene.turn() }
        let second = try scene.visit()
        second.send(Self.get("/second"))
        try scene.turns {
            second.receive()
            slow.receive()
            return second.text.hasSuffix("/second\n") && slow.isClosed
        }
        #expect(slow.text.isEmpty)
    }

    @Test func `the newest of too many overflow connections are kept`() throws {
        var limits = Limits()
        limits.maximumConnections = 1
        let scene = try Scene(limits)
        let first = try scene.connect()
        let visitors = try (0..<70).map { _ in
            scene.clock += 1_000_000
            let visitor = try scene.visit()
            try scene.turn(wait: 0)
            return visitor
        }
        for _ in 0..<5 { try scene.turn() }
        visitors[69].send(Self.get("/last"))
        try scene.turns {
            visitors[69].receive()
            return visitors[69].text.hasSuffix("/last\n")
        }
        for _ in 0..<5 { try scene.turn() }
        for visitor in visitors { visitor.receive() }
        first.receive()
        #expect(first.isClosed && visitors[0].isClosed && !visitors[68].isClosed)
    }

    @Test func `each overflow connection is kept for five milliseconds, however many wait`() throws {
        var limits = Limits()
        limits.maximumConnections = 1
        let scene = try Scene(limits)
        let first = try scene.connect()
        let visitors = try (0..<100).map { _ in
            let visitor = try scene.visit()
            try scene.turn(wait: 0)
            return visitor
        }
        for _ in 0..<5 { try scene.turn() }
        scene.clock += 4_999_999
        for _ in 0..<5 { try scene.turn() }
        visitors[0].send(Self.get("/first"))
        try scene.turns {
            visitors[0].receive()
            first.receive()
            return visitors[0].text.hasSuffix("/first\n") && first.isClosed
        }
        #expect(!visitors[1].isClosed)
        scene.clock += 1
        // The first 64 were accepted; the others now replace them.
        try scene.turns {
            visitors[1].receive()
            return visitors[1].isClosed
        }
        visitors[99].send(Self.get("/last"))
        try scene.turns {
            visitors[99].receive()
            return visitors[99].text.hasSuffix("/last\n")
        }
    }
}
