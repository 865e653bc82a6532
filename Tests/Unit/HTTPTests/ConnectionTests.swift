import Testing

@testable import HTTP

@Suite struct ConnectionTests {
    private static let second: Int64 = 1_000_000_000
    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test(arguments: [1, 7, 1000]) func `a connection serves one request after another`(most: Int) {
        var drive = Drive()
        for _ in 0..<2 {
            drive.receive(Self.get)
            drive.run(most: most, Drive.ok)
            #expect(drive.output() == "HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 2\r\n\r\n/a")
            #expect(drive.connection.action == .receive)
        }
        let exchange = Exchange(method: "GET", path: "/a", status: 200, isComplete: true)
        #expect(drive.connection.takeFinished() == [exchange, exchange])
        #expect(drive.connection.takeFinished() == [])
    }

    @Test func `pipelined requests are answered in order, each after the response before`() {
        var drive = Drive()
        drive.receive(Self.get + Self.get.replacing("/a", with: "/b") + "GET /c HT")
        for path in ["/a", "/b"] {
            guard case .answer(let request) = drive.connection.action else {
                Issue.record("a request waits")
                return
            }
            #expect(request.path == path)
            drive.connection.respond(Drive.ok(request), now: 0)
            let (bytes, unsent) = drive.connection.output
            #expect(bytes.suffix(2).elementsEqual(path.utf8))
            drive.connection.advance(unsent.count - 1, now: 0)
            #expect(drive.connection.action == .send)
            drive.connection.advance(1, now: 0)
        }
        #expect(drive.connection.action == .receive)
        drive.receive("TP/1.1\r\nHost: h\r\n\r\n")
        drive.run(Drive.ok)
        #expect(drive.answers == ["/c"])
    }

    private static let closing: [(request: String, closes: Bool)] = [
        ("GET /a HTTP/1.1\r\nHost: h\r\n\r\n", false),
        ("GET /a HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\n\r\n", false),
        ("GET /a HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n", true),
        ("GET /a HTTP/1.0\r\n\r\n", true),
        ("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true),
    ]

    @Test(arguments: closing) func `a connection ends when its peer says so`(request: String, closes: Bool) {
        var drive = Drive()
        drive.receive(request)
        drive.run(Drive.ok)
        let close = closes ? "Connection: close\r\n" : ""
        #expect(drive.output() == "HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 2\r\n\(close)\r\n/a")
        // A closing connection waits a second for the peer, an open one a minute for a request.
        #expect(drive.connection.deadline == (closes ? Self.second : 60 * Self.second))
    }

    private static let bodies: [(request: String, head: String, body: String)] = [
        (
            "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", "Transfer-Encoding: chunked\r\n",
            "3\r\nabc\r\na\r\n0123456789\r\n0\r\n\r\n"
        ),
        ("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n", "Transfer-Encoding: chunked\r\n", ""),
        ("GET /a HTTP/1.0\r\n\r\n", "Connection: close\r\n", "abc0123456789"),
    ]

    @Test(arguments: bodies) func `a stream is framed as the peer understands`(
        request: String, head: String, body: String
    ) {
        for most in [1, 10, 1000] {
            let source = Pieces(["abc", "", "0123456789"])
            var drive = Drive()
            drive.receive(request)
            drive.run(most: most) { _ in Response(status: 200, body: .stream(source)) }
            #expect(drive.output() == "HTTP/1.1 200 OK\r\n\(head)\r\n\(body)")
            #expect(source.asked == (body.isEmpty ? 0 : 4))
        }
    }

    @Test func `a stream is asked only when what it made before is gone`() {
        let piece = [UInt8](repeating: 65, count: 65536)
        let source = Pieces(bytes: [piece, piece])
        var connection = Connection(limits: Limits(), now: 0)
        connection.receive(Array(Self.get.utf8), now: 0)
        connection.respond(Response(status: 200, body: .stream(source)), now: 0)
        for _ in 0..<3 { _ = connection.refill(now: 0) }
        #expect(source.asked == 1)
        connection.advance(connection.output.unsent.count - 20_000, now: 0)
        _ = connection.refill(now: 0)
        #expect(source.asked == 1)
        connection.advance(20_000, now: 0)
        _ = connection.refill(now: 0)
        #expect(source.asked == 2)
    }

    @Test(arguments: [204, 304]) func `some responses have no body at all`(status: Int) {
        var drive = Drive()
        drive.receive(Self.get)
        drive.run { _ in Response(status: status, body: .bytes([])) }
        let phrase = status == 204 ? "No Content" : "Not Modified"
        #expect(drive.output() == "HTTP/1.1 \(status) \(phrase)\r\n\r\n")
    }

    @Test func `HEAD gets the headers of GET`() {
        var drive = Drive()
        drive.receive(Self.get.replacing("GET", with: "HEAD"))
        drive.run(Drive.ok)
        #expect(drive.output() == "HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 2\r\n\r\n")
    }

    @Test func `a text ends with one newline and a value cannot hold a line end`() {
        var drive = Drive()
        drive.receive(Self.get)
        drive.run { _ in .text(404, "no such page", headers: [("X", "a\r\nSet-Cookie: b")]) }
        let type = "Content-Type: text/plain; charset=utf-8\r\n"
        let head = "HTTP/1.1 404 Not Found\r\n\(type)X: a  Set-Cookie: b\r\nContent-Length: 13\r\n\r\n"
        #expect(drive.output() == head + "no such page\n")
    }

    @Test func `a faulty request is answered in one line, then the peer may finish reading`() {
        var drive = Drive()
        drive.receive("GET /\r\n\r\n" + Self.get)
        drive.run(Drive.ok)
        let line = "cannot read the request line: want a method, a target and a version, one space apart\n"
        let type = "Content-Type: text/plain; charset=utf-8\r\n"
        let head = "HTTP/1.1 400 Bad Request\r\n\(type)Content-Length: \(line.utf8.count)\r\nConnection: close\r\n\r\n"
        #expect(drive.output() == head + line)
        let exchange = Exchange(method: "", path: "other", status: 400, isComplete: true)
        #expect(drive.connection.takeFinished() == [exchange])
        drive.receive(Self.get)
        #expect(drive.connection.action == .receive)
        drive.connection.disconnect()
        #expect(drive.connection.action == .close)
        #expect(drive.connection.takeFinished() == [])
    }

    @Test func `a body held back is asked for, then taken`() {
        var drive = Drive()
        drive.receive("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        drive.run(most: 4, Drive.ok)
        #expect(drive.output() == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(drive.connection.deadline == 10 * Self.second)
        drive.receive("hi")
        drive.run(Drive.ok)
        #expect(drive.answers == ["/a"])
    }

    @Test func `a request has one deadline from its first byte`() {
        var drive = Drive()
        drive.clock = 5 * Self.second
        drive.receive("G")
        for time in 6...14 {
            drive.clock = Int64(time) * Self.second
            drive.receive("E")
            #expect(drive.connection.deadline == 15 * Self.second)
        }
        drive.connection.expire(now: 15 * Self.second - 1)
        #expect(drive.connection.action == .receive)
        drive.connection.expire(now: 15 * Self.second)
        drive.run(Drive.ok)
        #expect(drive.output().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        let exchange = Exchange(method: "", path: "other", status: 408, isComplete: true)
        #expect(drive.connection.takeFinished() == [exchange])
    }

    @Test func `an idle connection closes without a word`() {
        var drive = Drive()
        #expect(drive.connection.deadline == 60 * Self.second)
        drive.connection.expire(now: 60 * Self.second - 1)
        #expect(drive.connection.action == .receive)
        drive.connection.expire(now: 60 * Self.second)
        #expect(drive.connection.action == .close)
        #expect(drive.connection.takeFinished() == [])
    }

    @Test func `a peer that takes nothing is cut off, and a slow one later`() {
        var connection = Connection(limits: Limits(), now: 0)
        connection.receive(Array(Self.get.utf8), now: 0)
        connection.respond(Response(status: 200, body: .bytes([UInt8](repeating: 65, count: 100))), now: 0)
        #expect(connection.deadline == 10 * Self.second)
        connection.advance(0, now: 5 * Self.second)
        #expect(connection.deadline == 10 * Self.second)
        for time: Int64 in [9, 18, 27, 36, 45, 54] { connection.advance(1, now: time * Self.second) }
        #expect(connection.deadline == 60 * Self.second)
        connection.expire(now: 60 * Self.second)
        #expect(connection.action == .close)
        let exchange = Exchange(method: "GET", path: "/a", status: 200, isComplete: false)
        #expect(connection.takeFinished() == [exchange])
    }

    @Test func `a peer that lingers is cut off by time or by bytes`() {
        var drive = Drive()
        drive.receive("x y\r\n")
        drive.run(Drive.ok)
        for _ in 0..<15 { drive.connection.receive([UInt8](repeating: 65, count: 65536), now: 0) }
        #expect(drive.connection.action == .receive)
        var other = drive.connection
        other.expire(now: Self.second)
        #expect(other.action == .close)
        drive.connection.receive([UInt8](repeating: 65, count: 65536), now: 0)
        #expect(drive.connection.action == .close)
    }

    @Test func `errors have the form that the server gives them, whoever answers`() {
        let form: Response.ErrorForm = { Response(status: $0.status, headers: [("Form", "own")], body: .bytes([])) }
        let cases: [(text: String, answer: Int, status: Int, isFormed: Bool)] = [
            (Self.get, 200, 200, false), (Self.get, 302, 302, false), (Self.get, 400, 400, true),
            (Self.get, 503, 503, true), ("GET /%zz HTTP/1.1\r\n\r\n", 200, 400, true),
            ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 65537\r\n\r\n", 200, 413, true),
        ]
        for (text, answer, status, isFormed) in cases {
            var drive = Drive()
            drive.connection = Connection(limits: Limits(), now: 0, errorForm: form)
            drive.receive(text)
            drive.run { _ in .text(answer, "as it is") }
            let output = drive.output()
            #expect(output.hasPrefix("HTTP/1.1 \(status) "))
            #expect(output.contains("\r\nForm: own\r\n") == isFormed && output.contains("as it is") != isFormed)
        }
        var drive = Drive()
        drive.connection = Connection(
            overflow: .tooManyConnections(limit: 1), limits: Limits(), now: 0, errorForm: form)
        drive.connection.expire(now: 250_000_000)
        drive.run(Drive.ok)
        #expect(drive.output().contains("Form: own"))
    }

    @Test func `an overflow connection has a moment to send one request`() {
        for text in ["", "GET / HTTP/1.1\r\n"] {
            var drive = Drive()
            drive.connection = Connection(overflow: .tooManyConnections(limit: 1), limits: Limits(), now: 0)
            if !text.isEmpty { drive.receive(text) }
            #expect(drive.connection.deadline == 250_000_000)
            drive.connection.expire(now: 249_999_999)
            #expect(drive.connection.action == .receive)
            drive.connection.expire(now: 250_000_000)
            drive.run(Drive.ok)
            #expect(drive.output().hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(drive.connection.action == .receive)
        }
        var drive = Drive()
        drive.connection = Connection(overflow: .tooManyConnections(limit: 1), limits: Limits(), now: 0)
        drive.receive(Self.get)
        drive.run(Drive.ok)
        #expect(drive.output().contains("Connection: close\r\n"))
    }
}
