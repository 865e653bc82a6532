import JSON
import POSIX
import TestSupport
import Testing

@testable import BankSimulator

@Suite("Services and the whole")
struct ServiceEndpointsTests {
    private let scene: LiveScene

    init() throws {
        scene = try LiveScene([("small", declaredCatalogue)])
        scene.run(seconds: 180)
    }

    @Test("a service's metrics are those of its written records")
    func metrics() throws {
        let metrics = try #require(try scene.send("GET", "/services/desk/metrics").json.at("metrics"))
        let rows = try scene.lines("small/events.csv").map { cells($0) }
        let logins = rows.filter { $0[2] == "login" }
        let failures = rows.filter { $0[3] == "failed" }
        #expect(metrics.at("records") == .number(JSONNumber(rows.count)))
        #expect(metrics.at("failures") == .number(JSONNumber(failures.count)))
        let percent = 100 * Double(failures.count) / Double(logins.count)
        #expect(metrics.at("failed_percent")?.number == (percent * 100).rounded() / 100)
        let amounts = rows.compactMap { Double($0[6]) }
        let mean = amounts.reduce(0, +) / Double(amounts.count)
        #expect(metrics.at("mean_amount")?.number == (mean * 100).rounded() / 100)
        #expect(metrics.at("queue_size") == .number(JSONNumber(rows.count)))
        #expect(metrics.at("uptime_seconds")?.text == "181")
        #expect(metrics.at("tracked_failed_attempts") == .number(JSONNumber(Set(failures.map { $0[4] }).count)))
        let other = try #require(try scene.send("GET", "/services/till/metrics").json.at("metrics"))
        #expect(other.text == #"{"uptime_seconds":181,"queue_size":4}"#)
    }

    @Test("whose tries failed in the last five minutes")
    func failedAttempts() throws {
        scene.run(seconds: 300)
        for _ in 0..<30 { _ = try scene.send("POST", "/logins", #"{"user": "U-1", "result": "failed"}"#) }
        scene.run(seconds: 2)
        let answer = try scene.send("GET", "/security/failed-attempts").json
        #expect(answer.at("failed_attempts.U-1.count")?.text == "30")
        #expect(answer.at("failed_attempts.U-1.last_attempt") == .string("2026-03-02T08:08:02Z"))
        let recent = try scene.lines("small/events.csv").map { cells($0) }.filter {
            $0[3] == "failed" && $0[0] > "2026-03-02T08:03:03.000Z"
        }
        #expect(answer.at("total_tracked_ips") == .number(JSONNumber(Set(recent.map { $0[4] }).count)))
        scene.run(seconds: 301)
        #expect(try scene.send("GET", "/security/failed-attempts").json.at("failed_attempts.U-1") == nil)
    }

    @Test("health of a service and of the whole follows its file")
    func health() throws {
        #expect(try scene.send("GET", "/services/desk/health").json.at("metrics.records") != nil)
        let whole = try scene.send("GET", "/system/health").json
        #expect(whole.at("overall_status") == .string("healthy"))
        #expect(whole.at("services.till.status") == .string("healthy"))
        #expect(whole.at("system_metrics.users")?.number != nil)
        #expect(whole.at("attempts")?.number != nil)
        try FileSystem.remove("\(scene.folder.path)/small/events.csv")
        try FileSystem.makeDirectory("\(scene.folder.path)/small/.events.csv.new")
        scene.run(seconds: 3)
        let sick = try scene.send("GET", "/services/desk/health")
        #expect(sick.status == 503)
        #expect(sick.json.at("reason")?.text.contains("events.csv: open") ?? false)
        let degraded = try scene.send("GET", "/system/health").json
        #expect(degraded.at("overall_status") == .string("degraded"))
        #expect(degraded.at("issues")?.text.contains("desk: events.csv: open") ?? false)
    }

    @Test("the dashboard has all of it, and the system's metrics the last record")
    func dashboard() throws {
        let page = try scene.send("GET", "/dashboard").json
        for path in [
            "timestamp", "system_health.overall_status", "aggregated_metrics.desk.records", "recent_events.9",
            "gateway_metrics.requests_processed",
        ] {
            #expect(page.at(path) != nil, "\(path)")
        }
        #expect(page.at("recent_events.10") == nil)
        _ = try scene.send("POST", "/incidents/S-1")
        let state = try scene.send("GET", "/system/metrics").json
        #expect(state.at("active_anomalies")?.text == "1")
        #expect(state.at("system_state.users") == page.at("system_health.system_metrics.users"))
    }

    @Test("a service's anomaly_rate is the setting of its stream")
    func config() throws {
        #expect(try scene.send("GET", "/services/desk/config").json.text == #"{"anomaly_rate":0.1,"service":"desk"}"#)
        let changed = try scene.send("POST", "/services/desk/config", #"{"anomaly_rate": 0.3}"#)
        #expect(changed.json.text == #"{"status":"updated","config":{"anomaly_rate":0.3}}"#)
        #expect(try scene.send("GET", "/config").json.at("small.odd")?.text == "0.3")
        #expect(try scene.send("GET", "/config").json.at("services_names")?.text == #"["desk","till"]"#)
        for (body, status) in [
            (#"{"anomaly_rate": 1.5}"#, 400), (#"{"anomaly_rat": 0.5}"#, 400), (#"{"anomaly_rate": "1"}"#, 400),
            ("", 400),
        ] {
            #expect(try scene.send("POST", "/services/desk/config", body).status == status, "\(body)")
        }
        #expect(try scene.send("POST", "/services/till/config", #"{"anomaly_rate": 0.5}"#).status == 409)
        #expect(try scene.send("GET", "/config").json.at("small.odd")?.text == "0.3")
    }

    @Test("an unknown service gets the nearest name", arguments: ["health", "metrics", "events", "config"])
    func unknown(endpoint: String) throws {
        let answer = try scene.send("GET", "/services/dest/\(endpoint)")
        #expect(answer.status == 404)
        #expect(answer.json.text.contains(#"did you mean \"desk\"?"#))
    }

    @Test("the last fifty requests are logged, and are not consumed")
    func logs() throws {
        for _ in 0..<60 { _ = try scene.send("GET", "/services/desk/health") }
        _ = try scene.send("GET", "/nothing")
        let logs = try scene.send("GET", "/gateway/logs").json
        #expect(logs.at("count")?.text == "50")
        #expect(try scene.send("GET", "/health").json.at("metrics.requests_processed")?.text == "62")
        #expect(logs.at("logs.49.status_code")?.text == "404")
        #expect(logs.at("logs.49.success") == .boolean(false))
        #expect(logs.at("logs.48.service") == .string("desk"))
        #expect(try scene.send("GET", "/gateway/logs").json.at("logs.47.status_code")?.text == "404")
    }

    @Test(
        "the metrics are JSON for whoever asks for it, and text for who scrapes or looks",
        arguments: [
            ("application/json", true), ("text/html,application/xhtml+xml,*/*;q=0.8", false), ("*/*", false),
            ("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", false),
        ])
    func metricsAsJSON(accept: String, isJSON: Bool) throws {
        let answer = try scene.send("GET", "/metrics", "", [("accept", accept)])
        #expect(answer.status == 200)
        #expect((answer.json.at("services.desk.records") != nil) == isJSON)
    }
}
