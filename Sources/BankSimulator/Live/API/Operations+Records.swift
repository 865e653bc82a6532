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

    /// How many records are answered.
    static let limit = Operation.Parameter(
        name: "limit", description: "At most so many; by default 100",
        schema: .object([
            "type": .string("integer"), "minimum": .number(JSONNumber(1)),
            "maximum": .number(JSONNumber(EventRing.capacity)),
        ]))

    private func records(of door: Views.Door, _ set: LiveSet) -> [Operation] {
        let form = set.catalogue.rowForms[door.stream]
        let path = "/" + door.path
        let body = example(of: form, set.rings[door.stream]).map { " -d '\($0.text)'" }
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

    /// A body that sets a number as one of the last records has it, so that it is one that can be; nil without one.
    private func example(of form: RowForm, _ ring: EventRing) -> JSONValue? {
        for event in ring.last(100).reversed() {
            let cells = BankSimulator.cells(of: event.line[...])
            for (column, kind) in form.forms.enumerated() where kind == .number {
                if let value = form.value(cells, column), case .number = value {
                    return .object([form.names[column]: value])
                }
            }
        }
        return nil
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
}

/// Each text once, in the order of the first.
func distinct(_ texts: [String]) -> [String] {
    var found: [String] = []
    for text in texts where !found.contains(text) { found.append(text) }
    return found
}
