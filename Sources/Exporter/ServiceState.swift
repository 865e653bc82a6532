import EventTime
import HTTP
import JSON
import MappingFile
import Pipeline
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

    /// The answer of `/api/v1/replay`; full speed is the string "max".
    var json: String {
        let object: JSONObject = [
            "state": .string(state.rawValue), "time": .string(iso8601(time)), "start": .string(iso8601(start)),
            "end": .string(iso8601(end)), "speed": JSONNumber(speed).map { .number($0) } ?? .string("max"),
            "passes": .number(JSONNumber(passes)),
        ]
        return JSONValue.object(object).text
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
