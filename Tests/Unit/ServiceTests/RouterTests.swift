import HTTP
import Testing

@testable import Service

@Suite struct RouterTests {
    @Test(arguments: [
        ("GET", "/"), ("HEAD", "/"), ("GET", "/metrics"), ("HEAD", "/metrics"), ("POST", "/-/quit"), ("GET", "/state"),
        ("HEAD", "/state"), ("POST", "/state"),
    ]) func `a request reaches the function of its line, HEAD that of GET`(_ method: String, _ path: String) throws {
        let scene = RouterScene()
        #expect(try scene.send(method, path + "?a=b").status == 200)
        #expect(scene.calls == ["\(method) \(path) at 5"])
    }

    @Test(arguments: [
        ("POST", "/metrics", "GET, HEAD"), ("DELETE", "/", "GET, HEAD"), ("GET", "/-/quit", "POST"),
        ("HEAD", "/-/quit", "POST"), ("PUT", "/state", "GET, HEAD, POST"), ("get", "/", "GET, HEAD"),
    ]) func `a method that a path does not take is refused with those it takes`(
        _ method: String, _ path: String, _ allowed: String
    ) throws {
        let scene = RouterScene()
        let answer = try scene.send(method, path)
        #expect(answer.status == 405 && answer.body == "\(path) does not take \(method); want \(allowed)\n")
        #expect(answer.headers.contains { $0.name == "Allow" && $0.value == allowed } && scene.calls.isEmpty)
    }

    @Test(arguments: [
        (true, "/metric", "did you mean /metrics?"), (true, "/stat", "did you mean /state?"),
        (true, "/elsewhere", "want /, /metrics, /-/quit or /state\n"), (false, "/stat", "want / or /metrics\n"),
    ]) func `a path that is not in the table is answered with the nearest that is open`(
        _ isOpen: Bool, _ path: String, _ wanted: String
    ) throws {
        let answer = try RouterScene(isOpen: isOpen).send("GET", path)
        #expect(answer.status == 404 && answer.body.hasPrefix("nothing is at \(path); want /"), "\(answer)")
        #expect(answer.body.contains(wanted), "\(answer)")
    }

    @Test func `a path that is not in a table with a page of all is answered with that page and the nearest`() throws {
        let docs: [Route<RouterScene>] = RouterScene.routes + [Route(.get, "/docs") { _ in { _, _ in .text(200, "") } }]
        #expect(
            try RouterScene().send("GET", "/stat", to: docs).body
                == "nothing is at /stat; want a path that /docs lists; did you mean /state?\n")
    }

    @Test(arguments: [
        (true, [("/metrics", "metrics"), ("/state", "the state")]), (false, [("/metrics", "metrics")]),
    ]) func `the page links to what is open and has a text`(_ isOpen: Bool, _ links: [(String, String)]) {
        let found = Router.links(RouterScene.routes, Access(isOpen: isOpen, token: nil))
        #expect(found.elementsEqual(links) { $0.path == $1.0 && $0.text == $1.1 })
    }

    @Test(arguments: [
        (true, ["/": 1, "/metrics": 1, "/state": 1, "other": 2]), (false, ["/": 1, "/metrics": 1, "other": 3]),
    ]) func `requests are counted by the paths of the table, and all others together`(
        _ isOpen: Bool, _ counts: [String: Double]
    ) {
        let scene = RouterScene(isOpen: isOpen)
        for path in ["/", "/metrics", "/state", "/guess", "other"] {
            scene.router.finished(Exchange(method: "GET", path: path, status: 404, isComplete: true), now: 0)
        }
        var found: [String: Double] = [:]
        for (labels, value) in samples(of: "p_http_requests_total", scene.metrics) { found[labels] = value }
        let wanted = counts.map { ("code=\"404\",path=\"\($0.key)\"", $0.value) }
        #expect(found == Dictionary(uniqueKeysWithValues: wanted))
    }

    @Test(arguments: [
        ("GET", "/metrics", 200, true, true), ("HEAD", "/metrics", 200, true, false),
        ("GET", "/metrics", 200, false, false), ("GET", "/metrics", 503, true, false), ("GET", "/", 200, true, false),
    ]) func `a route learns of responses that were sent whole`(
        _ method: String, _ path: String, _ status: Int, _ isComplete: Bool, _ isTold: Bool
    ) {
        let scene = RouterScene()
        let exchange = Exchange(method: method, path: path, status: status, isComplete: isComplete)
        scene.router.finished(exchange, now: 9)
        #expect(scene.calls == (isTold ? ["sent at 9"] : []))
    }

    @Test(arguments: [
        (true, "GET", "/items", 200), (true, "DELETE", "/items", 200), (true, "POST", "/items/a", 200),
        (true, "DELETE", "/items/a%20b", 200), (true, "GET", "/items/a", 405), (true, "POST", "/items", 405),
        (true, "POST", "/items/", 404), (true, "POST", "/items/a/b", 404), (true, "POST", "/itemsa", 404),
        (true, "POST", "/items/a%2Fb", 200), (true, "GET", "/items/a/parts", 200),
        (true, "POST", "/items/a/parts", 405),
        (true, "GET", "/items//parts", 404), (true, "GET", "/items/a/parts/", 404), (true, "GET", "/items%2Fa", 404),
        (false, "GET", "/items", 200), (false, "DELETE", "/items", 403), (false, "POST", "/items/a", 403),
        (false, "GET", "/items/a", 403),
    ]) func `a segment in braces stands for any text, and each method has its own access`(
        _ isOpen: Bool, _ method: String, _ path: String, _ status: Int
    ) throws {
        let scene = RouterScene(isOpen: isOpen)
        #expect(try scene.send(method, path, to: RouterScene.items).status == status)
        #expect(scene.calls.count == (status == 200 ? 1 : 0))
    }

    @Test(arguments: [
        ("/items/a/parts", "/items/a/parts of a"), ("/items/a%20b/parts/c", "/items/a b/parts/c of a b and c"),
        ("/items/a%2Fb/parts", "/items/a%2Fb/parts of a/b"),
        ("/items/a%252Fb+/parts", "/items/a%252Fb+/parts of a%2Fb+"),
        ("/items/best/parts", "/items/best/parts"), ("/items", "/items"),
        ("/%69tems/%C3%A4/parts", "/items/ä/parts of ä"),
    ]) func `an endpoint gets the decoded text of each segment in braces`(_ target: String, _ call: String) throws {
        let scene = RouterScene()
        #expect(try scene.send("GET", target, to: RouterScene.items).status == 200)
        #expect(scene.calls == ["GET \(call) at 5"])
    }

    @Test(
        arguments: [
            ("GET", "/parts", "/items/a/parts of a"), ("HEAD", "/parts/b", "/items/a/parts/b of a and b"),
            ("GET", "/items", "/items"), ("GET", "/items/b/parts", "/items/b/parts of b"), ("POST", "/parts", nil),
            ("GET", "/other", nil), ("GET", "/service/parts", "/items/a/parts of a"), ("GET", "/service/", nil),
            ("GET", "/services/parts", nil),
        ] as [(String, String, String?)])
    func `where a prefix may be left out, a path that is one below it means that`(
        _ method: String, _ path: String, _ call: String?
    ) throws {
        let scene = RouterScene()
        let router = Router(RouterScene.items, scene, scene.access, scene.metrics)
        let request = try #require(Request(method: method, target: path + "?a=b", headers: [("host", "h")]))
        let status = router.answer(request, below: "/items/a", now: 5).status
        #expect(status == (call == nil ? 404 : 200))
        #expect(scene.calls == (call.map { ["\(method) \($0) at 5"] } ?? []))
        router.finished(
            Exchange(method: method, path: path, status: status, isComplete: true), below: "/items/a", now: 5)
        let counted = samples(of: "p_http_requests_total", scene.metrics).map { $0.0 }
        let isOwn = path == "/items"
        let route = path.contains("parts/b") ? "/items/{id}/parts/{part}" : isOwn ? "/items" : "/items/{id}/parts"
        #expect(counted == ["code=\"\(status)\",path=\"\(call == nil ? "other" : route)\""])
    }

    @Test func `a prefix opens nothing that is closed`() throws {
        let scene = RouterScene(isOpen: false)
        let router = Router(RouterScene.routes, scene, scene.access, scene.metrics)
        let request = try #require(Request(method: "POST", target: "/quit", headers: [("host", "h")]))
        #expect(router.answer(request, below: "/-", now: 5).status == 403)
    }

    @Test func `requests whose path has a segment in braces are counted as one path`() {
        let scene = RouterScene()
        let router = Router(RouterScene.items, scene, scene.access, scene.metrics)
        for path in ["/items/a", "/items/b", "/items/a%2Fb", "/items/a/b"] {
            router.finished(Exchange(method: "POST", path: path, status: 200, isComplete: true), now: 0)
        }
        let found = samples(of: "p_http_requests_total", scene.metrics).map { "\($0.0) \($0.1)" }.sorted()
        #expect(found == ["code=\"200\",path=\"/items/{id}\" 3.0", "code=\"200\",path=\"other\" 1.0"])
    }
}
