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

    private func described(_ document: JSONValue?) -> [String] {
        guard case .object(let paths)? = document?.at("paths") else { return [] }
        return paths.members.flatMap { path -> [String] in
            guard case .object(let operations) = path.value else { return [] }
            return operations.members.map { "\($0.key.uppercased()) \(path.key)" }
        }
    }

    @Test("they describe exactly the routes, and which of them change something")
    func routes() throws {
        let routes = LiveEndpoints.routes(scene.live.sets)
        let names = routes.map { "\($0.method.rawValue) \($0.path)" }
        #expect(described(.object(try document())).sorted() == names.sorted())
        for operation in Operations(sets: scene.live.sets, host: "h").all {
            let route = routes.first { $0.method == operation.method && $0.path == operation.path }
            #expect((route?.access == .control) == operation.isControl, "\(operation.path)")
        }
    }

    @Test("what no data set declares is left out, also on the page of links")
    func undeclared() throws {
        let scene = try LiveScene()
        let own = described(try scene.send("GET", "/openapi.json").json)
        let all = LiveEndpoints.routes(scene.live.sets).map { "\($0.method.rawValue) \($0.path)" }
        let left = all.filter { !own.contains($0) }
        #expect(left.contains("GET /dashboard") && left.contains("POST /services/{name}/config"))
        let roots = ["/services/", "/system/", "/security/", "/dashboard"]
        #expect(left.allSatisfy { name in roots.contains { name.contains($0) } })
        let html = [("accept", "text/html")]
        let links = try scene.send("GET", "/", "", html).json.text
        #expect(links.contains("/docs") && !links.contains("/dashboard") && !links.contains("/system/health"))
        #expect(try scene.page("/docs").text.contains("/services/") == false)
        #expect(try self.scene.send("GET", "/", "", html).json.text.contains("/dashboard"))
    }

    @Test("at the address of a service they describe its short paths, and say where the others are")
    func short() throws {
        let text = try scene.page("/openapi.json", below: "/services/till").text
        let document = try JSONValue(parsing: Array(text.utf8))
        let paths = ["GET /health", "GET /metrics", "GET /events", "GET /config", "POST /config", "GET /docs"]
        #expect(described(document) == paths + ["GET /openapi.json"])
        let (status, page, headers) = try scene.page("/docs", below: "/services/till")
        #expect(status == 200 && page.contains("curl localhost:8000/health"))
        #expect(page.contains("127.0.0.1:8000/docs") && !page.contains("/incidents") && !page.contains("<script"))
        #expect(headers.contains { $0.name == "Content-Security-Policy" })
        // With the whole path the same is described where no path is short.
        #expect(try scene.page("/services/till/docs").text.contains("curl localhost:8000/services/till/health"))
        #expect(try scene.send("GET", "/services/none/docs").status == 404)
    }

    @Test("with a token the lines carry it, and the page asks for it")
    func token() throws {
        let page = try LiveScene(token: "secret").page("/docs").text
        let header = "-H &quot;Authorization: Bearer $TOKEN&quot;"
        #expect(page.contains("curl \(header) -X DELETE localhost:8000/incidents/INC-000001"))
        #expect(page.contains("curl localhost:8000/scenarios"))
        #expect(page.contains("<label id=\"token-label\">") && !page.contains("secret"))
        #expect(try scene.page("/docs").text.contains("<label id=\"token-label\" hidden>"))
    }

    @Test("what ends everything comes last")
    func last() throws {
        let page = try scene.page("/docs").text
        let heading = try #require(page.firstRange(of: "<h3>What ends everything</h3>"))
        let rest = page[heading.upperBound...]
        let line = "-X DELETE localhost:8000/incidents<"
        #expect(!rest.contains("<h3>") && rest.contains("<code>/control</code>") && rest.contains(line))
        #expect(!page[..<heading.lowerBound].contains(line))
    }

    @Test("a body that is shown sets a number that a record has")
    func bodies() throws {
        scene.run(seconds: 60)
        let paths = Operations(sets: scene.live.sets, host: "").all.filter { $0.summary.contains("one record more") }
        #expect(!paths.isEmpty)
        for operation in paths {
            let words = try #require(operation.examples.last).split(separator: "'")
            try #require(words.count == 2, "\(operation.examples)")
            let body = try JSONValue(parsing: Array(words[1].utf8))
            guard case .object(let object) = body, let member = object.members.first else { continue }
            let set = scene.live.sets[0]
            let file = try #require(set.catalogue.rowForms.firstIndex { $0.names.contains(member.key) })
            let column = try #require(set.catalogue.rowForms[file].names.firstIndex(of: member.key))
            let rows = try scene.lines("small/\(set.files[file].name)").map { cells($0) }
            #expect(rows.contains { Double($0[column]) == member.value.number }, "\(words)")
            #expect(try scene.send("POST", operation.path, body.text).status == 201)
        }
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
        #expect(known.subtracting(wanted).isEmpty)
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
        #expect(page.contains("<span>-X</span> <span>POST</span> <span>localhost:8000/incidents/S-1</span></code>"))
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
