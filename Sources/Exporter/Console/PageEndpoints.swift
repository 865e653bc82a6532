import Console
import EventTime
import HTTP
import MappingFile
import Pipeline
import Service
import Text

/// The console's page and its files.
extension Endpoints {
    /// What the page may do: its own files, and requests to this server. No other site may show it in a frame or load
    /// its files.
    private static let policy = [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ), ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ]

    /// The page, which says its state without its scripts, too.
    func page(_ request: Request, now: Int64) -> Response {
        let current = engine.current
        var rows = [(name: "Mapping", value: current.configuration.file)]
        if let replay = current.replay {
            rows.append(("Replay", "\(replay.state), pass \(replay.passes), speed \(speedText(replay.plan.speed))"))
            if replay.isReady, let range = replay.range, let applied = replay.applied {
                let time = iso8601(applied.roundedDown(to: 1_000_000_000))
                rows.append(("Event time", "\(time), from \(iso8601(range.start)) to \(iso8601(range.end))"))
            }
        } else {
            rows.append(("Mode", "following files"))
        }
        if let waitsFor = current.waitsFor { rows.append(("Waits for", "\(waitsFor)")) }
        let state = LandingPage(
            title: "csv_exporter",
            summary: "Turns CSV records into Prometheus metrics, in event time. Version \(version).", rows: rows,
            links: Router.links(Self.routes(telemetryPath: telemetryPath), access)
        ).content
        return .file("text/html; charset=utf-8", Page.html(state: state), for: request, headers: Self.policy)
    }

    /// A style or script of the page.
    func pageFile(_ request: Request, now: Int64) -> Response {
        let name = request.parameter("name")
        if let file = Page.file(name) { return .file(file.type, file.bytes, for: request, headers: Self.policy) }
        let near = nearest(name, among: Page.names).map { "; did you mean /console/\($0)?" } ?? ""
        return .text(404, "nothing is at \(request.path); want a file of the page\(near)")
    }
}
