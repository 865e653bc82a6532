import EventTime
import Exposition
import HTTP
import MappingFile
import Metrics
import POSIX
import Pipeline
import Text

/// What the service answers to, and how: knows both the requests and the state that they ask for.
struct Endpoints {
    let telemetryPath: String
    let hasLifecycle: Bool
    let showsCreated: Bool
    var token: LifecycleToken?
    /// Nanoseconds of the monotonic clock.
    var clock: () -> Int64 = SystemClock.monotonicNanoseconds
    let slots = ScrapeSlots(limit: 4)

    /// What a request wants of the loop beside its answer.
    enum Command: Equatable {
        case reload
        case quit
        case replay(ReplayCommand)
    }

    /// The closed set of paths that the request counter tells apart.
    var knownPaths: [String] {
        ["/", telemetryPath, "/-/healthy", "/-/ready"] + (hasLifecycle ? Self.lifecyclePaths : [])
    }

    private static let lifecyclePaths = ["/-/reload", "/-/quit", "/api/v1/replay"]

    /// Whether the metrics can be at `path`: requests can ask for it, and nothing else is there.
    static func isTelemetryPath(_ path: String) -> Bool {
        path.hasPrefix("/") && !(["/", "/-/healthy", "/-/ready"] + lifecyclePaths).contains(path)
            && path.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "/-._~".utf8.contains(byte)
            }
    }

    /// Answers a request. `run` carries out a command and returns why it could not, if so.
    func answer(
        _ request: Request, _ state: ServiceState, snapshot: () -> Snapshot, run: (Command) -> String?
    ) -> Response {
        switch request.path {
        case telemetryPath: return reading(request) { metrics(request, snapshot) }
        case "/": return reading(request) { landingPage(state) }
        case "/-/healthy": return reading(request) { .text(200, "csv_exporter is healthy.") }
        case "/-/ready":
            return reading(request) {
                state.waitsFor.map { .text(503, "csv_exporter is not ready: it waits for \($0).") }
                    ?? .text(200, "csv_exporter is ready.")
            }
        case let path where Self.lifecyclePaths.contains(path):
            guard hasLifecycle else {
                return .text(403, "\(path) is closed: start the exporter with --web.enable-lifecycle to open it.")
            }
            return refusal(request) ?? control(request, state, run)
        default:
            var text = "nothing is at \(request.path); want \(alternatives(knownPaths))"
            if let near = nearest(request.path, among: knownPaths) { text += "; did you mean \(near)?" }
            return .text(404, text)
        }
    }

    private func reading(_ request: Request, _ answer: () -> Response) -> Response {
        if request.method == "GET" || request.method == "HEAD" { return answer() }
        return wrongMethod(request, allowed: "GET, HEAD")
    }

    private func wrongMethod(_ request: Request, allowed: String) -> Response {
        .text(405, "\(request.path) does not take \(request.method); want \(allowed)", headers: [("Allow", allowed)])
    }

    private func metrics(_ request: Request, _ snapshot: () -> Snapshot) -> Response {
        let formats = [ExpositionFormat.text, .openMetrics]
        let format = formats[negotiate(accept: request.headers["accept"], among: formats.map(\.contentType))]
        let gzip = negotiate(acceptEncoding: request.headers["accept-encoding"])
        let now = clock()
        let shared = slots.snapshot(now: now, make: snapshot)
        let scrape = Scrape(shared, format, created: showsCreated, gzip, now: now)
        let coding = scrape.isCompressed ? [("Content-Encoding", "gzip")] : []
        return Response(
            status: 200,
            headers: [("Content-Type", format.contentType)] + coding + [("Vary", "Accept, Accept-Encoding")],
            body: .stream(scrape))
    }

    /// Why a control request may not be heard, if so.
    private func refusal(_ request: Request) -> Response? {
        if let token {
            if token.isBorne(by: request.headers["authorization"]) { return nil }  // no page of another site knows it
            return .text(
                401,
                "\(request.path) wants the header Authorization: Bearer TOKEN, with the token of the file "
                    + "given by --web.lifecycle-token-file", headers: [("WWW-Authenticate", "Bearer")])
        }
        let site = request.headers["sec-fetch-site"] ?? "none"
        let isForeign = site != "none" && site != "same-origin"
        if isForeign || !isOurOwn(origin: request.headers["origin"], host: request.headers["host"] ?? "") {
            return .text(403, "\(request.path) takes no requests that another site's page sends")
        }
        return nil
    }

    /// Whether a page of this exporter made the request, or no page at all. A name other than localhost may be one that
    /// its owner lets lead here, to make his page look like ours: only an address or localhost can be trusted.
    private func isOurOwn(origin: String?, host: String) -> Bool {
        guard let origin else { return true }
        guard origin == "http://" + host || origin == "https://" + host else { return false }
        let name = host.hasPrefix("[") ? host : host.split(separator: ":").first.map(String.init) ?? ""
        if name == "localhost" || name.hasPrefix("[") { return true }
        return !name.isEmpty && name.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
    }

    private func control(_ request: Request, _ state: ServiceState, _ run: (Command) -> String?) -> Response {
        if request.path == "/api/v1/replay" && (request.method == "GET" || request.method == "HEAD") {
            return state.replay.map { json(200, $0.json) } ?? .text(409, "there is no replay: the sources are followed")
        }
        guard request.method == "POST" else {
            return wrongMethod(request, allowed: request.path == "/api/v1/replay" ? "GET, HEAD, POST" : "POST")
        }
        switch request.path {
        case "/-/quit":
            _ = run(.quit)
            return .text(200, "csv_exporter is going to end.")
        case "/-/reload":
            return run(.reload).map { .text(500, $0) } ?? .text(200, "csv_exporter reads the mapping file again.")
        default:
            switch replayCommand(request) {
            case .success(let command): return run(.replay(command)).map { .text(409, $0) } ?? .text(200, "done")
            case .failure(let fault): return .text(400, fault.text)
            }
        }
    }

    private func json(_ status: Int, _ text: String) -> Response {
        Response(
            status: status, headers: [("Content-Type", "application/json")], body: .bytes(Array((text + "\n").utf8)))
    }
}

/// Why a replay command cannot be read.
private struct CommandFault: Error { let text: String }

/// Reads `action=…` with its `time` or `speed`, from the query or a form body.
private func replayCommand(_ request: Request) -> Result<ReplayCommand, CommandFault> {
    let items: [FormItem]
    do {
        items = request.query + (try request.form())
    } catch {
        return .failure(CommandFault(text: "\(error)"))
    }
    func value(_ name: String) -> String? { items.first(named: name)?.value }
    func fault(_ name: String, _ wanted: String) -> CommandFault {
        let item = items.first(named: name)
        let hint = item?.hasPlus == true ? "; a + in a query or form means a blank: write %2B for a plus" : ""
        return CommandFault(text: "got \(name)=\(item?.value ?? ""); want \(wanted)\(hint)")
    }
    let actions = ["pause", "resume", "restart", "seek", "speed"]
    guard let action = value("action") else {
        return .failure(CommandFault(text: "got no action; want action=\(alternatives(actions))"))
    }
    switch action {
    case "pause": return .success(.pause)
    case "resume": return .success(.resume)
    case "restart": return .success(.restart)
    case "seek":
        if let instant = value("time").flatMap(parseInstant) { return .success(.seek(instant)) }
        return .failure(fault("time", instantWanted))
    case "speed":
        if let speed = value("speed").flatMap(parseSpeed) { return .success(.speed(speed)) }
        return .failure(fault("speed", speedWanted))
    default:
        var text = "got action=\(action); want \(alternatives(actions))"
        if let near = nearest(action, among: actions) { text += "; did you mean \(near)?" }
        return .failure(CommandFault(text: text))
    }
}
