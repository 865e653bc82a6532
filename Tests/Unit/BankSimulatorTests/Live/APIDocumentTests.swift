import HTTP
import JSON
import Testing

@testable import BankSimulator
@testable import Service

@Suite("The documents of the live API")
struct APIDocumentTests {
    private let scene: LiveScene

    init() throws { scene = try LiveScene([("small", declaredCatalogue), ("other", smallCatalogue)]) }

    private func document() throws -> JSONObject {
        guard case .object(let object) = try scene.send("GET", "/openapi.json").json else {
            throw CommandFault("no document")
        }
        return object
    }

    @Test("they describe exactly the routes")
    func routes() throws {
        guard case .object(let paths)? = try document()["paths"] else { throw CommandFault("no paths") }
        var described: [String] = []
        for path in paths.members {
            guard case .object(let operations) = path.value else { continue }
            described += operations.members.map { "\($0.key.uppercased()) \(path.key)" }
        }
        let routes = LiveEndpoints.routes(scene.live.sets).map { "\($0.method.rawValue) \($0.path)" }
        #expect(described.sorted() == routes.sorted())
    }

    @Test("each part that the document refers to is in it, and each schema is used")
    func references() throws {
        let document = try document()
        guard case .object(let parts)? = document["components"], case .object(let schemas)? = parts["schemas"] else {
            throw CommandFault("no schemas")
        }
        let wanted = Set(references(.object(document)))
        let known = Set(schemas.members.map { "#/components/schemas/\($0.key)" })
        #expect(wanted.isSubset(of: known))
        // These catalogues have no such column.
        #expect(known.subtracting(wanted) == ["#/components/schemas/BooleanCell"])
    }

    @Test("parameters are in the path if it names them, and each segment in braces is one")
    func parameters() {
        for operation in Operations(sets: scene.live.sets, host: "h").all {
            let segments = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }
            for segment in segments {
                #expect(operation.parameters.contains { "{\($0.name)}" == segment }, "\(operation.path)")
            }
            #expect(operation.answers.filter { $0.status < 300 }.count == 1, "\(operation.path)")
        }
    }

    @Test("a request that changes something is described with its refusals, and only that")
    func refusals() throws {
        guard case .object(let paths)? = try document()["paths"] else { throw CommandFault("no paths") }
        for case .object(let operations) in paths.members.map({ $0.value }) {
            for case .object(let operation) in operations.members.map({ $0.value }) {
                guard case .object(let responses)? = operation["responses"] else { throw CommandFault("no answers") }
                #expect((responses["401"] != nil) == (operation["security"] != nil))
                #expect(responses["4XX"] != nil && responses["5XX"] != nil)
            }
        }
    }

    @Test("curl lines name the host that was asked, unless a shell would read more into it")
    func host() throws {
        for (host, named) in [("10.0.0.1:9", "10.0.0.1:9"), ("[::1]:8000", "[::1]:8000"), ("a;b", "localhost:8000")] {
            let request = [("host", host)]
            #expect(try scene.send("GET", "/openapi.json", "", request).json.text.contains("curl \(named)/scenarios"))
        }
    }

    @Test("the page has each request and each scenario, allows nothing of other sites, and escapes what it names")
    func page() throws {
        let (status, page, headers) = try scene.page("/docs")
        #expect(status == 200)
        for operation in Operations(sets: scene.live.sets, host: "localhost:8000").all {
            #expect(page.contains("<code>\(operation.path)</code>"), "\(operation.path)")
        }
        #expect(page.contains("data-scenario=\"S-1\"") && page.contains("ManyFailures within 5m"))
        #expect(page.contains("curl -X POST localhost:8000/incidents/S-1</code>"))
        let policy = headers.first { $0.name == "Content-Security-Policy" }?.value ?? ""
        #expect(policy.hasPrefix("default-src 'none'; script-src 'self'") && !policy.contains("unsafe"))
        #expect(!page.contains("<script>") && !page.contains("style=") && !page.contains("http"))
    }

    @Test("the page shows what runs, also without its script")
    func running() throws {
        #expect(try scene.page("/docs").text.contains("Nothing runs."))
        #expect(try scene.send("POST", "/incidents/S-1").status == 201)
        #expect(try scene.page("/docs").text.contains("<code>INC-000001</code> Many failures"))
    }

    @Test(
        "its style and its script are files of their types",
        arguments: [("css", "text/css"), ("js", "text/javascript")])
    func assets(name: String, type: String) throws {
        let (status, text, headers) = try scene.page("/docs.\(name)")
        #expect(status == 200 && text.count > 1000)
        #expect(headers.contains { $0.name == "Content-Type" && $0.value == "\(type); charset=utf-8" })
        #expect(!text.contains("innerHTML") && !text.contains("http"))
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
