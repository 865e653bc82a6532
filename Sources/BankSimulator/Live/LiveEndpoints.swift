import EventTime
import HTTP
import JSON
import Metrics
import Service
import Text

/// The simulator's answers to requests. To add an endpoint: one line in `routes`, and its function.
final class LiveEndpoints {
    let live: Live
    private let connections: () -> Int
    let access: Access
    /// The first of --web.listen-address.
    let mainAddress: String
    private let metrics: SelfMetrics
    private let scrapes: ScrapeEndpoint
    let clocks: Clocks
    let startTime: Double
    /// The requests that were answered.
    private(set) var requests = RequestLog()
    let version: String

    init(
        _ live: Live, _ connections: @escaping () -> Int, _ access: Access, _ metrics: SelfMetrics,
        _ scrapes: ScrapeEndpoint, _ clocks: Clocks, mainAddress: String = "127.0.0.1:8000",
        version: String = Service.version
    ) {
        self.live = live
        self.connections = connections
        self.access = access
        self.metrics = metrics
        self.scrapes = scrapes
        self.clocks = clocks
        self.mainAddress = mainAddress
        self.version = version
        startTime = clocks.wallSeconds()
    }

    /// The endpoints, also those that the catalogues of data sets declare.
    static func routes(_ sets: [LiveSet] = []) -> [Route<LiveEndpoints>] {
        let own = [
            Route(.get, "/", LiveEndpoints.state),
            Route(.get, "/health", link: "can files be written", LiveEndpoints.health),
            Route(.get, "/metrics", link: "metrics", LiveEndpoints.scrape),
            Route(.get, "/scenarios", link: "what can happen", LiveEndpoints.scenarios),
            Route(.get, "/incidents", link: "what happens, and the last that happened", LiveEndpoints.incidents),
            Route(.delete, "/incidents", access: .control, LiveEndpoints.endAll),
            Route(.post, "/incidents/{id}", access: .control, LiveEndpoints.begin),
            Route(.delete, "/incidents/{id}", access: .control, LiveEndpoints.end),
            Route(.get, "/-/healthy", LiveEndpoints.healthy),
            Route(.get, "/-/ready", LiveEndpoints.ready),
        ]
        let others = [
            controlRoutes(), configRoutes(), eventRoutes(sets), serviceRoutes(), systemRoutes(), documentRoutes(),
        ]
        return own + others.joined()
    }

    private func state(_ request: Request, now: Int64) -> Response {
        let types = ["application/json", "text/html"]
        let running = live.sets.reduce(0) { $0 + $1.running.count }
        if negotiate(accept: request.headers["accept"], among: types) == 1 {
            let there = Operations(sets: live.sets, host: "").all.map { $0.path }
            let rows = live.sets.map { set in
                (set.name, set.running.count == 1 ? "1 incident runs" : "\(set.running.count) incidents run")
            }
            return LandingPage(
                title: "bank_simulator", summary: "Writes CSV files in real time, with incidents on demand.",
                rows: rows, links: Router.links(Self.routes(), access).filter { there.contains($0.path) }
            ).response
        }
        return json(
            200,
            [
                "status": .string(live.isStopped ? "stopped" : "running"), "running": .boolean(!live.isStopped),
                "config_loaded": .boolean(true),
                "sets": .array(live.sets.map { .string($0.name) }), "incidents_active": .number(JSONNumber(running)),
            ])
    }

    private func health(_ request: Request, now: Int64) -> Response {
        let faults = live.faults
        var members: [JSONObject.Member] = [
            .init(key: "status", value: .string(faults.isEmpty ? "healthy" : "unhealthy")),
            .init(key: "timestamp", value: .string(time(clocks.wall() / 1_000_000))),
            .init(key: "service", value: .string("bank_simulator")),
            .init(key: "uptime_seconds", value: .number(JSONNumber(uptime))),
            .init(key: "metrics", value: .object(gatewayMetrics)),
        ]
        if !faults.isEmpty {
            members.append(.init(key: "reason", value: .string(faults.joined(separator: "; "))))
        }
        return json(faults.isEmpty ? 200 : 503, JSONObject(members))
    }

    private func healthy(_ request: Request, now: Int64) -> Response { .text(200, "bank_simulator is healthy.") }

    private func ready(_ request: Request, now: Int64) -> Response {
        live.isReady
            ? .text(200, "bank_simulator is ready.")
            : .text(503, "bank_simulator is not ready: it makes the records before its start")
    }

    /// Notes an answer to a request that came at `now` (monotonic nanoseconds).
    func note(_ request: Request, _ status: Int, now: Int64) {
        requests.add(
            clocks.wall() / 1_000_000, request.method, request.path, status,
            milliseconds: Double(clocks.monotonic() - now) / 1_000_000)
    }

    private func scrape(_ request: Request, now: Int64) -> Response {
        // Whoever scrapes asks for other types, and a browser for any.
        let types = ["text/plain", "application/openmetrics-text", "application/json"]
        if negotiate(accept: request.headers["accept"], among: types) == 2 { return json(200, metricsObject()) }
        return scrapes.answer(request, now: now) {
            var own = metrics.samples(isReady: live.isReady, connections: connections(), reload: nil)
            LiveMetrics.add(live, to: &own)
            return Snapshot(own.families())
        }
    }

    private func scenarios(_ request: Request, now: Int64) -> Response {
        let all = live.sets.flatMap { set in
            set.catalogue.scenarios.map { scenario -> JSONValue in
                .object([
                    "id": .string(scenario.id), "name": .string(scenario.name), "set": .string(set.name),
                    "severity": .string(scenario.severity),
                    "duration": .string(formatDuration(scenario.duration * 1_000_000)),
                    "enabled": .boolean(scenario.isEnabled), "weight": number(scenario.weight),
                    "expect": expectation(scenario),
                ])
            }
        }
        return json(200, ["scenarios": .array(all), "count": .number(JSONNumber(all.count))])
    }

    private func incidents(_ request: Request, now: Int64) -> Response {
        let all = live.sets.flatMap { set in set.incidents.map { JSONValue.object(object($0, set)) } }
        return json(200, ["incidents": .array(all), "count": .number(JSONNumber(all.count))])
    }

    private func begin(_ request: Request, now: Int64) -> Response {
        let id = request.parameter("id")
        let owners = live.sets.filter { set in set.catalogue.scenarios.contains { $0.id == id } }
        if !owners.isEmpty {
            return answer { () throws(ControlFault) in
                let wanted = try IncidentRequest(request, of: owners)
                let set = owners.first { $0.name == wanted.set } ?? owners[0]
                let scenario = set.catalogue.scenarios.firstIndex { $0.id == id } ?? 0
                return json(201, object(try live.begin(set, scenario, wanted), set))
            }
        }
        let known = live.sets.flatMap { $0.catalogue.scenarios.map { $0.id } }
        var sentence = "got no scenario \"\(printable(id))\"; GET /scenarios has all"
        if let near = nearest(id, among: known) { sentence += "; did you mean \"\(near)\"?" }
        return refusal(404, sentence)
    }

    private func end(_ request: Request, now: Int64) -> Response {
        let name = request.parameter("id")
        guard name.hasPrefix("INC-"), let number = Int(name.dropFirst(4)), let ended = live.end(number) else {
            return refusal(404, "got \"\(printable(name))\", \(notRunning(name))")
        }
        return json(200, object(ended.incident, ended.set))
    }

    /// Why a name is not that of an incident that runs.
    private func notRunning(_ name: String) -> String {
        if !live.sets.contains(where: { $0.catalogue.scenarios.contains { $0.id == name } }) {
            return "which does not run; GET /incidents has those that do"
        }
        let running = live.sets.flatMap { set in
            set.incidents.filter { set.isRunning($0) && set.catalogue.scenarios[$0.scenario].id == name }
        }
        guard let first = running.first else { return "a scenario, and no incident of it runs" }
        let names = running.map { $0.name }.joined(separator: ", ")
        let run = running.count == 1 ? "runs" : "run"
        return "a scenario, of which \(names) \(run); want DELETE /incidents/\(first.name)"
    }

    private func endAll(_ request: Request, now: Int64) -> Response {
        let ended = live.sets.flatMap { $0.running }.compactMap { live.end($0) }
        return json(
            200,
            [
                "incidents": .array(ended.map { .object(object($0.incident, $0.set)) }),
                "count": .number(JSONNumber(ended.count)),
            ])
    }

    private func object(_ incident: LiveIncident, _ set: LiveSet) -> JSONObject {
        let scenario = set.catalogue.scenarios[incident.scenario]
        return [
            "incident": .string(incident.name), "scenario": .string(scenario.id), "name": .string(scenario.name),
            "set": .string(set.name), "active": .boolean(set.isRunning(incident)),
            "start": .string(time(incident.start)), "end": .string(time(incident.end)),
            "intensity": number(incident.intensity), "profile": incident.profile.map { .string($0) } ?? .null,
            "by_chance": .boolean(incident.isDrawn),
            "expect": scenario.happens(in: incident.profile) ? expectation(scenario) : .null,
        ]
    }

    private func expectation(_ scenario: Catalogue.Scenario) -> JSONValue {
        guard let alert = scenario.alert else { return .null }
        let within = scenario.within.map { JSONValue.string(formatDuration($0 * 1_000_000)) } ?? .null
        return .object(["alert": .string(alert), "within": within])
    }
}
