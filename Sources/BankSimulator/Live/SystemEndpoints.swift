import HTTP
import JSON
import Service

extension LiveEndpoints {
    /// What answers for all services together.
    static func systemRoutes() -> [Route<LiveEndpoints>] {
        [
            Route(.get, "/security/failed-attempts", LiveEndpoints.failedAttempts),
            Route(.get, "/system/health", link: "state of the services", LiveEndpoints.systemHealth),
            Route(.get, "/system/metrics", LiveEndpoints.systemMetrics),
            Route(.get, "/dashboard", link: "services at a glance", LiveEndpoints.dashboard),
            Route(.get, "/gateway/logs", link: "the last requests", LiveEndpoints.gatewayLogs),
        ]
    }

    private func failedAttempts(_ request: Request, now: Int64) -> Response {
        guard let attempts = live.sets.lazy.compactMap({ $0.views.attempts }).first else {
            return undeclared("failed_attempts")
        }
        let top = attempts.top(at: clocks.wall() / 1_000_000)
        let named = top.named.map { entry in
            JSONObject.Member(
                key: entry.key,
                value: .object([
                    "count": .number(JSONNumber(entry.count)), "last_attempt": .string(time(entry.last)),
                ]))
        }
        return json(
            200,
            [
                "failed_attempts": .object(JSONObject(named)), "total_tracked_ips": .number(JSONNumber(top.count)),
            ])
    }

    private func systemHealth(_ request: Request, now: Int64) -> Response {
        guard let set = healthSet else { return undeclared("system_health") }
        return json(200, health(of: set))
    }

    private func systemMetrics(_ request: Request, now: Int64) -> Response {
        guard let set = healthSet, let view = set.catalogue.views.health else { return undeclared("system_health") }
        return json(
            200,
            [
                "timestamp": .string(present), "system_state": .object(JSONObject(last(of: set, view, view.metrics))),
                "active_anomalies": .number(JSONNumber(activeIncidents)),
            ])
    }

    private func dashboard(_ request: Request, now: Int64) -> Response {
        guard let set = healthSet else { return undeclared("system_health") }
        let sources = services.map { $0.source }
        return json(
            200,
            [
                "timestamp": .string(present), "system_health": .object(health(of: set)),
                "aggregated_metrics": .object(aggregatedMetrics),
                "recent_events": .array(lastEvents(10, of: sources).map { .object(tagged($0.source, $0.event)) }),
                "gateway_metrics": .object(gatewayMetrics),
            ])
    }

    private func gatewayLogs(_ request: Request, now: Int64) -> Response {
        let logs = requests.entries.map { entry in
            JSONValue.object([
                "timestamp": .string(time(entry.time)), "gateway_request": .string("\(entry.method) \(entry.path)"),
                "service": .string(serviceName(of: entry.path)), "service_url": .string(entry.path),
                "method": .string(entry.method), "status_code": .number(JSONNumber(entry.status)),
                "response_time_ms": rounded(entry.milliseconds), "success": .boolean(entry.status < 400),
            ])
        }
        return json(200, ["logs": .array(logs), "count": .number(JSONNumber(logs.count))])
    }

    /// The metrics as JSON: those of this API, and those of the services.
    func metricsObject() -> JSONObject {
        ["gateway_metrics": .object(gatewayMetrics), "services": .object(aggregatedMetrics)]
    }

    /// How many requests there were, and how they went.
    var gatewayMetrics: JSONObject {
        [
            "requests_processed": .number(JSONNumber(requests.count)),
            "average_response_time_ms": rounded(requests.meanMilliseconds),
            "error_rate_percent": rounded(requests.failedPercent), "uptime_seconds": .number(JSONNumber(uptime)),
        ]
    }

    private var aggregatedMetrics: JSONObject {
        JSONObject(services.map { .init(key: $0.service.name, value: .object(JSONObject(metrics(of: $0)))) })
    }

    private var activeIncidents: Int { live.sets.reduce(0) { $0 + $1.running.count } }

    private var healthSet: LiveSet? { live.sets.first { $0.catalogue.views.health != nil } }

    /// The last record's cells of some columns; null before the first record.
    private func last(of set: LiveSet, _ view: Views.Health, _ columns: [Int]) -> [JSONObject.Member] {
        let form = set.catalogue.rowForms[view.file]
        let event = set.rings[view.file].last(1).first
        let cells = event.map { BankSimulator.cells(of: $0.line[...]) } ?? []
        return columns.map { .init(key: form.names[$0], value: form.value(cells, $0) ?? .null) }
    }

    /// The services' and the records' own judgement in one: the worse of both.
    private func health(of set: LiveSet) -> JSONObject {
        guard let view = set.catalogue.views.health else { return [:] }
        let levels = ["healthy", "degraded", "critical"]
        let bad = services.filter { $0.fault != nil }
        var status = levels[min(bad.count, 2)]
        var issues = bad.map { JSONValue.string("\($0.service.name): \($0.fault ?? "")") }
        if case .string(let told)? = last(of: set, view, [view.status]).first?.value, told != levels[0] {
            issues.append(.string("\(set.sources[view.file].name) says \(told)"))
            if let level = levels.firstIndex(of: told), level > min(bad.count, 2) { status = told }
        }
        let states = services.map { place in
            JSONObject.Member(
                key: place.service.name,
                value: .object(["status": .string(place.fault == nil ? "healthy" : "unhealthy")]))
        }
        let head: [JSONObject.Member] = [
            .init(key: "timestamp", value: .string(present)), .init(key: "overall_status", value: .string(status)),
            .init(key: "services", value: .object(JSONObject(states))), .init(key: "issues", value: .array(issues)),
            .init(key: "active_anomalies", value: .number(JSONNumber(activeIncidents))),
            .init(key: "system_metrics", value: .object(JSONObject(last(of: set, view, view.metrics)))),
        ]
        let shown = last(of: set, view, view.columns)
        return JSONObject(head + shown.filter { member in !head.contains { $0.key == member.key } })
    }

    /// The service that a path is about.
    private func serviceName(of path: String) -> String {
        let parts = path.split(separator: "/").map(String.init)
        if parts.count > 1, parts[0] == "services" { return parts[1] }
        for place in services {
            let doors = place.set.catalogue.views.doors.filter { $0.stream == place.service.stream }
            if doors.contains(where: { $0.path == parts.first }) && path != "/metrics" { return place.service.name }
        }
        return "bank_simulator"
    }

    private func undeclared(_ key: String) -> Response {
        refusal(404, "no data set here declares \(key); want one whose catalogue has it under \"api\"")
    }
}

private func rounded(_ value: Double) -> JSONValue { number((value * 1000).rounded() / 1000) }
