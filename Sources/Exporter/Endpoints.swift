import Commands
import EventTime
import HTTP
import MappingFile
import Metrics
import POSIX
import Pipeline
import Service
import Text

/// The exporter's answers to requests. To add an endpoint: one line in `routes`, and its function.
final class Endpoints {
    let engine: Reload<Engine>
    let telemetryPath: String
    private let loop: Loop
    let access: Access
    private let metrics: SelfMetrics
    private let scrapes: ScrapeEndpoint
    let streams: Streams
    private let logger: Logger
    /// Scrapes of a ready exporter, counted up to two.
    private var readyScrapes = 0

    init(
        _ engine: Reload<Engine>, telemetryPath: String, _ loop: Loop, _ access: Access, _ metrics: SelfMetrics,
        _ scrapes: ScrapeEndpoint, _ streams: Streams, _ logger: Logger
    ) {
        self.engine = engine
        self.telemetryPath = telemetryPath
        self.loop = loop
        self.access = access
        self.metrics = metrics
        self.scrapes = scrapes
        self.streams = streams
        self.logger = logger
    }

    static func routes(telemetryPath: String) -> [Route<Endpoints>] {
        [
            Route(.get, "/", Endpoints.page),
            Route(.get, telemetryPath, link: "metrics", sent: Endpoints.scraped, Endpoints.scrape),
            Route(.get, "/-/healthy", link: "is it alive", Endpoints.healthy),
            Route(.get, "/-/ready", link: "is it ready", Endpoints.ready),
            Route(.post, "/-/reload", access: .control, Endpoints.reload),
            Route(.post, "/-/quit", access: .control, Endpoints.quit),
            Route(.get, "/api/v1/replay", link: "the replay's state", access: .control, Endpoints.replay),
            Route(.post, "/api/v1/replay", access: .control, Endpoints.command),
            Route(.get, "/api/v1/stream", Endpoints.stream),
            Route(.get, "/openapi.json", link: "all this for programs, as OpenAPI", Endpoints.document),
            Route(.get, "/console/{name}", Endpoints.pageFile),
        ]
    }

    /// Whether the metrics can be at `path`: requests can ask for it, and no other endpoint is there.
    static func isTelemetryPath(_ path: String) -> Bool {
        path.hasPrefix("/") && routes(telemetryPath: path).count { PathPattern($0.path).values(in: path) != nil } == 1
            && path.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "/-._~".utf8.contains(byte)
            }
    }

    private func document(_ request: Request, now: Int64) -> Response {
        let text = APIDocument.text(telemetryPath: telemetryPath, version: version)
        return Response(status: 200, headers: [Replay.contentType], body: .bytes(Array(text.utf8)))
    }

    private func healthy(_ request: Request, now: Int64) -> Response { .text(200, "csv_exporter is healthy.") }

    private func ready(_ request: Request, now: Int64) -> Response {
        engine.current.waitsFor.map { .text(503, "csv_exporter is not ready: it waits for \($0).") }
            ?? .text(200, "csv_exporter is ready.")
    }

    private func reload(_ request: Request, now: Int64) -> Response {
        let fault = engine.begin(now: now)
        tellStreams()
        return fault.map { .text(500, $0) } ?? .text(200, "csv_exporter reads the mapping file again.")
    }

    /// Lets open consoles see at once what a request has changed.
    private func tellStreams() {
        streams.hurry()
        loop.wake()
    }

    private func quit(_ request: Request, now: Int64) -> Response {
        loop.end()
        return .text(200, "csv_exporter is going to end.")
    }

    private func replay(_ request: Request, now: Int64) -> Response {
        guard let replay = engine.current.replay else {
            return .text(409, "there is no replay: the sources are followed")
        }
        if let action = request.query.first(named: "action") {
            return .text(
                400, "got GET with action=\(action.value), which only shows the state; want POST: curl -X POST")
        }
        return replay.response
    }

    private func command(_ request: Request, now: Int64) -> Response {
        do {
            let command = try ReplayCommand(request, engine.current.replay)
            if let refusal = engine.current.perform(command, now: now) { return .text(409, refusal) }
            logger.log(.info, "replay command", command.pairs)
            advance(now: now)
            tellStreams()
            guard let replay = engine.current.replay else { return self.replay(request, now: now) }
            let (pass, engine) = (replay.passes, engine)
            if replay.isDone(command, pass: pass) { return replay.response }
            let answer = LateAnswer {
                // After the end of the replay, or a reload, nothing works on the command any more.
                let isOver = engine.current.replay !== replay || replay.isDone(command, pass: pass)
                return isOver ? .bytes(replay.stateText) : .yield
            }
            return Response(status: 200, headers: [Replay.contentType], body: .stream(answer))
        } catch {
            return .text(400, "\(error)")
        }
    }
}

extension Endpoints {
    private func scrape(_ request: Request, now: Int64) -> Response {
        scrapes.answer(request, now: now) { snapshot(now: now) }
    }

    /// Applies at most one slice, so that an answer is as recent as it can be at once.
    private func advance(now: Int64) {
        // The loop's own slice meets the same fault and ends the process. Events may have come since the poll.
        try? engine.current.slice(now: now, hasEvents: engine.current.descriptor != nil)
    }

    private func snapshot(now: Int64) -> Snapshot {
        advance(now: now)
        let current = engine.current
        var own = metrics.samples(
            isReady: current.isReady, connections: loop.connectionCount, reload: engine.status)
        ExporterMetrics.add(current, now: now, to: &own)
        ExporterMetrics.add(streams, to: &own)
        return Snapshot(own.families(after: current.snapshot()))
    }

    private func scraped(now: Int64) {
        let current = engine.current
        current.scraped(now: now)
        // Start-up is over: drop its code pages from resident memory. The first scrape does not wait for this, and the
        // second one brings back the code of a scrape.
        guard current.isReady && readyScrapes < 2 else { return }
        readyScrapes += 1
        guard readyScrapes == 2 else { return }
        CodePages.release()
    }
}
