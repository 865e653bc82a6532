/// The files of the page at `/`, as browsers get them.
package enum Page {
    /// Names below `/console/`, and the bytes of each. Package.swift embeds all files of `Assets`; this list says which
    /// of them are served.
    private static let files: [(name: String, bytes: @Sendable () -> [UInt8])] = [
        ("console.css", { PackageResources.console_css }),
        ("main.js", { PackageResources.main_js }),
        ("model.js", { PackageResources.model_js }),
        ("chart.js", { PackageResources.chart_js }),
        ("transport.js", { PackageResources.transport_js }),
        ("cards.js", { PackageResources.cards_js }),
        ("icon.svg", { PackageResources.icon_svg }),
    ]

    /// The names of all files but the page itself.
    package static var names: [String] { files.map { $0.name } }

    /// The type and the bytes of a file; nil for any other name.
    package static func file(_ name: String) -> (type: String, bytes: [UInt8])? {
        guard let file = files.first(where: { $0.name == name }) else { return nil }
        let type =
            switch name.split(separator: ".").last {
            case "css": "text/css; charset=utf-8"
            case "svg": "image/svg+xml"
            default: "text/javascript; charset=utf-8"
            }
        return (type, file.bytes())
    }

    /// The page itself, with `state` (HTML) in its place for what the program says now.
    package static func html(state: String) -> [UInt8] {
        let (page, mark) = (PackageResources.index_html, Array("<!--state-->".utf8))
        let place = page.indices.dropLast(mark.count - 1).first { page[$0...].starts(with: mark) }
        guard let place else { preconditionFailure("index.html has a place for the state") }
        return page[..<place] + Array(state.utf8) + page[(place + mark.count)...]
    }
}
