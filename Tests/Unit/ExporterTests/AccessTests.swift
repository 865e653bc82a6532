import Flags
import HTTP
import TestSupport
import Testing

@testable import Exporter

private typealias Scene = EndpointScene

@Suite struct AccessTests {
    private let directory = TemporaryDirectory()

    private func token(_ text: String) throws -> LifecycleToken {
        try LifecycleToken(file: directory.write("token", text))
    }

    @Test(arguments: ["POST", "GET", "PUT"]) func `control is closed unless it is opened`(method: String) throws {
        for path in ["/-/reload", "/-/quit", "/api/v1/replay"] {
            let answer = try Scene.send(method, path, Scene.endpoints(lifecycle: false))
            #expect(answer.status == 403 && answer.body.contains("--web.enable-lifecycle") && answer.commands.isEmpty)
        }
    }

    private static let sites: [(headers: [(String, String)], status: Int)] = [
        ([("sec-fetch-site", "cross-site")], 403), ([("origin", "http://evil")], 403),
        ([("sec-fetch-site", "same-site")], 403), ([("origin", "null")], 403),
        ([("origin", "http://localhost:1"), ("host", "localhost:1")], 200),
        ([("origin", "http://127.0.0.1:1"), ("host", "127.0.0.1:1")], 200),
        ([("origin", "https://[::1]:1"), ("host", "[::1]:1")], 200),
        ([("origin", "http://127.0.0.1:2"), ("host", "127.0.0.1:1")], 403),
        // A name that was made to lead here.
        ([("origin", "http://evil:1"), ("host", "evil:1")], 403),
        ([("origin", "http://evil:1"), ("host", "evil:1"), ("sec-fetch-site", "same-origin")], 403),
        ([("origin", "http://1.2.3.4.evil"), ("host", "1.2.3.4.evil")], 403),
        ([("origin", "http://localhost.evil"), ("host", "localhost.evil")], 403),
        ([("origin", "http://"), ("host", "")], 403),
        ([("sec-fetch-site", "same-origin")], 200), ([("sec-fetch-site", "none")], 200), ([], 200),
    ]

    @Test(arguments: sites) func `requests that another site's page sends are refused`(
        _ headers: [(String, String)], _ status: Int
    ) throws {
        for path in ["/-/reload", "/-/quit", "/api/v1/replay?action=pause"] {
            let answer = try Scene.send("POST", path, headers: headers)
            #expect(answer.status == status && answer.commands.count == (status == 200 ? 1 : 0), "\(path)")
        }
        #expect(try Scene.send("GET", "/api/v1/replay", headers: headers).status == status)
    }

    @Test(
        arguments: [
            (nil, 401), ("", 401), ("Bearer", 401), ("Bearer ", 401), ("secret", 401), ("Basic secret", 401),
            ("Bearer secre", 401), ("Bearer secrets", 401), ("Bearer Secret", 401), ("Bearer  secret", 401),
            ("Bearer secret, Bearer secret", 401), ("Bearer secret", 200), ("bearer secret", 200),
        ] as [(String?, Int)]) func `with a token, control wants it`(_ given: String?, _ status: Int) throws
    {
        let endpoints = Scene.endpoints(token: try token("secret\r\n"))
        let headers = given.map { [("authorization", $0)] } ?? []
        for path in ["/-/reload", "/-/quit", "/api/v1/replay?action=pause"] {
            let answer = try Scene.send("POST", path, endpoints, headers: headers)
            #expect(answer.status == status && answer.commands.count == (status == 200 ? 1 : 0), "\(path)")
            #expect(!answer.body.contains("secret"))
        }
    }

    @Test func `a token does not open what is closed, and shuts nothing else`() throws {
        let closed = Scene.endpoints(lifecycle: false, token: try token("secret"))
        #expect(try Scene.send("POST", "/-/quit", closed, headers: [("authorization", "Bearer secret")]).status == 403)
        let open = Scene.endpoints(token: try token("secret"))
        for path in ["/", "/metrics", "/-/healthy", "/-/ready"] {
            #expect(try Scene.send("GET", path, open).status == 200)
        }
    }

    @Test func `a token is read again from its file`() throws {
        let old = try token("old\n")
        let new = try token("new\n")
        #expect(old.isBorne(by: "Bearer old") && !old.isBorne(by: "Bearer new"))
        let again = try old.readAgain()
        #expect(new.isBorne(by: "Bearer new") && again.isBorne(by: "Bearer new") && !again.isBorne(by: "Bearer old"))
    }

    @Test(arguments: [
        ("", "got 0 bytes"), (" \n\n", "got 0 bytes"), ("two words", "got others"), ("two\nlines\n", "got others"),
        ("t\u{f6}ken", "got others"), (String(repeating: "x", count: 4097), "got 4097 bytes"),
    ]) func `a file that holds no token is refused without telling what it holds`(text: String, got: String) throws {
        let fault = #expect(throws: StartFault.self) { try token(text) }
        let file = directory.path + "/token"
        let want = "want 1 to 4096 visible ASCII characters in one line"
        #expect(fault?.description == "\(file): cannot read the token: \(got); \(want)")
    }

    @Test func `a token may be as long as its limit`() throws {
        let word = String(repeating: "x", count: 4096)
        #expect(try token(word + "\n").isBorne(by: "Bearer " + word))
    }

    @Test func `one connection may be the limit, none may not`() throws {
        guard case .run(let flags) = try commandLine.parse(["--web.max-connections=1"]) else {
            Issue.record("these are flags to run with")
            return
        }
        #expect(flags.count("web.max-connections") == 1)
        #expect(throws: UsageError.self) { try commandLine.parse(["--web.max-connections=0"]) }
    }

    @Test(arguments: [
        ("/metrics", true), ("/a/b-c_d.e~f9", true), ("metrics", false), ("", false), ("/", false), ("/a b", false),
        ("/a?b", false), ("/a%20b", false), ("/\u{e4}", false), ("/-/healthy", false), ("/-/ready", false),
        ("/-/reload", false), ("/-/quit", false), ("/api/v1/replay", false),
    ]) func `the metrics are where requests can ask for them and nothing else is`(path: String, isUsable: Bool) {
        #expect(Endpoints.isTelemetryPath(path) == isUsable)
    }
}
