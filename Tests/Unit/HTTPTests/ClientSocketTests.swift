import POSIX
import Testing

@testable import HTTP

/// A client and a server, both of this module, in one loop.
@Suite struct ClientSocketTests {
    private static let second: Int64 = 1_000_000_000

    /// Turns server and client until the exchange is over.
    private static func finish(_ client: ClientSocket, _ scene: Scene) throws -> Result<ClientResponse, ClientFault> {
        try scene.turns("the exchange ends") {
            var set = PollSet()
            client.addInterest(to: &set)
            try set.poll(timeoutNanoseconds: 0)
            client.turn(set, now: scene.clock)
            return client.outcome != nil
        }
        return try #require(client.outcome)
    }

    @Test func `one connection carries many exchanges, until a side closes it`() throws {
        let scene = try Scene()
        let long = [UInt8](repeating: 65, count: 60_000)
        scene.respond = { request in
            switch request.path {
            case "/chunks": Response(status: 200, body: .stream(Pieces(["abc", "", "def"])))
            case "/none": Response(status: 204, body: .bytes([]))
            default: Response(status: 201, body: .bytes(request.body))
            }
        }
        let client = try ClientSocket.connect(to: scene.address, limits: ClientLimits())
        for (method, target, body, expected) in [
            ("GET", "/chunks", [], Array("abcdef".utf8)), ("HEAD", "/chunks", [], []), ("POST", "/long", long, long),
            ("GET", "/none", [], []), ("PUT", "/empty", [], []),
        ] as [(String, String, [UInt8], [UInt8])] {
            let request = try ClientRequest(method: method, target: target, host: "h", body: body, keepsAlive: true)
            client.begin(request, start: scene.clock)
            let response = try Self.finish(client, scene).get()
            #expect(response.body == expected, "\(method) \(target)")
            #expect(client.mayCarryAnother())
        }
        #expect(scene.server.connectionCount == 1 && scene.finished.count == 5)
        client.begin(try ClientRequest(target: "/last", host: "h"), start: scene.clock)
        #expect(try Self.finish(client, scene).get().status == 201)
        #expect(!client.mayCarryAnother())
    }

    @Test func `a server that closes an idle connection is noticed before the next request`() throws {
        let scene = try Scene()
        let client = try ClientSocket.connect(to: scene.address, limits: ClientLimits())
        client.begin(try ClientRequest(target: "/a", host: "h", keepsAlive: true), start: 0)
        #expect(try Self.finish(client, scene).get().status == 200)
        #expect(client.mayCarryAnother())
        scene.clock = 60 * Self.second
        try scene.turns { scene.server.connectionCount == 0 }
        var set = PollSet()
        client.addInterest(to: &set)
        try set.poll(timeoutNanoseconds: 5 * Self.second)
        #expect(!client.mayCarryAnother())
    }

    @Test func `a large request is answered early and not sent to its end`() throws {
        let scene = try Scene()
        let client = try ClientSocket.connect(to: scene.address, limits: ClientLimits())
        let body = [UInt8](repeating: 65, count: 1 << 25)
        client.begin(try ClientRequest(method: "POST", target: "/a", host: "h", body: body), start: 0)
        #expect(try Self.finish(client, scene).get().status == 413)
        #expect(!client.mayCarryAnother())
    }

    @Test func `a server that says nothing is given up at the deadline`() throws {
        // The kernel accepts the connection; nobody answers.
        let listener = try Listener(ListenAddress("127.0.0.1:0"))
        var limits = ClientLimits()
        limits.exchangeNanoseconds = 20_000_000
        let request = try ClientRequest(target: "/", host: "h")
        #expect(throws: ClientFault.timedOut(nanoseconds: 20_000_000)) {
            try ClientSocket.ask(listener.address, request, limits: limits)
        }
    }

    @Test func `nobody listening is a fault that names the address`() throws {
        let address = try Listener(ListenAddress("127.0.0.1:0")).address
        let request = try ClientRequest(target: "/", host: "h")
        let fault = #expect(throws: ClientFault.self) {
            try ClientSocket.ask(address, request, limits: ClientLimits())
        }
        #expect(
            fault?.description
                == "cannot ask: got connect \(address): Connection refused; want a server that listens")
    }

    @Test func `a server that closes or breaks off is told apart`() throws {
        for (text, fault) in [
            ("", ClientFault.noResponse),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", .bodyCutOff(received: 2, length: 5)),
            ("220 mail ready\r\n", .statusLine(got: "220 mail ready")),
        ] {
            let listener = try Listener(ListenAddress("127.0.0.1:0"))
            let client = try ClientSocket.connect(to: listener.address, limits: ClientLimits())
            client.begin(try ClientRequest(target: "/", host: "h"), start: 0)
            guard case .connection(let server) = listener.accept() else {
                Issue.record("the client has connected")
                return
            }
            #expect(server.send(Array(text.utf8), 0..<text.utf8.count) == .count(text.utf8.count))
            server.closeWriting()
            while client.outcome == nil {
                var set = PollSet()
                client.addInterest(to: &set)
                try #require(try set.poll(timeoutNanoseconds: 5 * Self.second) == 1)
                client.turn(set, now: 0)
            }
            #expect(client.outcome == .failure(fault))
        }
    }
}
