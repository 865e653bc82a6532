import HTTP
import JSON
import Service

extension LiveEndpoints {
    /// What shows the last records, and makes one more.
    static func eventRoutes(_ sets: [LiveSet]) -> [Route<LiveEndpoints>] {
        var routes = [Route(.get, "/events", link: "the last records", LiveEndpoints.events)]
        for set in sets {
            for door in set.catalogue.views.doors {
                let source = set.sources[door.stream]
                routes.append(
                    Route(.get, "/\(door.path)/events") { endpoints in
                        { request, _ in endpoints.events(of: source, request) }
                    })
                routes.append(
                    Route(.post, "/\(door.path)", access: .control) { endpoints in
                        { request, _ in endpoints.make(door, source, request) }
                    })
            }
        }
        return routes
    }

    private func events(_ request: Request, now: Int64) -> Response {
        answer { () throws(ControlFault) in
            let query = try EventQuery(request, ["stream", "limit"])
            let sources = try query.sources(of: live.sets)
            let events = lastEvents(query.limit, of: sources).map { JSONValue.object(tagged($0.source, $0.event)) }
            let services = live.sets.reduce(0) { $0 + $1.catalogue.views.services.count }
            return json(
                200,
                [
                    "events": .array(events), "count": .number(JSONNumber(events.count)),
                    "total_count": .number(JSONNumber(sources.reduce(0) { $0 + $1.set.rings[$1.file].count })),
                    "services_count": .number(JSONNumber(services)),
                ])
        }
    }

    /// A record with where it comes from.
    func tagged(_ source: EventSource, _ event: EventRing.Event) -> JSONObject {
        let service = source.set.catalogue.views.service(of: source.file)
        let tags: [JSONObject.Member] = [
            .init(key: "set", value: .string(source.set.name)), .init(key: "stream", value: .string(source.name)),
            .init(key: "gateway_service", value: service.map { .string($0.name) } ?? .null),
            .init(key: "gateway_timestamp", value: .string(present)),
        ]
        return source.object(event, tags)
    }

    /// The last records of one stream.
    func events(of source: EventSource, _ request: Request) -> Response {
        answer { () throws(ControlFault) in
            let query = try EventQuery(request, ["limit"])
            let events = lastEvents(query.limit, of: [source]).map { JSONValue.object(source.object($0.event)) }
            return json(200, ["events": .array(events), "count": .number(JSONNumber(events.count))])
        }
    }

    /// One record more.
    private func make(_ door: Views.Door, _ source: EventSource, _ request: Request) -> Response {
        answer { () throws(ControlFault) in
            _ = try RequestFields.query(request, [])
            let body = try RequestFields.body(request) ?? [:]
            let form = source.set.catalogue.rowForms[door.stream]
            let given = try RecordRequest(body, form).cells
            let line = try live.ask(source.set, door, given)
            return json(201, source.object(EventRing.Event(time: 0, line: line)))
        }
    }
}
