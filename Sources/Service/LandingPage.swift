package import HTTP

/// The page at `/`: what the program is, its present state in rows, and links to its endpoints.
package struct LandingPage {
    /// The program's name.
    package var title: String
    /// One sentence about it.
    package var summary: String
    /// Names and values of its state.
    package var rows: [(name: String, value: String)]
    /// Paths and what is there.
    package var links: [(path: String, text: String)]

    /// A page as given; texts are escaped when it is written.
    package init(
        title: String, summary: String, rows: [(name: String, value: String)], links: [(path: String, text: String)]
    ) {
        self.title = title
        self.summary = summary
        self.rows = rows
        self.links = links
    }

    /// Everything below the heading, as HTML.
    package var content: String {
        let table = rows.map { "<tr><th>\(escapedHTML($0.name))</th><td>\(escapedHTML($0.value))</td></tr>" }
        let items = links.map {
            "<li><a href=\"\(escapedHTML($0.path))\">\(escapedHTML($0.path))</a> – \(escapedHTML($0.text))</li>"
        }
        return """
            <p>\(escapedHTML(summary))</p>
            <table>
            \(table.joined(separator: "\n"))
            </table>
            <ul>
            \(items.joined(separator: "\n"))
            </ul>
            """
    }

    /// The page as HTML.
    package var response: Response {
        let html = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>\(escapedHTML(title))</title>
            <meta name="viewport" content="width=device-width">
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; color: #222 }
            body { max-width: 42em; margin: 3em auto; padding: 0 1em }
            th { text-align: left; padding-right: 1.5em; font-weight: 600 }
            @media (prefers-color-scheme: dark) { body { background: #181b1f; color: #ddd } a { color: #8ab8ff } }
            </style></head><body>
            <h1>\(escapedHTML(title))</h1>
            \(content)
            </body></html>

            """
        return Response(
            status: 200, headers: [("Content-Type", "text/html; charset=utf-8")], body: .bytes(Array(html.utf8)))
    }
}

/// A text as HTML shows it, also within quotes.
package func escapedHTML(_ text: String) -> String {
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
