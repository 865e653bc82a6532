import HTTP
import JSON
import Service

extension LiveEndpoints {
    /// What describes the endpoints, for people and for programs.
    static func documentRoutes() -> [Route<LiveEndpoints>] {
        [
            Route(.get, "/docs", link: "all of this, with curl lines and a button per scenario", LiveEndpoints.docs),
            Route(.get, "/docs.css", LiveEndpoints.docsStyle),
            Route(.get, "/docs.js", LiveEndpoints.docsScript),
            Route(.get, "/openapi.json", link: "all of this for programs, as OpenAPI", LiveEndpoints.openAPI),
            Route(.get, "/services/{name}/docs", LiveEndpoints.serviceDocs),
            Route(.get, "/services/{name}/openapi.json", LiveEndpoints.serviceOpenAPI),
        ]
    }

    /// What the page may do: its own style and script, and requests to this server.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'"

    private func docs(_ request: Request, now: Int64) -> Response {
        let host = Self.host(of: request)
        return html(
            DocsPage(
                sets: live.sets, operations: Operations(sets: live.sets, host: host).all, host: host,
                hasToken: access.token != nil, version: version
            ).html)
    }

    /// The page of one service: at its own address with the short paths.
    private func serviceDocs(_ request: Request, now: Int64) -> Response {
        answer { () throws(ControlFault) in
            let service = try service(request).service
            let operations = Operations(sets: live.sets, host: Self.host(of: request))
                .service(service, isShort: request.isMoved)
            return html(
                ServiceDocsPage(
                    service: service.name, operations: operations, hasToken: access.token != nil,
                    main: mainHost(of: request)
                ).html)
        }
    }

    private func html(_ page: String) -> Response {
        let headers = [
            ("Content-Security-Policy", Self.policy), ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ]
        return asset("text/html; charset=utf-8", Array(page.utf8), headers)
    }

    private func docsStyle(_ request: Request, now: Int64) -> Response {
        asset("text/css; charset=utf-8", PackageResources.docs_css)
    }

    private func docsScript(_ request: Request, now: Int64) -> Response {
        asset("text/javascript; charset=utf-8", PackageResources.docs_js)
    }

    private func openAPI(_ request: Request, now: Int64) -> Response {
        let operations = Operations(sets: live.sets, host: Self.host(of: request)).all
        return json(
            200,
            APIDocument(sets: live.sets, operations: operations, hasToken: access.token != nil, version: version)
                .object)
    }

    private func serviceOpenAPI(_ request: Request, now: Int64) -> Response {
        answer { () throws(ControlFault) in
            let service = try service(request).service
            let operations = Operations(sets: live.sets, host: Self.host(of: request))
                .service(service, isShort: request.isMoved)
            return json(
                200,
                APIDocument(
                    sets: live.sets, operations: operations, hasToken: access.token != nil, version: version,
                    title: "bank_simulator: \(service.name)",
                    description: "One service. All of the API is at \(mainHost(of: request))/openapi.json."
                ).object)
        }
    }

    /// The host at which paths are not short, as the sender of a request may reach it.
    private func mainHost(of request: Request) -> String {
        let any = ["0.0.0.0:", "[::]:"].first { mainAddress.hasPrefix($0) }
        guard let any else { return mainAddress }
        var name = Self.host(of: request)[...]
        if let colon = name.lastIndex(of: ":"), !name.hasSuffix("]") { name = name[..<colon] }
        return "\(name):\(mainAddress.dropFirst(any.count))"
    }

    private func asset(_ type: String, _ bytes: [UInt8], _ headers: [(String, String)] = []) -> Response {
        let common = [("Content-Type", type), ("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff")]
        return Response(status: 200, headers: common + headers, body: .bytes(bytes))
    }

    /// The host that curl lines name: that of the request, unless it would not be a plain word for a shell.
    private static func host(of request: Request) -> String {
        let host = request.headers["host"] ?? ""
        let isPlain = host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || ".:-[]".utf8.contains(byte)
        }
        return host.isEmpty || !isPlain || host.hasPrefix("-") ? "localhost:8000" : host
    }
}
