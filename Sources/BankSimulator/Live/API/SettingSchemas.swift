import JSON

/// The schemas of what `GET /config` shows and `POST /config` changes: the settings of the data sets that run.
struct SettingSchemas {
    let sets: [LiveSet]

    /// Both schemas.
    var members: [JSONObject.Member] {
        let own = sets.map { JSONObject.Member(key: $0.name, value: settings($0.catalogue)) }
        let scenarios = JSONObject.Member(key: "scenarios", value: reference("ScenarioSettings"))
        let names: JSONValue = .object(["type": .string("array"), "items": .object(["type": .string("string")])])
        let rate: JSONValue = .object([
            "type": .string("number"), "minimum": .number(JSONNumber(0)), "maximum": .number(JSONNumber(1)),
            "description": .string("For each share of odd records that is a setting"),
        ])
        return [
            .init(
                key: "Config",
                value: closed(
                    own + [scenarios, .init(key: "services_names", value: names)],
                    required: sets.map { $0.name } + ["scenarios"])),
            .init(key: "ConfigChange", value: closed(own + [scenarios, .init(key: "anomaly_rate", value: rate)])),
        ]
    }

    private func settings(_ catalogue: Catalogue) -> JSONValue {
        let drawn = JSONObject.Member(
            key: incidentsPerHour,
            value: setting(.init(name: incidentsPerHour, value: 0, range: catalogue.incidentsRange, help: nil)))
        let profiles = catalogue.profiles.map { profile in
            profile.settings.filter { $0.name != incidentsPerHour }.map {
                JSONObject.Member(key: $0.name, value: setting($0))
            }
        }
        if !catalogue.isSideBySide { return closed(profiles[0] + [drawn]) }
        return closed(
            [drawn] + zip(catalogue.profiles, profiles).map { .init(key: $0.name, value: closed($1)) })
    }

    private func setting(_ setting: Catalogue.Setting) -> JSONValue {
        var members: [JSONObject.Member] = [.init(key: "type", value: .string("number"))]
        if let range = setting.range {
            members.append(.init(key: "minimum", value: number(range.lowerBound)))
            members.append(.init(key: "maximum", value: number(range.upperBound)))
        }
        if let help = setting.help { members.append(.init(key: "description", value: .string(help))) }
        return .object(JSONObject(members))
    }

    private func closed(_ properties: [JSONObject.Member], required: [String] = []) -> JSONValue {
        .object([
            "type": .string("object"), "additionalProperties": .boolean(false),
            "required": .array(required.map { .string($0) }), "properties": .object(JSONObject(properties)),
        ])
    }
}
