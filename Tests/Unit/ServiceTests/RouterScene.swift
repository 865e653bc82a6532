import HTTP
import Testing

@testable import Service

/// A table of routes that note what reaches them.
final class RouterScene {
    private(set) var calls: [String] = []
    let access: Access
    let metrics = SelfMetrics(program: "p", version: "1", startTime: 7)

    static var routes: [Route<RouterScene>] {
        [
            Route(.get, "/", RouterScene.note),
            Route(.get, "/metrics", link: "metrics", sent: RouterScene.sent, RouterScene.note),
            Route(.post, "/-/quit", access: .control, RouterScene.note),
            Route(.get, "/state", link: "the state", access: .control, RouterScene.note),
            Route(.post, "/state", access: .control, RouterScene.note),
        ]
    }

    /// Routes of one path with several methods, and of paths with segments that stand for any text.
    static var items: [Route<RouterScene>] {
        [
            Route(.get, "/items", RouterScene.note),
            Route(.delete, "/items", access: .control, RouterScene.note),
            Route(.post, "/items/{id}", access: .control, RouterScene.note),
            Route(.delete, "/items/{id}", access: .control, RouterScene.note),
            Route(.get, "/items/best/parts", RouterScene.note),
            Route(.get, "/items/{id}/parts", RouterScene.note),
            Route(.get, "/items/{id}/parts/{part}", RouterScene.note),
        ]
    }

    init(isOpen: Bool = true, token: LifecycleToken? = nil) { access = Access(isOpen: isOpen, token: token) }

    var router: Router<RouterScene> { Router(Self.routes, self, access, metrics) }

    func send(
        _ method: String, _ target: String, _ headers: [(String, String)] = [],
        to routes: [Route<RouterScene>] = routes
    ) throws -> (status: Int, body: String, headers: [Response.Field]) {
        let host = headers.contains { $0.0 == "host" } ? [] : [("host", "h:1")]
        let request = try #require(Request(method: method, target: target, headers: host + headers))
        let response = Router(routes, self, access, metrics).answer(request, now: 5)
        guard case .bytes(let bytes) = response.body else { return (response.status, "", response.headers) }
        return (response.status, String(decoding: bytes, as: UTF8.self), response.headers)
    }

    private func note(_ request: Request, now: Int64) -> Response {
        let values = ["id", "part"].map(request.parameter).filter { !$0.isEmpty }
        let parameters = values.isEmpty ? "" : " of " + values.joined(separator: " and ")
        calls.append("\(request.method) \(request.path)\(parameters) at \(now)")
        return .text(200, "done")
    }

    private func sent(now: Int64) { calls.append("sent at \(now)") }
}
