import POSIX
import Testing

@testable import HTTP

@Suite struct ConnectionLimitTests {
    private static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n" }

    @Test func `a connection over the limit is told so where all others are being served`() throws {
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

    @Test func `a connection over the limit that says nothing is told so after a moment`() throws {
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

    @Test func `a connection over the limit takes the place of the one that is idle for longest`() throws {
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

    @Test func `a slow sender gives its place up to a whole request`() throws {
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

    @Test func `of more guests than there may be the newest are heard`() throws {
        var limits = Limits()
        limits.maximumConnections = 1
        let scene = try Scene(limits)
        let first = try scene.connect()
        let guests = try (0..<70).map { _ in
            scene.clock += 1_000_000
            let guest = try scene.visit()
            try scene.turn(wait: 0)
            return guest
        }
        for _ in 0..<5 { try scene.turn() }
        guests[69].send(Self.get("/last"))
        try scene.turns {
            guests[69].receive()
            return guests[69].text.hasSuffix("/last\n")
        }
        for _ in 0..<5 { try scene.turn() }
        for guest in guests { guest.receive() }
        first.receive()
        #expect(first.isClosed && guests[0].isClosed && !guests[68].isClosed)
    }

    @Test func `each guest has five milliseconds to be heard in, however many wait`() throws {
        var limits = Limits()
        limits.maximumConnections = 1
        let scene = try Scene(limits)
        let first = try scene.connect()
        let guests = try (0..<100).map { _ in
            let guest = try scene.visit()
            try scene.turn(wait: 0)
            return guest
        }
        for _ in 0..<5 { try scene.turn() }
        scene.clock += 4_999_999
        for _ in 0..<5 { try scene.turn() }
        guests[0].send(Self.get("/first"))
        try scene.turns {
            guests[0].receive()
            first.receive()
            return guests[0].text.hasSuffix("/first\n") && first.isClosed
        }
        #expect(!guests[1].isClosed)
        scene.clock += 1
        // 64 were heard; those behind them take their places.
        try scene.turns {
            guests[1].receive()
            return guests[1].isClosed
        }
        guests[99].send(Self.get("/last"))
        try scene.turns {
            guests[99].receive()
            return guests[99].text.hasSuffix("/last\n")
        }
    }
}
