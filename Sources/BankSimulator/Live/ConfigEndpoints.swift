import HTTP
import JSON
import Service

extension LiveEndpoints {
    /// What shows and changes the numbers of the catalogues.
    static func configRoutes() -> [Route<LiveEndpoints>] {
        [
            Route(.get, "/config", link: "settings and scenarios", LiveEndpoints.config),
            Route(.post, "/config", access: .control, LiveEndpoints.changeConfig),
        ]
    }

    private func config(_ request: Request, now: Int64) -> Response {
        var members = live.sets.map { JSONObject.Member(key: $0.name, value: settings($0.catalogue)) }
        var scenarios: [JSONObject.Member] = []
        for scenario in live.sets.flatMap({ $0.catalogue.scenarios })
        where !scenarios.contains(where: { $0.key == scenario.id }) {
            scenarios.append(
                .init(
                    key: scenario.id,
                    value: .object([
                        "enabled": .boolean(scenario.isEnabled), "frequency_weight": number(scenario.weight),
                    ])))
        }
        members.append(.init(key: "scenarios", value: .object(JSONObject(scenarios))))
        members.append(.init(key: "services_names", value: .array(services.map { .string($0.service.name) })))
        return json(200, JSONObject(members))
    }

    private func settings(_ catalogue: Catalogue) -> JSONValue {
        let rate = JSONObject.Member(key: incidentsPerHour, value: number(catalogue.incidentsPerHour))
        let profiles = catalogue.profiles.map { profile in
            profile.settings.filter { $0.name != incidentsPerHour }.map {
                JSONObject.Member(key: $0.name, value: number($0.value))
            }
        }
        if !catalogue.isSideBySide { return .object(JSONObject(profiles[0] + [rate])) }
        let named = zip(catalogue.profiles, profiles).map {
            JSONObject.Member(key: $0.name, value: .object(JSONObject($1)))
        }
        return .object(JSONObject([rate] + named))
    }

    private func changeConfig(_ request: Request, now: Int64) -> Response {
        answer { () throws(ControlFault) in
            _ = try RequestFields.query(request, [])
            guard let body = try RequestFields.body(request) else {
                throw ControlFault("got no body; want a part of what GET /config answers")
            }
            return json(200, try change(ConfigChange(body, of: live.sets)))
        }
    }

    /// Changes all that is asked for, and says what that was.
    func change(_ change: ConfigChange) throws(ControlFault) -> JSONObject {
        let catalogues = try change.catalogues()
        let echo = JSONValue.object(JSONObject(change.echo))
        live.adopt(catalogues, echo.text)
        return ["status": .string("updated"), "config": echo]
    }
}
