import Service

/// The page at `/docs` of a service: its own requests, at its own address with their short paths.
struct ServiceDocsPage {
    let service: String
    let operations: [Operation]
    let hasToken: Bool
    /// Where the page about everything is.
    let main: String

    /// The page.
    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>\(escapedHTML(service)) – bank_simulator</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,"><link rel="stylesheet" href="/docs.css">
        </head><body>
        <header><h1>\(escapedHTML(service))</h1>
        <p>A service of bank_simulator. Incidents, settings and the other services are at
        <a href="//\(escapedHTML(main))/docs">\(escapedHTML(main))/docs</a>.</p></header>
        <main>
        <section aria-labelledby="requests"><h2 id="requests">Requests</h2>
        <p>An error is an object with a sentence: <code>{"detail": "…"}</code>. \(accessNote(hasToken))</p>
        \(operations.map { $0.html(hasToken: hasToken) }.joined(separator: "\n"))
        </section>
        </main></body></html>

        """
    }
}

/// What a page says about who may change something.
func accessNote(_ hasToken: Bool) -> String {
    hasToken
        ? "What changes something needs the token of <code>--web.control-token-file</code>: "
            + "<code>TOKEN=…</code> in the shell makes the lines work."
        : "Pages of other sites cannot change anything; with <code>--web.control-token-file</code> a token is needed."
}

extension Operation {
    /// Its part of a page.
    func html(hasToken: Bool) -> String {
        var lines = [
            "<article class=\"operation\"><h4><span class=\"method \(method.rawValue.lowercased())\">"
                + "\(method.rawValue)</span><code>\(escapedHTML(path))</code></h4>",
            "<p>\(escapedHTML(summary))</p>",
        ]
        if !examples.isEmpty {
            let curls = curls(hasToken: hasToken).map { escapedHTML($0) }
            lines.append("<pre tabindex=\"0\"><code>\(curls.joined(separator: "\n"))</code></pre>")
        }
        lines.append("<ul class=\"plain faint\">")
        for parameter in parameters {
            lines.append("<li><code>\(parameter.name)</code> \(escapedHTML(parameter.description))</li>")
        }
        for answer in answers {
            lines.append("<li><code>\(answer.status)</code> \(escapedHTML(answer.description))</li>")
        }
        return lines.joined(separator: "\n") + "</ul></article>"
    }
}
