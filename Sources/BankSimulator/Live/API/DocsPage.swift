import Service
import Text

/// The page at `/docs`: what can happen and how to ask for it. It is complete without its script, which adds buttons.
struct DocsPage {
    let sets: [LiveSet]
    let operations: [Operation]
    let host: String
    let hasToken: Bool
    let version: String

    /// The page.
    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>bank_simulator</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,"><link rel="stylesheet" href="/docs.css"><script src="/docs.js" defer></script>
        </head><body>
        <header><h1>bank_simulator</h1>
        <p>Writes the CSV files of \(list(sets.map { escapedHTML($0.name) })) in real time, and causes incidents in them
        on demand. Version \(escapedHTML(version)). <a href="/openapi.json">OpenAPI</a>,
        <a href="/metrics">metrics</a>, <a href="/health">health</a>.</p></header>
        <main>
        <section aria-labelledby="now"><h2 id="now">What runs now</h2>
        <p id="state">\(running.isEmpty ? "Nothing runs." : "When this page was made:")</p>
        <table id="running"\(running.isEmpty ? " hidden" : "")><thead><tr><th>incident</th><th>until</th>
        <th>alert</th><td></td></tr></thead><tbody>
        \(running.joined(separator: "\n"))
        </tbody></table></section>
        <section aria-labelledby="begin"><h2 id="begin">Cause an incident</h2>
        <p>The records change at the next second. Whoever follows the files by the rules of the data set sees the alert
        within the time that is named, at intensity 1.</p>
        <form id="options" data-scripted hidden>
        <label>Duration<input id="duration" placeholder="as listed" autocomplete="off"></label>
        <label>Intensity (above 0 to 10)
        <input id="intensity" type="number" min="0.1" max="10" step="any" placeholder="1"></label>
        <label id="token-label"\(hasToken ? "" : " hidden")>Token
        <input id="token" type="password" autocomplete="off"></label></form>
        <div id="answer" class="idle"><p id="sentence" role="status"></p>
        <details id="whole" hidden><summary>The answer</summary><pre id="json" tabindex="0"></pre></details></div>
        \(sets.filter { !$0.catalogue.scenarios.isEmpty }.map { scenarios(of: $0) }.joined(separator: "\n"))
        </section>
        <section aria-labelledby="requests"><h2 id="requests">Requests</h2>
        <p>An error is an object with a sentence: <code>{"detail": "…"}</code>. \(accessNote(hasToken))</p>
        \(Operation.Topic.allCases.map { topic($0) }.joined(separator: "\n"))
        </section>
        </main></body></html>

        """
    }

    private var running: [String] {
        sets.flatMap { set in
            set.incidents.filter { set.isRunning($0) }.map { incident in
                let scenario = set.catalogue.scenarios[incident.scenario]
                let name = escapedHTML(scenario.name) + (incident.isDrawn ? ", by chance" : "")
                return """
                    <tr><td><code>\(incident.name)</code> \(name)</td>
                    <td data-name="until">\(time(incident.end))</td><td>\(escapedHTML(scenario.alert ?? "–"))</td>
                    <td></td></tr>
                    """
            }
        }
    }

    private func scenarios(of set: LiveSet) -> String {
        let rows = set.catalogue.scenarios.map { scenario in
            let within = scenario.within.map { " within \(formatDuration($0 * 1_000_000))" } ?? ""
            let id = escapedHTML(scenario.id)
            let start = hasToken ? curlWithToken : "curl "
            let curl = words(of: "\(start)-X POST \(host)/incidents/\(pathSegment(scenario.id))")
            return """
                <tr><td><p>\(escapedHTML(scenario.name))\(scenario.isEnabled ? "" : ", not enabled")</p>
                <code>\(curl)</code></td>
                <td data-name="severity">\(escapedHTML(scenario.severity))</td>
                <td data-name="lasts">\(formatDuration(scenario.duration * 1_000_000))</td>
                <td data-name="alert">\(scenario.alert.map { escapedHTML($0) + within } ?? "–")</td>
                <td class="act"><button type="button" data-scripted hidden data-scenario="\(id)"
                aria-label="Begin \(id), \(escapedHTML(scenario.name))">Begin</button></td></tr>
                """
        }
        return """
            <h3>\(escapedHTML(set.name))</h3>
            <table><thead><tr><th>scenario</th><th>severity</th><th>lasts</th><th>alert</th><td></td></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table>
            """
    }

    private func topic(_ topic: Operation.Topic) -> String {
        let own = operations.filter { $0.topic == topic }
        if own.isEmpty { return "" }
        let note = topic == .everything ? "<p>These end every incident that runs, whoever has begun it.</p>\n" : ""
        return "<h3>\(topic.rawValue)</h3>\n\(note)"
            + own.map { $0.html(hasToken: hasToken) }.joined(separator: "\n")
    }

    /// A line that a browser breaks between its words only.
    private func words(of line: String) -> String {
        line.split(separator: " ").map { "<span>\(escapedHTML(String($0)))</span>" }.joined(separator: " ")
    }

    private func list(_ names: [String]) -> String {
        names.count < 2 ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
    }
}
