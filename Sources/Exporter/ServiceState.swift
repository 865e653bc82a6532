import EventTime
import HTTP
import Text

/// What the service says of itself over HTTP, beside its metrics.
struct ServiceState {
    var version: String
    var configurationFile: String
    /// What readiness waits for; nil when it waits for nothing.
    var waitsFor: String?
    /// The replay, where there is one.
    var replay: ReplayStatus?
    var telemetryPath: String
}

/// Where a replay stands.
struct ReplayStatus {
    var state: ReplayState
    var time: Instant
    var start: Instant
    var end: Instant
    var speed: Double
    var passes: Int

    /// As `/api/v1/replay` shows it.
    var json: String {
        let speed = speed == .infinity ? "\"max\"" : speedText(speed)
        let times = [("time", time), ("start", start), ("end", end)].map { "\"\($0)\":\(quoted(iso8601($1)))" }
        return
            "{\"state\":\(quoted(state.rawValue)),\(times.joined(separator: ",")),\"speed\":\(speed),\"passes\":\(passes)}"
    }
}

extension ReplayStatus {
    init(_ replay: Replay) {
        state = replay.state
        time = (replay.applied ?? .earliest).roundedDown(to: 1_000_000)
        (start, end) = (replay.range?.start ?? .earliest, replay.range?.end ?? .latest)
        (speed, passes) = (replay.plan.speed, replay.passes)
    }
}

/// The page at `/`: what this is, where it stands, and where to go.
func landingPage(_ state: ServiceState) -> Response {
    var rows: [(String, String)] = [("Mapping", state.configurationFile)]
    if let replay = state.replay {
        rows.append(("Replay", "\(replay.state.rawValue), pass \(replay.passes), speed \(speedText(replay.speed))"))
        if state.waitsFor == nil {
            let time = iso8601(replay.time.roundedDown(to: 1_000_000_000))
            rows.append(("Event time", "\(time), from \(iso8601(replay.start)) to \(iso8601(replay.end))"))
        }
    } else {
        rows.append(("Mode", "following files"))
    }
    if let waitsFor = state.waitsFor { rows.append(("Waits for", waitsFor)) }
    let table = rows.map { "<tr><th>\(escaped($0))</th><td>\(escaped($1))</td></tr>" }.joined(separator: "\n")
    let links = [
        (state.telemetryPath, "metrics"), ("/-/healthy", "is it alive"), ("/-/ready", "is it ready"),
    ].map { "<li><a href=\"\(escaped($0))\">\(escaped($0))</a> – \($1)</li>" }.joined(separator: "\n")
    let html = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>csv_exporter</title>
        <meta name="viewport" content="width=device-width">
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 42em; margin: 3em auto; padding: 0 1em; color: #222 }
        th { text-align: left; padding-right: 1.5em; font-weight: 600 }
        @media (prefers-color-scheme: dark) { body { background: #181b1f; color: #ddd } a { color: #8ab8ff } }
        </style></head><body>
        <h1>csv_exporter</h1>
        <p>Turns CSV records into Prometheus metrics, in event time. Version \(escaped(state.version)).</p>
        <table>
        \(table)
        </table>
        <ul>
        \(links)
        </ul>
        </body></html>

        """
    return Response(
        status: 200, headers: [("Content-Type", "text/html; charset=utf-8")], body: .bytes(Array(html.utf8)))
}

private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
        switch character {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        default: result.append(character)
        }
    }
    return result
}
