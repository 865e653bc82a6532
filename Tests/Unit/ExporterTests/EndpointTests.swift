import EventTime
import Service
import TestSupport
import Testing

@testable import Commands
@testable import Exporter
@testable import Pipeline

@Suite struct EndpointTests {
    @Test func `a scrape shows the mapping and the exporter's own families, up to the time it tells`() throws {
        let scene = try EndpointScene()
        scene.now = 2_000_000_000
        let body = try scene.send("GET", "/metrics").body
        for line in [
            #"orders_total{key="a"} 1"#, #"orders_total{key="b"} 1"#, "csv_exporter_ready 1",
            "csv_exporter_replay_time_seconds 2", "csv_exporter_replay_lag_seconds 0",
            #"csv_exporter_replay_state{state="running"} 1"#, #"csv_exporter_replay_state{state="paused"} 0"#,
            "csv_exporter_replay_end_timestamp_seconds 9", #"csv_exporter_records_total{source="orders"} 2"#,
            #"csv_exporter_build_info{version="1"} 1"#, "csv_exporter_config_last_reload_successful 1",
        ] { #expect(body.contains("\n\(line)\n"), "\(line)") }
    }

    @Test func `a scrape of a replay has every own family that is declared, and no other`() throws {
        let scene = try EndpointScene()
        scene.finish("GET", "/metrics")
        scene.now = 2_000_000_000
        let body = try scene.send("GET", "/metrics").body
        let shown = body.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
        // Only absolute counters have falls.
        let families = ExporterMetrics.families.map(\.name).filter { $0 != ExporterMetrics.falls.family.name }
        #expect(Set(shown.map(String.init)) == Set(families + ["orders_total"]))
    }

    @Test func `a clock that waits for a scrape starts when the first was answered, and the log says so`() throws {
        let scene = try EndpointScene(replay: "{wait_for_scrape: true}")
        #expect(try scene.logged().contains("msg=\"replay waits for the first scrape\""))
        scene.now = 5_000_000_000
        #expect(try scene.send("GET", "/metrics").body.contains("\ncsv_exporter_replay_time_seconds 0\n"))
        scene.finish("GET", "/-/ready")
        #expect(try scene.send("GET", "/api/v1/replay").body.contains(#""state":"waiting""#))
        scene.finish("GET", "/metrics")
        #expect(try scene.logged().contains("msg=\"the first scrape was answered: the replay clock starts\""))
        scene.now = 6_000_000_000
        #expect(try scene.send("GET", "/metrics").body.contains("\ncsv_exporter_replay_time_seconds 1\n"))
        scene.finish("GET", "/metrics")
        #expect(try scene.logged().isEmpty)
    }

    @Test func `until the engine is ready a scrape has own families only, and readiness says what it waits for`() throws
    {
        let scene = try EndpointScene(isReady: false)
        let answer = try scene.send("GET", "/-/ready")
        #expect(answer.status == 503 && answer.body.contains("it waits for the pre-pass: "))
        #expect(try scene.send("GET", "/-/healthy").status == 200)
        while !scene.engine.isReady { try scene.slice() }
        #expect(try scene.send("GET", "/-/ready").status == 200)
        #expect(try scene.send("GET", "/metrics").body.contains("\norders_total"))
    }

    @Test func `the page tells the mapping, the replay's state and where to go`() throws {
        let scene = try EndpointScene()
        scene.now = 1_000_000_000
        try scene.slice()
        let page = try scene.send("GET", "/").body
        #expect(page.contains("a&lt;b&gt;.yml") && page.contains("running, pass 1, speed 1"))
        #expect(page.contains("1970-01-01T00:00:01Z, from 1970-01-01T00:00:00Z to 1970-01-01T00:00:09Z"))
        for path in ["/metrics", "/-/healthy", "/-/ready", "/api/v1/replay", "/openapi.json"] {
            #expect(page.contains("href=\"\(path)\""))
        }
    }

    @Test func `the page and its files may do nothing but ask this server, and no other site may show them`() throws {
        let scene = try EndpointScene()
        for path in ["/", "/console/console.js", "/console/console.css"] {
            let headers = try scene.headers("GET", path)
            let policy = try #require(headers["Content-Security-Policy"])
            #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self';"), "\(path)")
            #expect(policy.hasSuffix("base-uri 'none'; form-action 'none'; frame-ancestors 'none'"), "\(path)")
            #expect(headers["X-Content-Type-Options"] == "nosniff" && headers["Referrer-Policy"] == "no-referrer")
            #expect(headers["Cross-Origin-Resource-Policy"] == "same-origin")
            #expect(headers["Cache-Control"] == "no-cache" && headers["ETag"] != nil, "\(path)")
        }
        #expect(try scene.send("GET", "/console/main.js").status == 404)
        #expect(
            try scene.send("GET", "/console/consloe.js").body
                == "nothing is at /console/consloe.js; want a file of the page; did you mean /console/console.js?\n")
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
        let answer = try EndpointScene().send("POST", target, body: body)
        let hint = "; a + in a query or form means a blank: write %2B for a plus\n"
        #expect(answer.status == 400 && answer.body.hasSuffix(hint) == hasHint, "\(answer)")
    }

    @Test(arguments: [
        ("?action=seek&time=1970-01-01T02:00:05%2B02:00", ""), ("", "action=seek&time=1970-01-01T02:00:05%2B02:00"),
        // A blank between date and time is a form of the standard.
        ("?action=seek&time=1970-01-01+00:00:05Z", ""),
    ]) func `an escaped plus is a plus, and a plus is a blank, in the query and in a form`(
        _ query: String, _ form: String
    ) throws {
        let answer = try EndpointScene().send("POST", "/api/v1/replay" + query, body: form)
        #expect(answer.status == 200 && answer.body.contains(#""time":"1970-01-01T00:00:05Z""#), "\(answer)")
    }

    @Test func `a form that cannot be decoded is refused, and a body of another type is no form`() throws {
        let scene = try EndpointScene()
        let bad = try scene.send("POST", "/api/v1/replay", body: "action=%zz")
        let want = "cannot read the form: want two hexadecimal digits after each percent sign\n"
        #expect(bad.status == 400 && bad.body == want)
        let json = [("content-type", "application/json")]
        let other = try scene.send("POST", "/api/v1/replay", json, body: "action=pause")
        let hint = "got no action= but JSON; want a query or a form with action=: pause, resume, restart, seek or speed"
        #expect(other.status == 400 && other.body == hint + "\n")
        let untyped = try scene.send("POST", "/api/v1/replay", body: "{\"action\":\"pause\"}")
        #expect(untyped.status == 400 && untyped.body == hint + "\n")
        let form = [("content-type", "Application/X-WWW-Form-Urlencoded ; charset=utf-8")]
        let typed = try scene.send("POST", "/api/v1/replay", form, body: "action=pause")
        #expect(typed.status == 200 && typed.body.contains(#""state":"paused""#))
    }

    @Test func `the replay's state is JSON`() throws {
        let scene = try EndpointScene()
        scene.now = 1_000_000_000
        try scene.slice()
        #expect(
            try scene.send("GET", "/api/v1/replay").body
                == #"{"state":"running","time":"1970-01-01T00:00:01Z","start":"1970-01-01T00:00:00Z","#
                + #""end":"1970-01-01T00:00:09Z","speed":1,"passes":1}"# + "\n")
    }

    @Test(arguments: [
        ("action=pause", #""state":"paused""#, "action=pause"),
        ("action=resume", #""state":"running""#, "action=resume"),
        ("action=restart", #""passes":2"#, "action=restart"),
        ("action=speed&speed=600", #""speed":600"#, "action=speed speed=600"),
        ("action=speed&speed=max\r\n", #""speed":"max""#, "action=speed speed=max"),
        (
            "action=seek&time=1970-01-01T00:00:05Z\n", #""time":"1970-01-01T00:00:05Z""#,
            "action=seek time=1970-01-01T00:00:05Z"
        ),
    ]) func `a command, from the query or a form, answers the state after it, and is logged as it was written`(
        _ form: String, _ wanted: String, _ logged: String
    ) throws {
        for isQuery in [true, false] {
            let scene = try EndpointScene()
            _ = try scene.logged()
            let query = form.filter { !$0.isNewline }
            let answer =
                try isQuery
                ? scene.send("POST", "/api/v1/replay?" + query) : scene.send("POST", "/api/v1/replay", body: form)
            #expect(answer.status == 200 && answer.body.contains(wanted), "\(answer)")
            #expect(try answer.body == scene.send("GET", "/api/v1/replay").body)
            #expect(try scene.logged().hasPrefix("ts=noon level=info msg=\"replay command\" \(logged)\n"))
        }
    }

    @Test(arguments: [false, true])
    func `a seek over more records than a slice applies is answered when it is done`(_ isPaused: Bool) throws {
        let rows = (1...60_000).map { "\($0 / 6000),a\n" }.joined()
        let scene = try EndpointScene(csv: "time,key\n" + rows, hurried: true)
        if isPaused { _ = try scene.send("POST", "/api/v1/replay?action=pause") }
        let answer = try scene.send("POST", "/api/v1/replay?action=seek&time=1970-01-01T00:00:07Z")
        #expect(answer.body.contains(#""time":"1970-01-01T00:00:07Z""#), "\(answer)")
        #expect(try scene.send("GET", "/metrics").body.contains("orders_total{key=\"a\"} 47999\n"))
        let restarted = try scene.send("POST", "/api/v1/replay?action=restart")
        #expect(restarted.body.contains(#""time":"1969-12-31T23:59:59Z""#), "\(restarted)")
    }

    @Test(arguments: [false, true])
    func `a seek is answered even if the replay ends, or is reloaded, meanwhile`(_ isReloaded: Bool) throws {
        let rows = (1...60_000).map { "\($0 / 6000),a\n" }.joined()
        let scene = try EndpointScene(
            csv: "time,key\n" + rows, mode: "replay-then-follow", hurried: true, isNewOnReload: true)
        var hasWaited = false
        let answer = try scene.send("POST", "/api/v1/replay?action=seek&time=1970-01-01T00:00:10Z") {
            hasWaited = true
            if isReloaded { #expect(scene.engine.begin(now: 0) == nil) }
        }
        #expect(hasWaited && answer.status == 200 && answer.body.hasPrefix("{\"state\":\""), "\(answer)")
        #expect((scene.engine.current.replay == nil) != isReloaded)
        if !isReloaded { #expect(answer.body.contains(#""time":"1970-01-01T00:00:10Z""#), "\(answer)") }
    }

    @Test func `a paused replay goes on working until it reaches the time that was sought`() throws {
        let rows = (1...60_000).map { "\($0 / 6000),a\n" }.joined()
        let scene = try EndpointScene(csv: "time,key\n" + rows, hurried: true)
        let replay = try #require(scene.engine.current.replay)
        #expect(replay.perform(.pause, now: 0) == nil && replay.perform(.seek(.seconds(7)), now: 0) == nil)
        while replay.nextWake(now: 0) != nil { try scene.slice() }
        #expect(replay.applied == .seconds(7) && replay.state == .paused)
    }

    @Test(arguments: [
        ("POST", "/api/v1/replay", 400, "got no action=; want action=: pause, resume, restart, seek or speed\n"),
        (
            "POST", "/api/v1/replay?action=", 400,
            "got no action=; want action=: pause, resume, restart, seek or speed\n"
        ),
        (
            "POST", "/api/v1/replay?acton=pause", 400,
            "got acton=pause instead of action=; want action=: pause, resume, restart, seek or speed\n"
        ),
        (
            "POST", "/api/v1/replay?action=seek&to=1970-01-01T00:00:05Z", 400,
            "got to=1970-01-01T00:00:05Z instead of time=; want time=: a time such as 2026-03-02T05:00:00Z\n"
        ),
        ("POST", "/api/v1/replay?action=speed", 400, "got no speed=; want speed=: a number above 0, or max\n"),
        (
            "GET", "/api/v1/replay?action=pause", 400,
            "got GET with action=pause, which only shows the state; want POST: curl -X POST\n"
        ),
        (
            "POST", "/api/v1/replay?action=pase", 400,
            "got action=pase; want pause, resume, restart, seek or speed; did you mean pause?"
        ),
        (
            "POST", "/api/v1/replay?action=seek&time=now", 400,
            "got time=now; want a time such as 2026-03-02T05:00:00Z\n"
        ),
        (
            "POST", "/api/v1/replay?action=seek&time=1970-01-01T00:00:10Z", 409,
            "want a time from 1970-01-01T00:00:00Z to"
        ),
        ("POST", "/api/v1/replay?action=speed&speed=0", 400, "got speed=0; want a number above 0, or max"),
    ]) func `a command that cannot be carried out is answered in one sentence`(
        _ method: String, _ target: String, _ status: Int, _ wanted: String
    ) throws {
        let scene = try EndpointScene()
        let before = try scene.send("GET", "/api/v1/replay").body
        let answer = try scene.send(method, target)
        #expect(answer.status == status && answer.body.contains(wanted), "\(answer)")
        #expect(try scene.send("GET", "/api/v1/replay").body == before)
    }

    @Test func `a pause before the first scrape stays until the clock is resumed`() throws {
        let scene = try EndpointScene(replay: "{wait_for_scrape: true}")
        let paused = try scene.send("POST", "/api/v1/replay?action=pause")
        #expect(paused.status == 200 && paused.body.contains(#""state":"paused""#))
        scene.finish("GET", "/metrics")
        scene.now = 5_000_000_000
        let later = try scene.send("GET", "/metrics").body
        #expect(later.contains("\ncsv_exporter_replay_time_seconds 0\n"), "\(later)")
        #expect(try scene.send("POST", "/api/v1/replay?action=resume").body.contains(#""state":"running""#))
        scene.now = 7_000_000_000
        #expect(try scene.send("GET", "/metrics").body.contains("\ncsv_exporter_replay_time_seconds 2\n"))
    }

    @Test func `a restart runs, even after a pause, and a seek to the start keeps the pause`() throws {
        let scene = try EndpointScene()
        _ = try scene.send("POST", "/api/v1/replay?action=pause")
        let sought = try scene.send("POST", "/api/v1/replay?action=seek&time=1970-01-01T00:00:00Z")
        #expect(sought.body.contains(#""state":"paused""#))
        #expect(try scene.send("POST", "/api/v1/replay?action=restart").body.contains(#""state":"running""#))
        scene.now = 2_000_000_000
        #expect(try scene.send("GET", "/metrics").body.contains("\ncsv_exporter_replay_time_seconds 2\n"))
    }

    @Test func `before the replay is ready, and while files are followed, there is nothing to command`() throws {
        let preparing = try EndpointScene(isReady: false)
        #expect(try preparing.send("POST", "/api/v1/replay?action=pause").status == 409)
        let following = try EndpointScene(mode: "follow")
        for method in ["GET", "POST"] {
            let answer = try following.send(method, "/api/v1/replay?action=pause")
            #expect(answer.status == 409 && answer.body == "there is no replay: the sources are followed\n")
        }
        #expect(try following.send("GET", "/").body.contains("following files"))
    }

    @Test func `a reload answers what is wrong with the mapping file, if anything`() throws {
        let scene = try EndpointScene()
        #expect(try scene.send("POST", "/-/reload").status == 200)
        scene.breakMapping()
        let answer = try scene.send("POST", "/-/reload")
        #expect(answer.status == 500 && answer.body.contains("a<b>.yml:1:10: cannot read"), "\(answer)")
        #expect(try scene.send("GET", "/metrics").body.contains("\ncsv_exporter_config_last_reload_successful 0\n"))
    }

    @Test(arguments: [
        ("/metrics", true), ("/a/b-c_d.e~f9", true), ("metrics", false), ("", false), ("/", false), ("/a b", false),
        ("/a?b", false), ("/a%20b", false), ("/\u{e4}", false), ("/-/healthy", false), ("/-/ready", false),
        ("/-/reload", false), ("/-/quit", false), ("/api/v1/replay", false),
    ]) func `the metrics are where requests can ask for them and nothing else is`(path: String, isUsable: Bool) {
        #expect(Endpoints.isTelemetryPath(path) == isUsable)
    }
}
