import Testing

@testable import HTTP

@Suite struct ClientConnectionTests {
    private static let second: Int64 = 1_000_000_000
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

    /// A connection with a request under way, of which all is sent but `unsent` bytes.
    private static func begun(
        keepsAlive: Bool = true, method: String = "GET", body: String = "", unsent: Int = 0
    ) throws -> ClientConnection {
        var connection = ClientConnection(limits: ClientLimits())
        let request = try ClientRequest(
            method: method, target: "/a", host: "h", body: Array(body.utf8), keepsAlive: keepsAlive)
        connection.begin(request, start: 0)
        connection.advance(request.bytes.count - unsent)
        return connection
    }

    private static func receive(_ text: String, _ connection: inout ClientConnection) {
        connection.receive(Array(text.utf8))
    }

    @Test func `a request is sent piece by piece, and the response ends the exchange`() throws {
        var connection = ClientConnection(limits: ClientLimits())
        #expect(connection.action == .begin && connection.deadline == nil && connection.outcome == nil)
        let request = try ClientRequest(target: "/a", host: "h", keepsAlive: true)
        connection.begin(request, start: 5)
        #expect(connection.deadline == 5 + 10 * Self.second)
        var sent: [UInt8] = []
        while connection.action == .send {
            let (bytes, unsent) = connection.output
            sent += bytes[unsent.prefix(7)]
            connection.advance(unsent.prefix(7).count)
        }
        #expect(sent == request.bytes)
        for byte in Self.ok.utf8 {
            #expect(connection.action == .receive && connection.outcome == nil)
            connection.receive([byte])
        }
        #expect(try connection.outcome?.get().body == Array("hi".utf8))
        #expect(connection.deadline == nil)
    }

    private static let closing: [(keepsAlive: Bool, response: String, carriesAnother: Bool)] = [
        (true, ok, true),
        (false, ok, false),
        (true, ok.replacing("\r\n\r\n", with: "\r\nConnection: close\r\n\r\n"), false),
        (true, ok.replacing("1.1", with: "1.0"), false),
        // Bytes behind the response answer no request that was sent.
        (true, ok + "H", false),
        (true, "HTTP/1.1 204 No Content\r\n\r\n", true),
        (true, "HTTP/1.1 100 Continue\r\n\r\n" + ok, true),
        (true, "HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true),
        (true, "nonsense\r\n", false),
    ]

    @Test(arguments: closing) func `a connection carries another request where both sides allow it`(
        keepsAlive: Bool, response: String, carriesAnother: Bool
    ) throws {
        var connection = try Self.begun(keepsAlive: keepsAlive)
        Self.receive(response, &connection)
        #expect(connection.outcome != nil && connection.action == (carriesAnother ? .begin : .close))
    }

    @Test func `one connection carries one exchange after another`() throws {
        var connection = ClientConnection(limits: ClientLimits())
        for (index, isHead) in [false, true, false].enumerated() {
            let request = try ClientRequest(
                method: isHead ? "HEAD" : "GET", target: "/a", host: "h", keepsAlive: true)
            connection.begin(request, start: Int64(index))
            #expect(connection.outcome == nil && connection.deadline == Int64(index) + 10 * Self.second)
            connection.advance(request.bytes.count)
            Self.receive("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + (isHead ? "" : "hi"), &connection)
            #expect(try connection.outcome?.get().status == 200)
        }
    }

    @Test func `bytes or an end between exchanges close the connection`() throws {
        for isEnd in [true, false] {
            var connection = try Self.begun()
            Self.receive(Self.ok, &connection)
            #expect(connection.action == .begin)
            if isEnd { connection.disconnect(isOrderly: true) } else { Self.receive("HTTP/1.1 ", &connection) }
            #expect(connection.action == .close)
            #expect(try connection.outcome?.get().status == 200, "the exchange before is not affected")
        }
    }

    @Test func `a response may come before the request is sent, and then nothing more is sent`() throws {
        var connection = try Self.begun(method: "POST", body: "abcdef", unsent: 5)
        Self.receive("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n", &connection)
        #expect(connection.action == .send && connection.output.unsent.count == 5)
        Self.receive("\r\n", &connection)
        #expect(connection.action == .close && connection.output.unsent.isEmpty)
        #expect(try connection.outcome?.get().status == 413)
    }

    @Test func `a server that takes no more bytes may still have answered`() throws {
        var connection = try Self.begun(method: "POST", body: "abcdef", unsent: 5)
        connection.sendingFailed()
        #expect(connection.action == .receive)
        var broken = connection
        broken.disconnect(isOrderly: false)
        #expect(broken.outcome == .failure(.noResponse) && broken.action == .close)
        Self.receive("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", &connection)
        #expect(try connection.outcome?.get().status == 400)
        #expect(connection.action == .close)
    }

    @Test func `an exchange has one deadline, whatever arrives`() throws {
        var connection = try Self.begun(unsent: 1)
        connection.expire(now: 10 * Self.second - 1)
        connection.advance(1)
        Self.receive("HTTP/1.1 200 OK\r\n", &connection)
        connection.expire(now: 10 * Self.second - 1)
        #expect(connection.action == .receive && connection.deadline == 10 * Self.second)
        connection.expire(now: 10 * Self.second)
        #expect(connection.action == .close)
        #expect(connection.outcome == .failure(.timedOut(nanoseconds: 10 * Self.second)))
        #expect(
            ClientFault.timedOut(nanoseconds: 2_500_000_000).description
                == "cannot wait for the rest of the response: want all of it within 2.5 seconds")
    }

    @Test func `a connection that ends early is a fault, and the end completes a body without length`() throws {
        var connection = try Self.begun()
        Self.receive("HTTP/1.1 200 OK\r\n\r\nhi", &connection)
        var broken = connection
        broken.disconnect(isOrderly: false)
        #expect(broken.outcome == .failure(.bodyCutOff(received: 2, length: nil)))
        connection.disconnect(isOrderly: true)
        #expect(try connection.outcome?.get().body == Array("hi".utf8))
        #expect(connection.action == .close)
    }
}
