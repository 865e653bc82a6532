import JSON
import Service
import Testing

@testable import Exporter

@Suite struct APIDocumentTests {
    @Test(arguments: ["/metrics", "/probe/a-b_c.d~e"])
    func `the document describes exactly the routes, wherever the metrics are`(telemetryPath: String) throws {
        let text = APIDocument.text(telemetryPath: telemetryPath, version: "1.2.3")
        guard case .object(let document) = try JSONValue(parsing: Array(text.utf8), maximumDepth: 32),
            case .object(let paths)? = document["paths"], case .object(let info)? = document["info"]
        else {
            Issue.record("no document")
            return
        }
        #expect(info["version"] == .string("1.2.3"))
        var described: [String] = []
        for path in paths.members {
            guard case .object(let operations) = path.value else { continue }
            described += operations.members.map { "\($0.key.uppercased()) \(path.key)" }
        }
        let routes = Endpoints.routes(telemetryPath: telemetryPath).map { "\($0.method.rawValue) \($0.path)" }
        #expect(described.sorted() == routes.sorted())
    }

    @Test func `each part that the document refers to is in it`() throws {
        let text = APIDocument.text(telemetryPath: "/metrics", version: "1")
        let document = try JSONValue(parsing: Array(text.utf8), maximumDepth: 32)
        for reference in references(document) {
            var value = document
            for key in reference.split(separator: "/").dropFirst() {
                guard case .object(let object) = value, let next = object[String(key)] else {
                    Issue.record("\(reference)")
                    return
                }
                value = next
            }
        }
    }

    @Test func `the document is small: it is part of every exporter`() {
        #expect(APIDocument.text(telemetryPath: "/metrics", version: "1").utf8.count < 7500)
    }

    @Test func `everybody may ask for it`() throws {
        let answer = try EndpointScene().send("GET", "/openapi.json")
        #expect(answer.status == 200 && answer.body.hasPrefix("{\"openapi\":\"3.1.0\""))
    }

    private func references(_ value: JSONValue) -> [String] {
        switch value {
        case .object(let object):
            object.members.flatMap { member -> [String] in
                if member.key == "$ref", case .string(let reference) = member.value { return [reference] }
                return references(member.value)
            }
        case .array(let items): items.flatMap { references($0) }
        default: []
        }
    }
}
