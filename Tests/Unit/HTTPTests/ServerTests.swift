import POSIX
import Testing

@testable import HTTP

@Suite struct ServerTests {
    private static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n" }

    @Test func `a client is answered, twice on one connection`() throws {
        let scene = try Scene()
        let client = try scene.connect()
        for path in ["/first", "/second"] {
            client.send(Self.get(path))
            try scene.turns {
                client.receive()
                return client.text.hasSuffix("\r\n\r\n\(path)\n")
            }
        }
        #expect(
            scene.finished == [
                Exchange(method: "GET", path: "/first", status: 200, isComplete: true),
                Exchange(method: "GET", path: "/second", status: 200, isComplete: true),
            ])
        #expect(scene.server.connectionCount == 1)
        #expect(!client.isClosed)
    }

    @Test func `a request that came with its connection is answered in the turn that accepts it`() throws {
        let scene = try Scene()
        let client = try scene.visit()
        client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
        try scene.turn(wait: 5_000_000_000)
        #expect(scene.finished.map(\.path) == ["/a"])
        try scene.waitForBytes(client)
        client.receive()
        #expect(client.text.hasSuffix("\r\n\r\n/a\n"))
    }

    @Test func `a client that closes its half is still answered`() throws {
        let scene = try Scene()
        let client = try scene.connect()
        client.send(Self.get("/a"))
        client.socket.closeWriting()
        try scene.turns {
            client.receive()
            return client.isClosed
        }
        #expect(client.text.hasSuffix("\r\n\r\n/a\n"))
        try scene.turns { scene.server.isIdle }
    }

    @Test func `pipelined requests are answered in their order`() throws {
        let scene = try Scene()
        let client = try scene.connect()
        client.send((0..<20).map { Self.get("/\($0)") }.joined())
        try scene.turns {
            client.receive()
            return scene.finished.count == 20 && client.text.hasSuffix("/19\n")
        }
        #expect(scene.finished.map(\.path) == (0..<20).map { "/\($0)" })
    }

    @Test func `a slow reader of a large body holds up nobody and little memory`() throws {
        let scene = try Scene()
        let source = Pieces(bytes: [[UInt8]](repeating: [UInt8](repeating: 65, count: 65536), count: 400))
        scene.respond = { request in
            request.path == "/large" ? Response(status: 200, body: .stream(source)) : .text(200, "quick")
        }
        let slow = try scene.connect()
        slow.send(Self.get("/large"))
        // The kernel takes a few megabytes, then the source is not asked any more.
        var before = -1
        try scene.turns {
            defer { before = source.asked }
            return source.asked > 0 && source.asked == before
        }
        #expect(source.asked < 400)
        let quick = try scene.connect()
        quick.send(Self.get("/"))
        try scene.turns {
            quick.receive()
            return quick.text.hasSuffix("quick\n")
        }
        try scene.turns {
            slow.receive()
            return slow.text.hasSuffix("\r\n0\r\n\r\n")
        }
        #expect(source.asked == 401)
        #expect(scene.finished.map(\.isComplete) == [true, true])
    }

    @Test func `a body that breaks off has no last chunk`() throws {
        let scene = try Scene()
        let source = Pieces(["part of it"], last: .broken)
        scene.respond = { _ in Response(status: 200, body: .stream(source)) }
        let client = try scene.connect()
        client.send(Self.get("/"))
        try scene.turns {
            client.receive()
            return client.isClosed
        }
        #expect(!client.text.hasSuffix("0\r\n\r\n"))
        #expect(scene.finished.map(\.isComplete) == [false])
    }

    @Test func `a slow reader is closed when it takes nothing for ten seconds`() throws {
        let scene = try Scene()
        scene.respond = { _ in Response(status: 200, body: .bytes([UInt8](repeating: 65, count: 1 << 25))) }
        let client = try scene.connect()
        client.send(Self.get("/"))
        var before: Int64?
        try scene.turns {
            defer { before = scene.server.nextDeadline() }
            return before == 10_000_000_000
        }
        scene.clock = 10_000_000_000
        try scene.turns { scene.server.isIdle }
        #expect(scene.finished == [Exchange(method: "GET", path: "/", status: 200, isComplete: false)])
    }

    @Test func `a slow sender gets 408, an idle client nothing`() throws {
        let scene = try Scene()
        let idle = try scene.connect()
        let slow = try scene.connect()
        slow.send("GET / HT")
        try scene.turns { scene.server.nextDeadline() == 10_000_000_000 }
        scene.clock = 10_000_000_000
        try scene.turns {
            slow.receive()
            return slow.isClosed
        }
        #expect(slow.text.hasPrefix("HTTP/1.1 408 "))
        #expect(slow.text.hasSuffix("want all of it within 10 seconds\n"))
        scene.clock = 60_000_000_000
        try scene.turns {
            idle.receive()
            return idle.isClosed
        }
        #expect(idle.text.isEmpty)
    }

    @Test func `a stop answers what is under way and takes nobody new`() throws {
        let scene = try Scene()
        let source = Pieces(bytes: [[UInt8]](repeating: [UInt8](repeating: 65, count: 65536), count: 200))
        scene.respond = { _ in Response(status: 200, body: .stream(source)) }
        let idle = try scene.connect()
        let busy = try scene.connect()
        busy.send(Self.get("/"))
        try scene.turns { source.asked > 0 }
        scene.server.stopAccepting(now: scene.clock)
        #expect(throws: SystemError.self) {
            try Socket.connect(to: scene.address, timeoutNanoseconds: 1_000_000_000)
        }
        try scene.turns {
            busy.receive()
            idle.receive()
            return busy.isClosed && idle.isClosed
        }
        #expect(busy.text.hasSuffix("\r\n0\r\n\r\n"))
        busy.socket.closeWriting()
        try scene.turns { scene.server.isIdle }
        #expect(scene.finished == [Exchange(method: "GET", path: "/", status: 200, isComplete: true)])
    }

    @Test func `a client that goes away is forgotten`() throws {
        let scene = try Scene()
        var client: Client? = try scene.connect()
        client?.send("GET /")
        try scene.turn()
        client = nil
        try scene.turns { scene.server.isIdle }
        #expect(client == nil && scene.finished == [])
    }

    @Test func `many clients are all served`() throws {
        let scene = try Scene()
        let clients = try (0..<60).map { _ in try scene.connect() }
        for client in clients { client.send(Self.get("/x")) }
        try scene.turns {
            for client in clients { client.receive(most: 1000) }
            return clients.allSatisfy { $0.text.hasSuffix("/x\n") }
        }
        #expect(scene.finished.count == 60)
        #expect(scene.server.connectionCount == 60)
    }
}
