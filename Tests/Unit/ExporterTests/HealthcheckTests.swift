import Flags
import Foundation
import POSIX
import TestSupport
import Testing

@testable import Commands
@testable import Exporter

/// `csv_exporter healthcheck` and servers of all kinds.
@Suite struct HealthcheckTests {
    private let folder = TemporaryDirectory()

    /// Runs the command against a server that sends `text` to the first client and then closes its half.
    private func ask(_ text: String) throws -> (status: Int32, err: String) {
        let listener = try Listener(ListenAddress("127.0.0.1:0"))
        let process = try Program.process(["healthcheck", "--web.listen-address=\(listener.address)"], in: folder)
        try process.run()
        defer { if process.isRunning { process.terminate() } }
        var server: Socket?
        try Program.wait("it ends") {
            if server == nil, case .connection(let socket) = listener.accept() {
                server = socket
                #expect(socket.send(Array(text.utf8), 0..<text.utf8.count) == .count(text.utf8.count))
                socket.closeWriting()
            }
            return !process.isRunning
        }
        let err = Program.text("err", in: folder).replacing("\(listener.address)", with: "ADDRESS")
        return (process.terminationStatus, err)
    }

    private static let answers: [(text: String, status: Int32, err: String)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 0, ""),
        ("HTTP/1.0 200 OK\r\n\r\nhi", 0, ""),
        ("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", 0, ""),
        (
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", 1,
            "csv_exporter healthcheck: got HTTP/1.1 503 Service Unavailable from ADDRESS; want HTTP status 200\n"
        ),
        (
            "SSH-2.0-OpenSSH_9.2\r\n", 1,
            "csv_exporter healthcheck: ADDRESS: cannot read the status line: got \"SSH-2.0-OpenSSH_9.2\"; "
                + "want HTTP/1.1, a status of three digits and a reason\n"
        ),
        (
            "\u{1B}[31m\r\n", 1,
            "csv_exporter healthcheck: ADDRESS: cannot read the status line: got \"\\x1B[31m\"; "
                + "want HTTP/1.1, a status of three digits and a reason\n"
        ),
        (
            "", 1,
            "csv_exporter healthcheck: ADDRESS: cannot read the response: got the end of the connection; "
                + "want a status line\n"
        ),
    ]

    @Test(arguments: answers) func `only an answer with status 200 is healthy`(
        text: String, status: Int32, err: String
    ) throws {
        #expect(try ask(text) == (status, err))
    }

    @Test func `a server that accepts and says nothing is given up in time`() throws {
        let listener = try Listener(ListenAddress("127.0.0.1:0"))
        let arguments = ["healthcheck", "--web.listen-address=\(listener.address)"]
        guard case .run(let flags) = try commandLine.parse(arguments) else {
            Issue.record("it is a command")
            return
        }
        let fault = #expect(throws: StartFault.self) { try checkHealth(flags, timeoutNanoseconds: 20_000_000) }
        #expect(
            fault?.description
                == "csv_exporter healthcheck: \(listener.address): cannot wait for the rest of the response: "
                + "want all of it within 0.02 seconds")
    }

    @Test func `a path that cannot be asked for is wrong usage`() throws {
        let result = try Program.run(["healthcheck", "--path=/a b"], in: folder)
        #expect(result.status == 2)
        #expect(
            result.err == "csv_exporter healthcheck: cannot send the request: got the path \"/a b\"; "
                + "want a slash, then visible ASCII without #; see --path\n")
    }
}
