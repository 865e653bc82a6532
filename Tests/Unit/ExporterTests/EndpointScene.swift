import Commands
import HTTP
import MappingFile
import Metrics
import POSIX
import Pipeline
import Service
import TestSupport
import Testing

@testable import Exporter

/// The exporter's endpoints over a replay from 1970-01-01T00:00:00Z to 00:00:09Z, asked without a socket. The clock is
/// a number that the test counts up.
final class EndpointScene {
    private let folder = TemporaryDirectory()
    let engine: Reload<Engine>
    private let router: Router<Endpoints>
    private let log: FileDescriptor
    var now: Int64 = 0

    /// The records count; `mode` is that of their source, `replay` the mapping's settings. Slices are as short as can
    /// be if they are `hurried`. A reload starts everything again if the engine `isNewOnReload`. `metrics` are items of
    /// the mapping, each on a line; by default one counter of the records by key.
    init(
        csv: String = "time,key\n1,a\n2,b\n9,a\n", mode: String = "replay", replay: String = "{}",
        isReady: Bool = true, hurried: Bool = false, isNewOnReload: Bool = false,
        metrics: [String] = ["{counter: orders_total, help: Orders., labels: {key: key}}"], isOpen: Bool = true,
        maximumStreams: Int = 16, title: String? = nil
    ) throws {
        folder.write("a.csv", csv)
        let mapping = folder.write(
            "a<b>.yml",
            """
            replay: \(replay)
            sources:
              - name: orders
                files: a.csv
                mode: \(mode)
                time: {column: time, format: unix}
                metrics:
            \(metrics.map { "      - \($0)\n" }.joined())
            """)
        let (reading, writing) = try FileDescriptor.pipe()
        log = reading
        let logger = Logger(level: .info, format: .logfmt, output: writing) { "noon" }
        let configuration = try ConfigurationReader.read(mapping)
        let access = Access(isOpen: isOpen, token: nil)
        let engine = try Engine(
            configuration, ReplayPlan(configuration.replay),
            reportingTo: watch(configuration, access, logger, generation: 7, clock: { 0 }))
        let clocks = Clocks(monotonic: { hurried ? .max / 2 : 0 }, wall: { 0 })
        let reload = Reload(engine, clocks, logger) { _, _ in
            let configuration = try ConfigurationReader.read(mapping)
            if !isNewOnReload { return nil }
            return try Engine(
                configuration, ReplayPlan(configuration.replay),
                reportingTo: watch(configuration, access, logger, generation: 8, clock: { 0 }))
        }
        let server = Server(listener: try Listener(ListenAddress("127.0.0.1:0")), limits: Limits())
        let loop = Loop([Entrance(server)], nil, clocks, logger)
        let metrics = SelfMetrics(program: "csv_exporter", version: "1", startTime: 0)
        let endpoints = Endpoints(
            reload, telemetryPath: "/metrics", loop, access, metrics, ScrapeEndpoint(includesCreated: false),
            Streams(reload, access, maximum: maximumStreams, title: title), logger)
        router = Router(Endpoints.routes(telemetryPath: "/metrics"), endpoints, access, metrics)
        self.engine = reload
        while isReady && !engine.isReady { try slice() }
    }

    /// Breaks the mapping file for the next reload.
    func breakMapping() { folder.write("a<b>.yml", "sources: nothing") }

    /// Lets the engine do all that is due.
    func slice() throws { try engine.slice(now: now, deadline: .max, hasEvents: false) }

    /// Sends a request and reads its response to the end. Calls `whileWaiting` when the response waits for the first
    /// time.
    func send(
        _ method: String, _ target: String, _ headers: [(String, String)] = [], body: String = "", host: String = "h:1",
        whileWaiting: (() throws -> Void)? = nil
    ) throws -> (status: Int, body: String) {
        let request = try #require(
            Request(method: method, target: target, headers: [("host", host)] + headers, body: Array(body.utf8)))
        let response = router.answer(request, now: now)
        var bytes: [UInt8] = []
        var whileWaiting = whileWaiting
        switch response.body {
        case .bytes(let all): bytes = all
        case .stream(let source):
            reading: while true {
                switch source.step(atMost: 1000, now: 0) {
                case .bytes(let piece): bytes += piece
                case .yield:
                    try whileWaiting?()
                    whileWaiting = nil
                    try slice()
                case .wait, .end, .broken: break reading
                }
            }
        }
        return (response.status, String(decoding: bytes, as: UTF8.self))
    }

    /// The header fields of a response.
    func headers(_ method: String, _ target: String) throws -> [String: String] {
        let request = try #require(Request(method: method, target: target, headers: [("host", "h:1")]))
        let fields = router.answer(request, now: now).headers.map { ($0.name, $0.value) }
        return Dictionary(fields, uniquingKeysWith: { first, _ in first })
    }

    /// Opens an event stream; nil if it is refused.
    func stream(
        _ query: String = "", _ headers: [(String, String)] = [], host: String = "127.0.0.1:1"
    ) throws -> (any BodySource)? {
        let request = try #require(
            Request(method: "GET", target: "/api/v1/stream" + query, headers: [("host", host)] + headers))
        let response = router.answer(request, now: now)
        guard response.status == 200, case .stream(let source) = response.body else { return nil }
        return source
    }

    /// Tells the endpoints that a response was sent whole.
    func finish(_ method: String, _ path: String) {
        router.finished(Exchange(method: method, path: path, status: 200, isComplete: true), now: now)
    }

    /// What was logged since it was last asked.
    func logged() throws -> String {
        var taken: [UInt8] = []
        _ = try? log.read(into: &taken, atMost: 1 << 16)  // nothing to read is an error, too
        return String(decoding: taken, as: UTF8.self)
    }
}
