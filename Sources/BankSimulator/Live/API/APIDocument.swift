import JSON
import Service

/// The document of `/openapi.json` (OpenAPI 3.1).
struct APIDocument {
    let sets: [LiveSet]
    let operations: [Operation]
    let hasToken: Bool
    let version: String
    var title = "bank_simulator"
    var description =
        "Writes CSV files in real time, with incidents on demand. Every error is an object with a sentence in detail. "
        + "HEAD is answered as GET, without the body. At an address of --web.service-address a path below "
        + "/services/NAME is written without that, and /openapi.json describes those."

    /// The whole document.
    var object: JSONObject {
        var paths: [(path: String, operations: [JSONObject.Member])] = []
        for operation in operations {
            let member = JSONObject.Member(
                key: operation.method.rawValue.lowercased(), value: .object(described(operation)))
            if let index = paths.firstIndex(where: { $0.path == operation.path }) {
                paths[index].operations.append(member)
            } else {
                paths.append((operation.path, [member]))
            }
        }
        let described = JSONValue.object(
            JSONObject(paths.map { .init(key: $0.path, value: .object(JSONObject($0.operations))) }))
        let topics = Operation.Topic.allCases.filter { topic in operations.contains { $0.topic == topic } }
        return [
            "openapi": .string("3.1.0"),
            "info": .object([
                "title": .string(title), "version": .string(version), "description": .string(description),
            ]),
            "tags": .array(topics.map { .object(["name": .string($0.rawValue)]) }),
            "paths": described,
            "components": .object([
                "securitySchemes": .object([
                    "token": .object([
                        "type": .string("http"), "scheme": .string("bearer"),
                        "description": .string("With --web.control-token-file"),
                    ])
                ]),
                "schemas": .object(JSONObject(schemas(of: described))),
            ]),
        ]
    }

    /// The schemas that a part of the document needs, also through others.
    private func schemas(of part: JSONValue) -> [JSONObject.Member] {
        let all = APISchemas.all.members + SettingSchemas(sets: sets).members
        var wanted: Set<String> = []
        var parts = [part]
        while let part = parts.popLast() {
            for name in references(part) where wanted.insert(name).inserted {
                parts += all.filter { $0.key == name }.map { $0.value }
            }
        }
        return all.filter { wanted.contains($0.key) }
    }

    private func references(_ value: JSONValue) -> [String] {
        switch value {
        case .object(let object):
            object.members.flatMap { member -> [String] in
                if member.key == "$ref", case .string(let reference) = member.value {
                    return reference.split(separator: "/").suffix(1).map(String.init)
                }
                return references(member.value)
            }
        case .array(let items): items.flatMap { references($0) }
        default: []
        }
    }

    private func described(_ operation: Operation) -> JSONObject {
        var members: [JSONObject.Member] = [
            .init(key: "tags", value: .array([.string(operation.topic.rawValue)])),
            .init(key: "summary", value: .string(operation.summary)),
            .init(key: "operationId", value: .string(Operation.name(operation.method, operation.path))),
        ]
        if operation.isControl {
            members.append(.init(key: "security", value: .array([.object([:]), .object(["token": .array([])])])))
        }
        if !operation.parameters.isEmpty {
            members.append(
                .init(key: "parameters", value: .array(operation.parameters.map { parameter($0, operation) })))
        }
        if let body = operation.body {
            members.append(
                .init(
                    key: "requestBody",
                    value: .object([
                        "required": .boolean(operation.needsBody),
                        "content": .object(["application/json": .object(["schema": body])]),
                    ])))
        }
        members.append(.init(key: "responses", value: .object(responses(operation))))
        if !operation.examples.isEmpty {
            let samples = operation.curls(hasToken: hasToken).map { line in
                JSONValue.object(["lang": .string("Shell"), "source": .string(line)])
            }
            members.append(.init(key: "x-codeSamples", value: .array(samples)))
        }
        return JSONObject(members)
    }

    private func parameter(_ parameter: Operation.Parameter, _ operation: Operation) -> JSONValue {
        let isInPath = operation.path.split(separator: "/").contains("{\(parameter.name)}")
        return .object([
            "name": .string(parameter.name), "in": .string(isInPath ? "path" : "query"),
            "required": .boolean(isInPath), "description": .string(parameter.description),
            "schema": parameter.schema,
        ])
    }

    private func responses(_ operation: Operation) -> JSONObject {
        var answers = operation.answers
        if operation.isControl {
            answers.append(.refusal(401, "No token, or another"))
            answers.append(.refusal(403, "Sent by another site's page"))
        }
        var members = answers.map { JSONObject.Member(key: "\($0.status)", value: response($0)) }
        let refused = "What the server refuses itself: a request that it cannot read, or one too large or too slow"
        members.append(.init(key: "4XX", value: response(.refusal(400, refused))))
        let unserved = "Too many connections (503), or HTTP that it does not speak (501, 505)"
        members.append(.init(key: "5XX", value: response(.refusal(503, unserved))))
        return JSONObject(members)
    }

    private func response(_ answer: Operation.Answer) -> JSONValue {
        var content: [JSONObject.Member] = []
        if let schema = answer.schema {
            content.append(.init(key: "application/json", value: .object(["schema": schema])))
        }
        for type in answer.types {
            content.append(.init(key: type, value: .object(["schema": .object(["type": .string("string")])])))
        }
        var members: [JSONObject.Member] = [.init(key: "description", value: .string(answer.description))]
        if answer.status == 401 {
            let header: JSONValue = .object(["schema": .object(["type": .string("string")])])
            members.append(.init(key: "headers", value: .object(["WWW-Authenticate": header])))
        }
        members.append(.init(key: "content", value: .object(JSONObject(content))))
        if !answer.next.isEmpty {
            let links = answer.next.map { link in
                let name = Operation.name(link.method, link.path)
                return JSONObject.Member(
                    key: name,
                    value: .object([
                        "operationId": .string(name),
                        "parameters": .object([link.name: .string("$response.body#/\(link.member)")]),
                    ]))
            }
            members.append(.init(key: "links", value: .object(JSONObject(links))))
        }
        return .object(JSONObject(members))
    }
}
