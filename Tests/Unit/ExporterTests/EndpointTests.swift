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
        let broken = open.map { response in
            guard case .stream(let source) = response.body else { return false }
            return source.step(atMost: 1000, now: now) == .broken
        }
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

    private static let plus: [(target: String, body: String, hasHint: Bool)] = [
        ("/api/v1/replay?action=seek&time=2026-03-02T08:00:00+02:00", "", true),
        ("/api/v1/replay", "action=seek&time=2026-03-02T08:00:00+02:00", true),
        ("/api/v1/replay?action=seek", "time=2026-03-02T08:00:00+02:00", true),
        ("/api/v1/replay?action=speed&speed=+5", "", true),
        ("/api/v1/replay?action=seek&time=2026-03-02T08:00:00%2002:00", "", false),
    ]

    @Test(arguments: plus) func `a plus that arrived as a blank is named`(
        target: String, body: String, hasHint: Bool
    ) throws {
        let answer = try Scene.send("POST", target, body: body)
        #expect(answer.status == 400 && answer.commands.isEmpty)
        let hint = "; a + in a query or form means a blank: write %2B for a plus\n"
        #expect(answer.body.hasSuffix(hint) == hasHint, "\(answer.body)")
    }

    @Test func `an escaped plus is a plus, in the query and in a form`() throws {
        let time = "time=1970-01-01T02:00:05%2B02:00"
        let query = try Scene.send("POST", "/api/v1/replay?action=seek&" + time)
        let form = try Scene.send("POST", "/api/v1/replay", body: "action=seek&" + time)
        for answer in [query, form] { #expect(answer.commands == [.replay(.seek(5_000_000_000))]) }
        // A blank between date and time is a form of the standard.
        let blank = try Scene.send("POST", "/api/v1/replay?action=seek&time=1970-01-01+00:00:05Z")
        #expect(blank.commands == [.replay(.seek(5_000_000_000))])
    }

    @Test func `a form that cannot be decoded is refused, and a body of another type is no form`() throws {
        let bad = try Scene.send("POST", "/api/v1/replay", body: "action=%zz")
        #expect(
            bad.status == 400
                && bad.body == "cannot read the form: want two hexadecimal digits after each percent sign\n")
        let json = [("content-type", "application/json")]
        let other = try Scene.send("POST", "/api/v1/replay", headers: json, body: "action=pause")
        #expect(other.status == 400 && other.body.contains("got no action"))
        let form = [("content-type", "Application/X-WWW-Form-Urlencoded ; charset=utf-8")]
        let typed = try Scene.send("POST", "/api/v1/replay", headers: form, body: "action=pause")
        #expect(typed.commands == [.replay(.pause)])
    }

    @Test func `the replay's state is JSON`() throws {
        #expect(
            try Scene.send("GET", "/api/v1/replay").body
                == #"{"state":"running","time":"1970-01-01T00:00:01Z","start":"1970-01-01T00:00:00Z","#
                + #""end":"1970-01-01T00:00:09Z","speed":"max","passes":2}"# + "\n")
    }
}
