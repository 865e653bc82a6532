@testable import HTTP

/// A connection, a driver that sends at most so many bytes at once, and the bytes that were sent.
struct Drive {
    var connection: Connection
    var sent: [UInt8] = []
    var clock: Int64 = 0
    var answers: [String] = []

    init(_ limits: Limits = Limits()) { connection = Connection(limits: limits, now: 0) }

    mutating func receive(_ text: String) { connection.receive(Array(text.utf8), now: clock) }

    /// Performs actions until bytes are wanted, the body waits or the connection is closed. A source that yields is
    /// asked again at once.
    mutating func run(most: Int = 1 << 20, _ answer: (Request) -> Response = Drive.ok) {
        while true {
            switch connection.action {
            case .answer(let request):
                answers.append(request.path)
                connection.respond(answer(request), now: clock)
            case .send:
                _ = connection.refill(now: clock)
                let (bytes, unsent) = connection.output
                let count = min(most, unsent.count)
                sent += bytes[unsent.lowerBound..<unsent.lowerBound + count]
                connection.advance(count, now: clock)
            case .closeWriting: connection.didCloseWriting(now: clock)
            case .receive, .wait, .close: return
            }
        }
    }

    /// Returns the text that was sent since the last call.
    mutating func output() -> String {
        defer { sent = [] }
        return String(decoding: sent, as: UTF8.self)
    }

    static func ok(_ request: Request) -> Response {
        Response(status: 200, headers: [("X", "y")], body: .bytes(Array(request.path.utf8)))
    }
}
