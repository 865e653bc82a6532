import Testing

@testable import HTTP

@Suite struct StopTests {
    private static let second: Int64 = 1_000_000_000
    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test func `a stop closes an idle connection and lets a request finish`() {
        var idle = Connection(limits: Limits(), now: 0)
        idle.stop(now: 0)
        #expect(idle.action == .close)

        var drive = Drive()
        drive.receive("GET /a HTTP/1.1\r\n")
        drive.connection.stop(now: 0)
        drive.receive("Host: h\r\n\r\n")
        drive.run(Drive.ok)
        #expect(drive.output().contains("Connection: close\r\n"))
        #expect(drive.connection.deadline == Self.second)

        var slow = Drive()
        slow.receive("GET")
        slow.connection.stop(now: 0)
        #expect(slow.connection.deadline == 1_000_000_000, "nobody waits for the rest of a request")

        var sending = Drive()
        sending.receive(Self.get)
        sending.connection.respond(Drive.ok(Request(method: "GET", target: "/a")!), now: 0)
        sending.connection.stop(now: 0)
        sending.run(Drive.ok)
        #expect(sending.connection.deadline == Self.second)
    }

    @Test func `a stop waits five seconds for a client that reads slowly, and no longer`() {
        var before = Drive()
        before.receive(Self.get)
        before.connection.respond(Response(status: 200, body: .bytes([1, 2, 3])), now: 0)
        before.connection.stop(now: Self.second)
        // A response that the stop finds, and one that is only made after it.
        var after = Drive()
        after.receive(Self.get)
        after.connection.stop(now: Self.second)
        after.connection.respond(Response(status: 200, body: .bytes([1, 2, 3])), now: Self.second)
        for drive in [before, after] {
            var connection = drive.connection
            for time: Int64 in 2...5 { connection.advance(1, now: time * Self.second) }
            #expect(connection.deadline == 6 * Self.second)
            connection.expire(now: 6 * Self.second - 1)
            #expect(connection.action == .send)
            connection.expire(now: 6 * Self.second)
            #expect(connection.action == .close)
            #expect(connection.takeFinished().map(\.isComplete) == [false])
        }
    }

    @Test func `a stop waits a second for a body that was asked for`() {
        var drive = Drive()
        drive.receive("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        drive.connection.stop(now: 0)
        #expect(drive.connection.deadline == Self.second)
        drive.run(Drive.ok)
        #expect(drive.connection.deadline == Self.second)
        drive.receive("hi")
        drive.run(Drive.ok)
        #expect(drive.output().hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
    }
}
