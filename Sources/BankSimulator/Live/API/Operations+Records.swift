import JSON
import Service
import Synthesis

extension Operations {
    /// What shows records and makes one more, also at the paths that catalogues declare.
    var records: [Operation] {
        let sources = sets.flatMap { $0.sources }
        let names = sources.map { $0.name } + sources.map { "\($0.set.name)/\($0.name)" }
        let stream = sources.first?.name ?? "NAME"
        var all = [
            Operation(
                method: .get, path: "/events", topic: .records,
                summary: "The last records, oldest first; reading takes none away.",
                examples: ["\(host)/events", "'\(host)/events?stream=\(stream)&limit=10'"],
                parameters: [
                    .init(
                        name: "stream", description: "A stream or window, as NAME or SET/NAME; by default all streams",
                        schema: oneOf(distinct(names))), Self.limit,
                ],
                answers: [
                    .json(200, "Records in the order of their times", "AllRecords"),
                    .refusal(400, "An unknown stream, or a limit that cannot be used"),
                ])
        ]
        for set in sets {
            for door in set.catalogue.views.doors { all += records(of: door, set) }
        }
        return all
    }

    private static let limit = Operation.Parameter(
        name: "limit", description: "At most so many; by default 100",
        schema: .object([
            "type": .string("integer"), "minimum": .number(JSONNumber(1)),
            "maximum": .number(JSONNumber(EventRing.capacity)),
        ]))

    private func records(of door: Views.Door, _ set: LiveSet) -> [Operation] {
        let form = set.catalogue.rowForms[door.stream]
        let path = "/" + door.path
        let column = zip(form.names, form.forms).first { $0.1 == .number }?.0
        let body = column.map { " -d '\(JSONValue.object([$0: .number(JSONNumber(60_000))]).text)'" }
        return [
            Operation(
                method: .get, path: path + "/events", topic: .records, summary: "The last records of this stream.",
                examples: ["\(host)\(path)/events"], parameters: [Self.limit],
                answers: [
                    .json(200, "Records, oldest first", "Records"), .refusal(400, "A limit that cannot be used"),
                ]),
            Operation(
                method: .post, path: path, topic: .records,
                summary: "Makes one record more, which is written as any other. The body sets columns.",
                examples: ["-X POST \(host)\(path)"] + (body.map { ["-X POST \(host)\(path)\($0)"] } ?? []),
                body: columns(of: form),
                answers: [
                    .json(201, "The record", "Record"), .refusal(400, "A column or value that cannot be used"),
                    .refusal(409, "Nothing is made"), .refusal(429, "Too many within a second"),
                ]),
        ]
    }

    /// What a body may set: columns by name, or in the objects in which answers have them.
    private func columns(of form: RowForm) -> JSONValue {
        var types: [String: JSONValue] = [:]
        for (name, kind) in zip(form.names, form.forms) {
            let schema =
                switch kind {
                case .text: "TextCell"
                case .number: "NumberCell"
                case .boolean: "BooleanCell"
                }
            types[name] = reference(schema)
        }
        func members(_ columns: [(key: String, column: String)]) -> [JSONObject.Member] {
            columns.filter { $0.column != timeColumn }.map { .init(key: $0.key, value: types[$0.column] ?? .null) }
        }
        let flat = closedObject(members(form.names.map { ($0, $0) }))
        if form.groups.isEmpty { return flat }
        let grouped = form.groups.flatMap { $0.columns.map { $0.column } }
        let single = members(form.names.filter { !grouped.contains($0) }.map { ($0, $0) })
        let groups = form.groups.map { JSONObject.Member(key: $0.key, value: closedObject(members($0.columns))) }
        return .object(["anyOf": .array([closedObject(single + groups), flat])])
    }

    private func closedObject(_ properties: [JSONObject.Member]) -> JSONValue {
        .object([
            "type": .string("object"), "additionalProperties": .boolean(false),
            "properties": .object(JSONObject(properties)),
        ])
    }

    /// What answers for the services of the catalogues.
    var services: [Operation] {
        let names = distinct(sets.flatMap { $0.catalogue.views.services.map { $0.name } })
        let name = names.first.map(pathSegment) ?? "NAME"
        let parameter = Operation.Parameter(name: "name", description: "The service", schema: oneOf(names))
        let unknown = Operation.Answer.refusal(404, "No such service")
        func about(_ what: String, _ summary: String, _ answer: Operation.Answer) -> Operation {
            Operation(
                method: .get, path: "/services/{name}/\(what)", topic: .services, summary: summary,
                examples: ["\(host)/services/\(name)/\(what)"], parameters: [parameter], answers: [answer, unknown])
        }
        var health = about("health", "Whether its records can be written.", .json(200, "They can", "Health"))
        health.answers.append(.json(503, "They cannot: reason says why", "Health"))
        var events = about("events", "Its last records.", .json(200, "Records, oldest first", "Records"))
        events.parameters.append(Self.limit)
        events.answers.append(.refusal(400, "A limit that cannot be used"))
        return [
            health, about("metrics", "What it has counted since the start.", .json(200, "Numbers", "ServiceMetrics")),
            events, about("config", "Its share of odd records.", .json(200, "The share", "ServiceConfig")),
            Operation(
                method: .post, path: "/services/{name}/config", topic: .services,
                summary: "Changes its share of odd records.",
                examples: ["-X POST \(host)/services/\(name)/config -d '{\"anomaly_rate\": 0.03}'"],
                parameters: [parameter], body: reference("ServiceConfigChange"), needsBody: true,
                answers: [
                    .json(200, "What has changed", "ServiceConfigChanged"), .refusal(400, "A value out of its range"),
                    unknown, .refusal(409, "It has no such setting"),
                ]),
        ]
    }

    /// What answers for all services together.
    var system: [Operation] {
        let undeclared = Operation.Answer.refusal(404, "No data set declares it")
        func about(_ path: String, _ summary: String, _ schema: String, _ others: [Operation.Answer]) -> Operation {
            Operation(
                method: .get, path: path, topic: .services, summary: summary, examples: ["\(host)\(path)"],
                answers: [.json(200, "As of now", schema)] + others)
        }
        return [
            about(
                "/security/failed-attempts", "Who failed how often lately: the hundred with most.", "FailedAttempts",
                [undeclared]),
            about("/system/health", "The state of all services.", "SystemHealth", [undeclared]),
            about("/system/metrics", "The last measurements.", "SystemMetrics", [undeclared]),
            about("/dashboard", "All of this, with the last ten records.", "Dashboard", [undeclared]),
            about("/gateway/logs", "The last fifty requests to this API.", "Logs", []),
        ]
    }
}

/// Each text once, in the order of the first.
func distinct(_ texts: [String]) -> [String] {
    var found: [String] = []
    for text in texts where !found.contains(text) { found.append(text) }
    return found
}
