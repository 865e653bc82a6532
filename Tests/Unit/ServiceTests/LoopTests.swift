import HTTP
import POSIX
import Testing

@testable import Service

@Suite struct LoopTests {
    private final class Context {
        var loop: Loop?

        func end(_ request: Request, now: Int64) -> Response {
            loop?.end()
            return .text(200, "until then")
        }
    }

    private func loop() throws -> (loop: Loop, router: Router<Context>, address: ListenAddress) {
        let listener = try Listener(ListenAddress("127.0.0.1:0"))
        let logger = Logger(level: .error, format: .plain, output: .standardError) { "" }
        let loop = Loop([Entrance(Server(listener: listener, limits: Limits()))], nil, .system, logger)
        let context = Context()
        context.loop = loop
        let metrics = SelfMetrics(program: "p", version: "1", startTime: 0)
        let routes: [Route<Context>] = [Route(.get, "/end", Context.end)]
        return (loop, Router(routes, context, Access(isOpen: true, token: nil), metrics), listener.address)
    }

    @Test func `a loop drives its work, answers requests, and ends after the response that ended it`() throws {
        let (loop, router, address) = try loop()
        let socket = try Socket.connect(to: address, timeoutNanoseconds: 5_000_000_000)
        let request = Array("GET /end HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
        #expect(socket.send(request, request.indices) == .count(request.count))
        let work = ScriptedWork("work")
        try loop.run(work, router)
        #expect(!work.slices.isEmpty && loop.connectionCount == 0)
        var buffer = [UInt8](repeating: 0, count: 4096)
        guard case .count(let count) = socket.receive(into: &buffer, at: 0, count: buffer.count) else {
            Issue.record("the response was not sent")
            return
        }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200 ") && text.hasSuffix("until then\n"))
    }

    @Test func `a fault of the work ends the loop`() throws {
        let (loop, router, _) = try loop()
        let work = ScriptedWork("work", fault: "a.csv: gone")
        work.wake = 0
        let fault = #expect(throws: ScriptedWork.Failure.self) { try loop.run(work, router) }
        #expect(fault?.description == "a.csv: gone")
    }

    /// Work that ends the loop itself, and has something to finish then.
    private final class LastWords: Work {
        var loop: Loop?
        private(set) var slices = 0
        private var stoppedAt: Int?

        var descriptor: FileDescriptor? { nil }
        var isReady: Bool { true }
        var hasFinished: Bool { stoppedAt.map { slices >= $0 + 3 } ?? false }

        func nextWake(now: Int64) -> Int64? { slices < 5 || stoppedAt != nil ? now : nil }
        func finish(now: Int64) { stoppedAt = slices }

        func slice(now: Int64, deadline: Int64, hasEvents: Bool) {
            slices += 1
            if slices == 5 { loop?.end() }
        }
    }

    @Test func `work may end the loop, and finishes before it returns`() throws {
        let (loop, router, _) = try loop()
        let work = LastWords()
        work.loop = loop
        try loop.run(work, router)
        #expect(work.slices >= 8)
    }
}
