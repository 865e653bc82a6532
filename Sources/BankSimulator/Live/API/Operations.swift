import JSON
import Service

/// The endpoints as the documents describe them.
struct Operations {
    /// The data sets, whose scenarios, streams and services the documents name.
    let sets: [LiveSet]
    /// Where curl finds the simulator: `localhost:8000`.
    let host: String

    /// All of them, topic by topic. What the data sets do not declare is left out.
    var all: [Operation] { incidents + settings + records + services + system + state + documents + everything }

    private var scenarios: [String] { distinct(sets.flatMap { $0.catalogue.scenarios.map { $0.id } }) }

    private var incidents: [Operation] {
        let example = scenarios.first.map(pathSegment)
        return [
            Operation(
                method: .get, path: "/scenarios", topic: .incidents, summary: "What can happen.",
                examples: ["\(host)/scenarios"], answers: [.json(200, "All scenarios", "Scenarios")]),
            Operation(
                method: .post, path: "/incidents/{id}", topic: .incidents,
                summary: "Begins an incident of a scenario at the next second.",
                examples: example.map {
                    [
                        "-X POST \(host)/incidents/\($0)",
                        "-X POST '\(host)/incidents/\($0)?duration=5m&intensity=2'",
                    ]
                } ?? [],
                parameters: [
                    .init(name: "id", description: "The scenario", schema: oneOf(scenarios)),
                    .init(
                        name: "duration", description: "From 1s to 24h; by default as the scenario says",
                        schema: reference("IncidentDuration")),
                    .init(
                        name: "intensity", description: "Multiplies rates, shares and scaled numbers; by default 1",
                        schema: reference("Intensity")),
                    .init(
                        name: "profile", description: "The only profile in which it happens",
                        schema: .object(["type": .string("string")])),
                    .init(
                        name: "set", description: "The data set, where several have the scenario",
                        schema: oneOf(sets.map { $0.name })),
                ],
                body: reference("IncidentRequest"),
                answers: [
                    Operation.Answer(
                        status: 201, description: "The incident", schema: reference("Incident"),
                        next: [.init(method: .delete, path: "/incidents/{id}", name: "id", member: "incident")]),
                    .refusal(400, "A value that cannot be used, or one in the query and in the body"),
                    .refusal(404, "No such scenario"), .refusal(409, "Nothing is made, or it is not enabled"),
                    .refusal(429, "Too many incidents at once"),
                ]),
            Operation(
                method: .get, path: "/incidents", topic: .incidents,
                summary: "Those that run, and the last hundred that ended.", examples: ["\(host)/incidents"],
                answers: [.json(200, "Incidents in the order of their starts", "Incidents")]),
            Operation(
                method: .delete, path: "/incidents/{id}", topic: .incidents, summary: "Ends an incident.",
                examples: example == nil ? [] : ["-X DELETE \(host)/incidents/INC-000001"],
                parameters: [.init(name: "id", description: "The incident", schema: reference("IncidentName"))],
                answers: [.json(200, "It ends", "Incident"), .refusal(404, "It does not run")]),
        ]
    }

    /// What nobody should ask for by accident.
    private var everything: [Operation] {
        [
            Operation(
                method: .delete, path: "/incidents", topic: .everything, summary: "Ends all incidents.",
                examples: ["-X DELETE \(host)/incidents"], answers: [.json(200, "Those that end", "Incidents")]),
            Operation(
                method: .post, path: "/control", topic: .everything,
                summary: "Stops and starts the records; a stop ends all incidents. Repeating is harmless.",
                examples: [
                    "-X POST \(host)/control -d '{\"action\": \"stop\"}'",
                    "-X POST \(host)/control -d '{\"action\": \"start\"}'",
                ],
                body: reference("Control"), needsBody: true,
                answers: [
                    .json(200, "Done", "Controlled"), .refusal(400, "Another action"), .refusal(422, "No action"),
                ]),
        ]
    }

    private var settings: [Operation] {
        let setting = sets.lazy.compactMap { set -> String? in
            guard !set.catalogue.isSideBySide, let first = set.catalogue.profiles.first?.settings.first else {
                return nil
            }
            return JSONValue.object([set.name: .object([first.name: number(first.value)])]).text
        }.first
        let scenario = scenarios.first.map {
            JSONValue.object(["scenarios": .object([$0: .object(["enabled": .boolean(false)])])]).text
        }
        return [
            Operation(
                method: .get, path: "/config", topic: .settings,
                summary: "The settings of each data set, and what is enabled.", examples: ["\(host)/config"],
                answers: [.json(200, "All settings", "Config")]),
            Operation(
                method: .post, path: "/config", topic: .settings,
                summary: "Changes a part of that from the next second on; all of it or nothing.",
                examples: [setting, scenario].compactMap { $0 }.map {
                    "-X POST \(host)/config -d '\($0)'"
                }, body: reference("ConfigChange"), needsBody: true,
                answers: [
                    .json(200, "What has changed", "ConfigChanged"),
                    .refusal(400, "An unknown key, or a value out of its range"),
                ]),
        ]
    }

    private var state: [Operation] {
        [
            Operation(
                method: .get, path: "/", topic: .state, summary: "Whether it runs; in a browser a page with links.",
                examples: ["\(host)/"],
                answers: [
                    Operation.Answer(
                        status: 200, description: "The state", schema: reference("State"), types: ["text/html"])
                ]),
            Operation(
                method: .get, path: "/health", topic: .state, summary: "Whether files can be written.",
                examples: ["\(host)/health"],
                answers: [
                    .json(200, "They can", "Health"), .json(503, "They cannot: reason says why", "Health"),
                ]),
            Operation(
                method: .get, path: "/metrics", topic: .state,
                summary: "Its own metrics, for Prometheus; as JSON those of the services and of the requests.",
                examples: ["\(host)/metrics", "-H 'Accept: application/json' \(host)/metrics"],
                answers: [
                    Operation.Answer(
                        status: 200, description: "An exposition, or JSON", schema: reference("Metrics"),
                        types: ["text/plain", "application/openmetrics-text"])
                ]),
            Operation(
                method: .get, path: "/-/healthy", topic: .state, summary: "Whether it serves.",
                examples: ["\(host)/-/healthy"], answers: [.other(200, "It does", "text/plain")]),
            Operation(
                method: .get, path: "/-/ready", topic: .state, summary: "Whether it has begun to write.",
                examples: ["\(host)/-/ready"],
                answers: [.other(200, "It has", "text/plain"), .refusal(503, "It makes what windows look back on")]),
        ]
    }

    private var documents: [Operation] {
        [
            Operation(
                method: .get, path: "/docs", topic: .documents, summary: "This for people, with a button per scenario.",
                examples: ["\(host)/docs"], answers: [.other(200, "A page", "text/html")]),
            Operation(
                method: .get, path: "/docs.css", topic: .documents, summary: "The page's looks.", examples: [],
                answers: [.other(200, "A style sheet", "text/css")]),
            Operation(
                method: .get, path: "/docs.js", topic: .documents, summary: "The page's buttons.", examples: [],
                answers: [.other(200, "A script", "text/javascript")]),
            Operation(
                method: .get, path: "/openapi.json", topic: .documents, summary: "This for programs: OpenAPI 3.1.",
                examples: ["\(host)/openapi.json"],
                answers: [
                    Operation.Answer(
                        status: 200, description: "The document", schema: .object(["type": .string("object")]))
                ]),
        ]
    }
}

/// A name as the segment of a path, for curl.
func pathSegment(_ name: String) -> String {
    var text = ""
    for byte in name.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            text.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            let digits = Array("0123456789ABCDEF".unicodeScalars)
            text.unicodeScalars += [Unicode.Scalar("%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return text
}
