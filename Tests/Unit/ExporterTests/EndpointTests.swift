import HTTP
import Pipeline
import TestSupport
import Testing

@testable import Exporter

private typealias Scene = EndpointScene

@Suite struct EndpointTests {
    @Test func `metrics are served as text, or as OpenMetrics where the client prefers it`() throws {
        #expect(try Scene.send("GET", "/metrics").body == "# HELP x X.\n# TYPE x gauge\nx 1\n")
        let accept = [("accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")]
        #expect(try Scene.send("GET", "/metrics", headers: accept).body.hasSuffix("# EOF\n"))
    }

    @Test func `four snapshots live at most, and further scrapes share the latest`() throws {
        var now: Int64 = 0
        var made = 0
        var endpoints = Scene.endpoints()
        endpoints.clock = { now }
        let request = try #require(Request(method: "GET", target: "/metrics"))
        func scrape() -> Response {
            endpoints.answer(
                request, Scene.state,
                snapshot: {
                    made += 1
                    return Scene.snapshot
                }, run: { _ in nil })
        }
        var open = (0..<4).map { _ in scrape() }
        now = 1_000_000_000
        #expect(scrape().status == 200 && made == 4)
        open.removeLast()
        open.append(scrape())
        #expect(open[3].status == 200 && made == 5)
        now += 1_000_000_001
        #expect(scrape().status == 200 && made == 6)
        let broken = open.map { if case .stream(let source) = $0.body { source.isBroken } else { false } }
        #expect(broken == [true, false, false, false], "nobody has read it for two seconds")
    }

    @Test func `readiness says what it waits for`() throws {
        #expect(try Scene.send("GET", "/-/ready").status == 200)
        var waiting = Scene.state
        waiting.waitsFor = "the pre-pass: 1 of 2 bytes read"
        let answer = try Scene.send("GET", "/-/ready", state: waiting)
        #expect(answer.status == 503 && answer.body.contains("it waits for the pre-pass: 1 of 2 bytes read"))
        #expect(try Scene.send("GET", "/-/healthy", state: waiting).status == 200)
    }

    @Test func `the landing page escapes what it shows`() throws {
        let page = try Scene.send("GET", "/").body
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
        let answer = try Scene.send(method, target)
        #expect(answer.status == status && answer.body.contains(wanted) && answer.commands.isEmpty, "\(answer)")
    }

    @Test func `control leads to commands, from the query or a form`() throws {
        #expect(try Scene.send("POST", "/-/reload").commands == [.reload])
        #expect(try Scene.send("POST", "/-/quit").commands == [.quit])
        #expect(try Scene.send("POST", "/api/v1/replay?action=pause").commands == [.replay(.pause)])
        #expect(
            try Scene.send("POST", "/api/v1/replay", body: "action=speed&speed=max").commands == [
                .replay(.speed(.infinity))
            ])
        #expect(try Scene.send("POST", "/api/v1/replay", body: "action=pause\r\n").commands == [.replay(.pause)])
        let seek = try Scene.send("POST", "/api/v1/replay", body: "action=seek&time=1970-01-01T00:00:05Z\n")
        #expect(seek.commands == [.replay(.seek(5_000_000_000))])
        let refused = try Scene.send("POST", "/api/v1/replay?action=restart", refuse: "not now")
        #expect(refused.status == 409 && refused.body == "not now\n")
        #expect(try Scene.send("POST", "/-/reload", refuse: "map.yml:1:1: cannot").status == 500)
    }

    @Test func `the replay's state is JSON`() throws {
        #expect(
            try Scene.send("GET", "/api/v1/replay").body
                == #"{"state":"running","time":"1970-01-01T00:00:01Z","start":"1970-01-01T00:00:00Z","#
                + #""end":"1970-01-01T00:00:09Z","speed":"max","passes":2}"# + "\n")
    }
}
