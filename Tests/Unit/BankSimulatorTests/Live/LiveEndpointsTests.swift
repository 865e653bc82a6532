import HTTP
import JSON
import POSIX
import Service
import TestSupport
import Testing

@testable import BankSimulator

@Suite("Live control")
struct LiveEndpointsTests {
    private let folder = TemporaryDirectory()
    private let live: Live
    private let router: Router<LiveEndpoints>
    private let time = Time()

    /// The clocks, which tests set.
    private final class Time {
        var nanoseconds: Int64 = 1_772_438_400_000_000_000
    }

    init() throws {
        let path = folder.write("simulation.yml", smallCatalogue)
        let first = time.nanoseconds / 1_000_000_000
        let catalogue = try CatalogueReader.compile(path, HistoryRequest(from: first, to: .max))
        let set = LiveSet("small", catalogue, folder: folder.path, first: first, limits: LiveFile.Limits())
        let clocks = Clocks(monotonic: { [time] in time.nanoseconds }, wall: { [time] in time.nanoseconds })
        let logger = Logger(
            level: .error, format: .logfmt, output: try FileDescriptor.create("\(folder.path)/log"), timestamp: { "" })
        live = Live([set], clocks, LiveClock(monotonic: time.nanoseconds, wall: time.nanoseconds), logger)
        let access = Access(isOpen: true, token: nil)
        let metrics = SelfMetrics(program: "bank_simulator", version: "1", startTime: 0)
        let endpoints = LiveEndpoints(
            live, { 0 }, access, metrics, ScrapeEndpoint(includesCreated: false), clocks)
        router = Router(LiveEndpoints.routes(), endpoints, access, metrics)
        run(seconds: 1)
    }

    private func run(seconds: Int64) {
        for _ in 0..<seconds * 10 {
            time.nanoseconds += 100_000_000
            // The first slice makes what windows look back on, and takes several.
            repeat { live.slice(now: time.nanoseconds, deadline: .max, hasEvents: false) } while !live.isReady
        }
    }

    private func send(
        _ method: String, _ target: String, _ body: String = "", _ headers: [(String, String)] = []
    ) throws -> (status: Int, json: JSONValue) {
        let request = try #require(
            Request(
                method: method, target: target, headers: [("host", "localhost:8000")] + headers,
                body: Array(body.utf8)))
        let response = router.answer(request, now: time.nanoseconds)
        guard case .bytes(let bytes) = response.body else { return (response.status, .null) }
        return (response.status, (try? JSONValue(parsing: bytes)) ?? .string(String(decoding: bytes, as: UTF8.self)))
    }

    private func member(_ value: JSONValue, _ key: String) -> JSONValue? {
        if case .object(let object) = value { object[key] } else { nil }
    }

    @Test("an incident is begun, listed, ended, and remembered")
    func incident() throws {
        let begun = try send("POST", "/incidents/S-1", "{\"duration\": \"5m\", \"intensity\": 2}")
        #expect(begun.status == 201)
        let wanted: [(String, JSONValue)] = [
            ("incident", .string("INC-000001")), ("scenario", .string("S-1")), ("name", .string("Many failures")),
            ("set", .string("small")), ("active", .boolean(true)), ("start", .string("2026-03-02T08:00:02Z")),
            ("end", .string("2026-03-02T08:05:02Z")), ("intensity", .number(JSONNumber(2))),
            ("expect", .object(["alert": .string("ManyFailures"), "within": .string("5m")])),
        ]
        for (key, value) in wanted { #expect(member(begun.json, key) == value, "\(key)") }
        run(seconds: 60)
        let listed = try send("GET", "/incidents")
        #expect(member(listed.json, "count") == .number(JSONNumber(1)))
        #expect(try send("GET", "/").json.text.contains("\"incidents_active\":1"))
        let ended = try send("DELETE", "/incidents/INC-000001")
        #expect(ended.status == 200)
        #expect(member(ended.json, "active") == .boolean(false))
        #expect(member(ended.json, "end") == .string("2026-03-02T08:01:02Z"))
        #expect(try send("DELETE", "/incidents/INC-000001").status == 404)
        #expect(try send("GET", "/incidents").json.text.contains("\"active\":false"))
    }

    @Test("whoever ends a scenario is told which incidents of it run")
    func endScenario() throws {
        let none = try send("DELETE", "/incidents/S-1")
        #expect(none.status == 404 && none.json.text.contains("a scenario, and no incident of it runs"))
        for _ in 0..<2 { #expect(try send("POST", "/incidents/S-1?duration=1h").status == 201) }
        let refused = try send("DELETE", "/incidents/S-1")
        #expect(refused.status == 404)
        #expect(
            refused.json.text.contains(
                "a scenario, of which INC-000001, INC-000002 run; want DELETE /incidents/INC-000001"))
        #expect(live.sets[0].running == [1, 2])
    }

    @Test("all incidents are ended at once")
    func endAll() throws {
        for _ in 0..<3 { #expect(try send("POST", "/incidents/S-1?duration=1h").status == 201) }
        run(seconds: 5)
        #expect(member(try send("DELETE", "/incidents").json, "count") == .number(JSONNumber(3)))
        #expect(member(try send("DELETE", "/incidents").json, "count") == .number(JSONNumber(0)))
    }

    @Test("as many incidents as 32 run at once")
    func limit() throws {
        for _ in 0..<32 { #expect(try send("POST", "/incidents/S-1").status == 201) }
        let refused = try send("POST", "/incidents/S-1")
        #expect(refused.status == 429)
        #expect(refused.json.text.contains("32 run"))
        // One that is ended makes room at once, although its last second is not over.
        #expect(try send("DELETE", "/incidents/INC-000001").status == 200)
        #expect(try send("DELETE", "/incidents/INC-000001").status == 404)
        #expect(try send("POST", "/incidents/S-1").status == 201)
        #expect(try send("POST", "/incidents/S-1").status == 429)
    }

    @Test(
        "a bad request changes nothing and gets a sentence",
        arguments: [
            ("POST", "/incidents/S-2", "", 404, "did you mean \\\"S-1\\\"?"),
            ("POST", "/incidents/", "", 404, "nothing is at"),
            ("POST", "/incidents/S-1/x", "", 404, "nothing is at"),
            ("GET", "/incidents/S-1", "", 405, "want POST, DELETE"),
            ("PUT", "/incidents", "", 405, "want GET, HEAD, DELETE"),
            ("DELETE", "/incidents/S-1", "", 404, "no incident of it runs"),
            ("DELETE", "/incidents/INC-000009", "", 404, "does not run"),
            ("POST", "/incidents/S-1?duration=5x", "", 400, "want a text from 1s to 24h"),
            ("POST", "/incidents/S-1?duration=999ms", "", 400, "want a text from 1s to 24h"),
            ("POST", "/incidents/S-1?duration=1441m", "", 400, "want a text from 1s to 24h"),
            ("POST", "/incidents/S-1?intensity=0", "", 400, "want a number above 0, at most 10"),
            ("POST", "/incidents/S-1?intensity=10.1", "", 400, "want a number above 0, at most 10"),
            ("POST", "/incidents/S-1?duration=5m&duration=5m", "", 400, "got duration twice"),
            ("POST", "/incidents/S-1?intensity=2", "{\"intensity\": 2}", 400, "got intensity twice"),
            ("POST", "/incidents/S-1?profile=usal", "", 400, "did you mean \\\"usual\\\"?"),
            ("POST", "/incidents/S-1?profile=busy", "", 400, "want usual"),
            ("POST", "/incidents/S-1", "{\"profile\": 1}", 400, "want usual"),
            ("POST", "/incidents/S-1?intensty=1", "", 400, "did you mean \\\"intensity\\\"?"),
            ("POST", "/incidents/S-1", "{\"duration\": 300}", 400, "want a text from 1s to 24h"),
            ("POST", "/incidents/S-1", "{\"intensity\": true}", 400, "want a number above 0"),
            ("POST", "/incidents/S-1", "{\"a\": 1}", 400, "want duration, intensity, profile or set"),
            ("POST", "/incidents/S-1", "[1]", 400, "no JSON object"),
            ("POST", "/incidents/S-1", "{", 400, "cannot read the body"),
            ("POST", "/incidents/S-1", String(repeating: "[", count: 9), 400, "cannot read the body"),
        ])
    func refusal(method: String, target: String, body: String, status: Int, sentence: String) throws {
        let refused = try send(method, target, body)
        #expect(refused.status == status)
        #expect(refused.json.text.contains(sentence), "\(refused.json.text)")
        #expect(live.sets[0].incidents.isEmpty)
    }

    @Test(
        "durations and intensities at their limits are taken",
        arguments: ["duration=1s", "duration=24h", "intensity=10", "intensity=0.01"])
    func limits(query: String) throws { #expect(try send("POST", "/incidents/S-1?\(query)").status == 201) }

    @Test("pages of other sites cannot begin or end an incident, but everybody can look")
    func otherSites() throws {
        let headers = [("origin", "http://evil.example"), ("sec-fetch-site", "cross-site")]
        #expect(try send("POST", "/incidents/S-1", "", headers).status == 403)
        #expect(try send("DELETE", "/incidents", "", headers).status == 403)
        #expect(try send("GET", "/scenarios", "", headers).status == 200)
        #expect(live.sets[0].incidents.isEmpty)
    }

    @Test("the scenarios are those of the catalogue")
    func scenarios() throws {
        let text = try send("GET", "/scenarios").json.text
        #expect(text.contains("\"id\":\"S-1\""))
        #expect(text.contains("\"duration\":\"10m\""))
        #expect(text.contains("\"within\":\"5m\""))
    }

    @Test("health says 503 with the reason while a file cannot be written, and 200 again")
    func health() throws {
        #expect(try send("GET", "/health").status == 200)
        try FileSystem.rename("\(folder.path)/events.csv", to: "\(folder.path)/moved.csv")
        try FileSystem.makeDirectory("\(folder.path)/.events.csv.new")
        run(seconds: 3)
        let unhealthy = try send("GET", "/health")
        #expect(unhealthy.status == 503)
        #expect(unhealthy.json.text.contains("small/events.csv: open"))
        try FileSystem.removeDirectory("\(folder.path)/.events.csv.new")
        run(seconds: 3)
        #expect(try send("GET", "/health").status == 200)
    }
}
