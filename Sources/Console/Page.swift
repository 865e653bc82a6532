/// The files of the page at `/`, as browsers get them: those of `Assets`, which Package.swift embeds, shortened, and
/// the modules among them joined to one script. Made once, with the first request.
package enum Page {
    /// One module of all: each stands behind those that it imports, and all names at the top level differ.
    private static let script =
        shortened(PackageResources.model_js, isModule: true) + shortened(PackageResources.chart_js, isModule: true)
        + shortened(PackageResources.transport_js, isModule: true)
        + shortened(PackageResources.cards_js, isModule: true) + shortened(PackageResources.main_js, isModule: true)
    private static let style = shortened(PackageResources.console_css)
    private static let page = shortened(PackageResources.index_html)

    /// The names of all files but the page itself, below `/console/`.
    package static let names = ["console.css", "console.js", "icon.svg"]

    /// The type and the bytes of a file; nil for any other name.
    package static func file(_ name: String) -> (type: String, bytes: [UInt8])? {
        switch name {
        case "console.css": ("text/css; charset=utf-8", style)
        case "console.js": ("text/javascript; charset=utf-8", script)
        case "icon.svg": ("image/svg+xml", PackageResources.icon_svg)
        default: nil
        }
    }

    /// The page itself, with `state` (HTML) in its place for what the program says now.
    package static func html(state: String) -> [UInt8] {
        let mark = Array("<!--state-->".utf8)
        let place = page.indices.dropLast(mark.count - 1).first { page[$0...].starts(with: mark) }
        guard let place else { preconditionFailure("index.html has a place for the state") }
        return page[..<place] + Array(state.utf8) + page[(place + mark.count)...]
    }
}
