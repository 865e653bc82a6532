import HTTP
import Metrics
import Testing

@testable import Exporter

private func endpoints(lifecycle: Bool = true, token: String? = nil) -> Endpoints {
    Endpoints(
        telemetryPath: "/metrics", hasLifecycle: lifecycle, showsCreated: false, token: token.map { Array($0.utf8) })
}

private let state = ServiceState(
    version: "1", configurationFile: "a<b>.yml", waitsFor: nil,
    replay: ReplayState(
        state: "running", time: 1_000_000_000, start: 0, end: 9_000_000_000, speed: .infinity, passes: 2),
    telemetryPath: "/metrics")

private let snapshot = Snapshot([
    Snapshot.Family(name: "x", help: "X.", type: .gauge, series: [Snapshot.Series(labels: "")], values: [1])
])

/// Sends a request; returns status, body, and the commands it led to.
private func send(
    _ method: String, _ target: String, _ endpoints: Endpoints = endpoints(), state: ServiceState = state,
    headers: [(String, String)] = [], body: String = "", refuse: String? = nil
) throws -> (status: Int, body: String, commands: [Endpoints.Command]) {
    let host = headers.contains { $0.0 == "host" } ? [] : [("host", "h:1")]
    let request = try #require(
        Request(method: method, target: target, headers: host + headers, body: Array(body.utf8)))
    var commands: [Endpoints.Command] = []
    let response = endpoints.answer(request, state, snapshot: { snapshot }) { command in
        commands.append(command)
        return refuse
    }
    var bytes: [UInt8] = []
    switch response.body {
    case .bytes(let all): bytes = all
    case .stream(let source): while let piece = source.next(atMost: 1000) { bytes += piece }
    }
    return (response.status, String(decoding: bytes, as: UTF8.self), commands)
}

@Suite struct EndpointTests {
    @Test func `metrics are served as text, or as OpenMetrics where the client prefers it`() throws {
        #expect(try send("GET", "/metrics").body == "# HELP x X.\n# TYPE x gauge\nx 1\n")
        let accept = [("accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")]
        #expect(try send("GET", "/metrics", headers: accept).body.hasSuffix("# EOF\n"))
    }

    @Test func `four scrapes may be under way, a fifth gets 503`() throws {
        let endpoints = endpoints()
        let request = try #require(Request(method: "GET", target: "/metrics"))
        var open: [Response] = []
        for _ in 0..<4 { open.append(endpoints.answer(request, state, snapshot: { snapshot }, run: { _ in nil })) }
        #expect(open.allSatisfy { $0.status == 200 })
        #expect(try send("GET", "/metrics", endpoints).status == 503)
        open.removeLast()
        #expect(try send("GET", "/metrics", endpoints).status == 200)
    }

    @Test func `readiness says what it waits for`() throws {
        #expect(try send("GET", "/-/ready").status == 200)
        var waiting = state
        waiting.waitsFor = "the pre-pass: 1 of 2 bytes read"
        let answer = try send("GET", "/-/ready", state: waiting)
        #expect(answer.status == 503 && answer.body.contains("it waits for the pre-pass: 1 of 2 bytes read"))
        #expect(try send("GET", "/-/healthy", state: waiting).status == 200)
    }

    @Test func `the landing page escapes what it shows`() throws {
        let page = try send("GET", "/").body
        #expect(page.contains("a&lt;b&gt;.yml") && page.contains("1970-01-01T00:00:01Z"))
    }

    @Test(arguments: [
        ("GET", "/metric", 404, "did you mean /metrics?"), ("POST", "/metrics", 405, "want GET, HEAD"),
        ("GET", "/-/reload", 405, "want POST"), ("PUT", "/api/v1/replay", 405, "want GET, HEAD, POST"),
        ("POST", "/api/v1/replay", 400, "got no action"),
        ("POST", "/api/v1/replay?action=pase", 400, "did you mean pause?"),
        ("POST", "/api/v1/replay?action=seek&time=now", 400, "got time=now; want a time such as"),
        ("POST", "/api/v1/replay?action=speed&speed=0", 400, "got speed=0; want a number above 0, or max"),
    ])
    func `what cannot be answered is told in one sentence`(
        _ method: String, _ target: String, _ status: Int, _ wanted: String
    ) throws {
        let answer = try send(method, target)
        #expect(answer.status == status && answer.body.contains(wanted) && answer.commands.isEmpty, "\(answer)")
    }

    @Test func `control leads to commands, from the query or a form`() throws {
        #expect(try send("POST", "/-/reload").commands == [.reload])
        #expect(try send("POST", "/-/quit").commands == [.quit])
        #expect(try send("POST", "/api/v1/replay?action=pause").commands == [.replay(.pause)])
        #expect(
            try send("POST", "/api/v1/replay", body: "action=speed&speed=max").commands == [.replay(.speed(.infinity))])
        let seek = try send("POST", "/api/v1/replay", body: "action=seek&time=1970-01-01T00:00:05Z\n")
        #expect(seek.commands == [.replay(.seek(5_000_000_000))])
        let refused = try send("POST", "/api/v1/replay?action=restart", refuse: "not now")
        #expect(refused.status == 409 && refused.body == "not now\n")
        #expect(try send("POST", "/-/reload", refuse: "map.yml:1:1: cannot").status == 500)
    }

    @Test func `the replay's state is JSON`() throws {
        #expect(
            try send("GET", "/api/v1/replay").body
                == #"{"state":"running","time":"1970-01-01T00:00:01Z","start":"1970-01-01T00:00:00Z","#
                + #""end":"1970-01-01T00:00:09Z","speed":"max","passes":2}"# + "\n")
    }

    @Test func `control is closed unless it is opened`() throws {
        for path in ["/-/reload", "/-/quit", "/api/v1/replay"] {
            let answer = try send("POST", path, endpoints(lifecycle: false))
            #expect(answer.status == 403 && answer.body.contains("--web.enable-lifecycle") && answer.commands.isEmpty)
        }
    }

    @Test(
        arguments: [
            ([("sec-fetch-site", "cross-site")], 403), ([("origin", "http://evil")], 403),
            ([("sec-fetch-site", "same-site")], 403), ([("origin", "null")], 403),
            ([("origin", "http://localhost:1"), ("host", "localhost:1")], 200),
            ([("origin", "http://127.0.0.1:1"), ("host", "127.0.0.1:1")], 200),
            ([("origin", "https://[::1]:1"), ("host", "[::1]:1")], 200),
            ([("origin", "http://127.0.0.1:2"), ("host", "127.0.0.1:1")], 403),
            // A name that was made to lead here.
            ([("origin", "http://evil:1"), ("host", "evil:1")], 403),
            ([("sec-fetch-site", "same-origin")], 200), ([("sec-fetch-site", "none")], 200), ([], 200),
        ] as [([(String, String)], Int)])
    func `requests that another site's page sends are refused`(_ headers: [(String, String)], _ status: Int) throws {
        #expect(try send("POST", "/-/reload", headers: headers).status == status)
    }

    @Test(
        arguments: [
            ([], 401), ([("authorization", "Bearer secre")], 401), ([("authorization", "secret")], 401),
            ([("authorization", "Bearer secret")], 200),
        ] as [([(String, String)], Int)])
    func `with a token, control wants it`(_ headers: [(String, String)], _ status: Int) throws {
        #expect(try send("POST", "/-/quit", endpoints(token: "secret"), headers: headers).status == status)
    }
}
