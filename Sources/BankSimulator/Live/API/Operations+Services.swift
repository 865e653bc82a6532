import JSON
import Service

extension Operations {
    /// What answers for the services of the catalogues.
    var services: [Operation] {
        let all = sets.flatMap { $0.catalogue.views.services }
        guard let first = all.first else { return [] }
        let parameter = Operation.Parameter(
            name: "name", description: "The service", schema: oneOf(distinct(all.map { $0.name })))
        func path(_ service: Views.Service) -> String { "/services/\(pathSegment(service.name))" }
        return services(
            at: "/services/{name}", [parameter], example: path(first),
            settable: all.first { $0.anomalyRate != nil }.map { path($0) })
    }

    /// What answers for one service. `isShort`: at its own address, where its paths are short.
    func service(_ service: Views.Service, isShort: Bool) -> [Operation] {
        let path = isShort ? "" : "/services/\(pathSegment(service.name))"
        return services(at: path, [], example: path, settable: service.anomalyRate.map { _ in path })
    }

    private func services(
        at path: String, _ parameters: [Operation.Parameter], example: String, settable: String?
    ) -> [Operation] {
        let unknown = parameters.isEmpty ? [] : [Operation.Answer.refusal(404, "No such service")]
        func about(_ what: String, _ summary: String, _ answers: Operation.Answer...) -> Operation {
            Operation(
                method: .get, path: "\(path)/\(what)", topic: .services, summary: summary,
                examples: ["\(host)\(example)/\(what)"], parameters: parameters, answers: answers + unknown)
        }
        var events = about(
            "events", "Its last records.", .json(200, "Records, oldest first", "Records"),
            .refusal(400, "A limit that cannot be used"))
        events.parameters.append(Self.limit)
        return [
            about(
                "health", "Whether its records can be written.", .json(200, "They can", "Health"),
                .json(503, "They cannot: reason says why", "Health")),
            about("metrics", "What it has counted since the start.", .json(200, "Numbers", "ServiceMetrics")),
            events, about("config", "Its share of odd records.", .json(200, "The share", "ServiceConfig")),
            Operation(
                method: .post, path: "\(path)/config", topic: .services, summary: "Changes its share of odd records.",
                examples: settable.map { ["-X POST \(host)\($0)/config -d '{\"anomaly_rate\": 0.03}'"] } ?? [],
                parameters: parameters, body: reference("ServiceConfigChange"), needsBody: true,
                answers: [
                    .json(200, "What has changed", "ServiceConfigChanged"), .refusal(400, "A value out of its range"),
                    .refusal(409, "It has no such setting"),
                ] + unknown),
            about("docs", "Its requests, for people.", .other(200, "A page", "text/html")),
            about(
                "openapi.json", "Its requests, for programs.",
                Operation.Answer(
                    status: 200, description: "The document", schema: .object(["type": .string("object")]))),
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
        var all: [Operation] = []
        if sets.contains(where: { $0.catalogue.views.attempts != nil }) {
            all.append(
                about(
                    "/security/failed-attempts", "Who failed how often lately: the hundred with most.",
                    "FailedAttempts", [undeclared]))
        }
        if sets.contains(where: { $0.catalogue.views.health != nil }) {
            all += [
                about("/system/health", "The state of all services.", "SystemHealth", [undeclared]),
                about("/system/metrics", "The last measurements.", "SystemMetrics", [undeclared]),
                about("/dashboard", "All of this, with the last ten records.", "Dashboard", [undeclared]),
            ]
        }
        return all + [about("/gateway/logs", "The last fifty requests to this API.", "Logs", [])]
    }
}
