import HTTP
import JSON
import Service

/// A service with the data set that has it.
struct ServicePlace {
    let set: LiveSet
    let number: Int

    var service: Views.Service { self.set.catalogue.views.services[number] }
    var source: EventSource { self.set.sources[service.stream] }
    /// Why its records cannot be written.
    var fault: String? { self.set.files[service.stream].fault.map { "\(set.files[service.stream].name): \($0)" } }
}

extension LiveEndpoints {
    /// What answers for the services of the catalogues.
    static func serviceRoutes() -> [Route<LiveEndpoints>] {
        [
            Route(.get, "/services/{name}/health", LiveEndpoints.serviceHealth),
            Route(.get, "/services/{name}/metrics", LiveEndpoints.serviceMetrics),
            Route(.get, "/services/{name}/events", LiveEndpoints.serviceEvents),
            Route(.get, "/services/{name}/config", LiveEndpoints.serviceConfig),
            Route(.post, "/services/{name}/config", access: .control, LiveEndpoints.changeServiceConfig),
        ]
    }

    /// All services, in the order of the data sets and catalogues.
    var services: [ServicePlace] {
        live.sets.flatMap { set in
            set.catalogue.views.services.indices.map { ServicePlace(set: set, number: $0) }
        }
    }

    /// Seconds since the start.
    var uptime: Int { max(0, Int((clocks.wallSeconds() - startTime).rounded(.down))) }
    /// The present instant.
    var present: String { time(clocks.wall() / 1_000_000) }

    /// The service that the path names.
    func service(_ request: Request) throws(ControlFault) -> ServicePlace {
        let name = request.parameter("name")
        if let place = services.first(where: { $0.service.name == name }) { return place }
        throw ControlFault(status: 404, unknown: name, as: "service", among: services.map { $0.service.name })
    }

    /// What a service has counted, as its catalogue says.
    func metrics(of place: ServicePlace) -> [JSONObject.Member] {
        let tally = place.set.views.tallies[place.number]
        var members = tally.values.map { JSONObject.Member(key: $0.name, value: number($0.value)) }
        func add(_ key: String, _ count: Int) {
            if !members.contains(where: { $0.key == key }) {
                members.append(.init(key: key, value: .number(JSONNumber(count))))
            }
        }
        add("uptime_seconds", uptime)
        add("queue_size", place.set.rings[place.service.stream].count)
        if place.set.catalogue.views.attempts?.stream == place.service.stream, let attempts = place.set.views.attempts {
            add("tracked_failed_attempts", attempts.top(at: clocks.wall() / 1_000_000).count)
        }
        return members
    }

    private func serviceHealth(_ request: Request, now: Int64) -> Response {
        answer { () throws(ControlFault) in
            let place = try service(request)
            let start = JSONObject.Member(
                key: "uptime_start", value: .string(time(Int64((startTime * 1000).rounded(.down)))))
            var members: [JSONObject.Member] = [
                .init(key: "status", value: .string(place.fault == nil ? "healthy" : "unhealthy")),
                .init(key: "timestamp", value: .string(present)),
                .init(key: "service", value: .string(place.service.name)),
                .init(key: "uptime_seconds", value: .number(JSONNumber(uptime))),
                .init(
                    key: "metrics",
                    value: .object(JSONObject(metrics(of: place).filter { $0.key != start.key } + [start]))),
            ]
            if let fault = place.fault { members.append(.init(key: "reason", value: .string(fault))) }
            return json(place.fault == nil ? 200 : 503, JSONObject(members))
        }
    }

    private func serviceMetrics(_ request: Request, now: Int64) -> Response {
        answer { () throws(ControlFault) in
            let place = try service(request)
            return json(
                200,
                [
                    "service": .string(place.service.name), "timestamp": .string(present),
                    "metrics": .object(JSONObject(metrics(of: place))),
                ])
        }
    }

    private func serviceEvents(_ request: Request, now: Int64) -> Response {
        answer { () throws(ControlFault) in events(of: try service(request).source, request) }
    }

    private func serviceConfig(_ request: Request, now: Int64) -> Response {
        answer { () throws(ControlFault) in
            let place = try service(request)
            let rate = place.service.anomalyRate.flatMap { place.set.catalogue.profiles[0].value($0) }
            return json(
                200,
                ["anomaly_rate": rate.map { number($0) } ?? .null, "service": .string(place.service.name)])
        }
    }

    private func changeServiceConfig(_ request: Request, now: Int64) -> Response {
        answer { () throws(ControlFault) in
            let place = try service(request)
            _ = try RequestFields.query(request, [])
            guard let body = try RequestFields.body(request) else {
                throw ControlFault("got no body; want {\"anomaly_rate\": 0.03}")
            }
            guard let rate = place.service.anomalyRate else {
                throw ControlFault(
                    status: 409, "the catalogue has no such setting for \(place.service.name); want none")
            }
            var settings: [JSONObject.Member] = []
            for member in body.members {
                if member.key != "anomaly_rate" {
                    throw ControlFault(unknown: member.key, as: "key", among: ["anomaly_rate"])
                }
                settings.append(.init(key: rate, value: member.value))
            }
            let profiles = place.set.catalogue.profiles
            let all = profiles.map { JSONObject.Member(key: $0.name, value: .object(JSONObject(settings))) }
            let change = JSONObject(place.set.catalogue.isSideBySide ? all : settings)
            _ = try self.change(ConfigChange(change, of: place.set, in: live.sets))
            return json(200, ["status": .string("updated"), "config": .object(body)])
        }
    }
}
