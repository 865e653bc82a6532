import HTTP
import TestSupport
import Testing

@testable import Service

@Suite struct AccessTests {
    private let directory = TemporaryDirectory()
    private static let control = [("POST", "/-/quit"), ("GET", "/state"), ("POST", "/state")]

    private func token(_ text: String) throws -> LifecycleToken {
        try LifecycleToken(file: directory.write("token", text))
    }

    @Test func `a refusal names the flag that gives the token`() throws {
        let access = Access(isOpen: true, token: try token("secret"), tokenFlag: "web.control-token-file")
        let request = try #require(Request(method: "POST", target: "/-/quit", headers: [("host", "h")]))
        guard case .bytes(let bytes)? = access.refusal(of: request)?.body else { throw CancellationError() }
        #expect(String(decoding: bytes, as: UTF8.self).contains("the file given by --web.control-token-file"))
    }

    @Test(arguments: ["POST", "GET", "PUT"]) func `control is closed unless it is opened`(method: String) throws {
        for path in ["/-/quit", "/state"] {
            let scene = RouterScene(isOpen: false)
            let answer = try scene.send(method, path)
            #expect(answer.status == 403 && answer.body.contains("--web.enable-lifecycle") && scene.calls.isEmpty)
        }
    }

    private static let sites: [(headers: [(String, String)], status: Int)] = [
        ([("sec-fetch-site", "cross-site")], 403), ([("origin", "http://evil")], 403),
        ([("sec-fetch-site", "same-site")], 403), ([("origin", "null")], 403),
        ([("origin", "http://localhost:1"), ("host", "localhost:1")], 200),
        ([("origin", "http://127.0.0.1:1"), ("host", "127.0.0.1:1")], 200),
        ([("origin", "https://[::1]:1"), ("host", "[::1]:1")], 200),
        ([("origin", "http://127.0.0.1:2"), ("host", "127.0.0.1:1")], 403),
        // DNS rebinding: a name of another site that points at this address.
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
        for (method, path) in Self.control {
            let scene = RouterScene()
            #expect(try scene.send(method, path, headers).status == status, "\(path)")
            #expect(scene.calls.isEmpty == (status != 200))
        }
    }

    @Test(
        arguments: [
            (nil, 401), ("", 401), ("Bearer", 401), ("Bearer ", 401), ("secret", 401), ("Basic secret", 401),
            ("Bearer secre", 401), ("Bearer secrets", 401), ("Bearer Secret", 401), ("Bearer  secret", 401),
            ("Bearer secret, Bearer secret", 401), ("Bearer secret", 200), ("bearer secret", 200),
        ] as [(String?, Int)]) func `with a token, control wants it`(_ given: String?, _ status: Int) throws
    {
        let headers = given.map { [("authorization", $0)] } ?? []
        for (method, path) in Self.control {
            let scene = RouterScene(token: try token("secret\r\n"))
            let answer = try scene.send(method, path, headers)
            #expect(answer.status == status && scene.calls.isEmpty == (status != 200), "\(path)")
            #expect(!answer.body.contains("secret"))
        }
    }

    @Test func `a token does not open what is closed, and shuts nothing else`() throws {
        let closed = RouterScene(isOpen: false, token: try token("secret"))
        #expect(try closed.send("POST", "/-/quit", [("authorization", "Bearer secret")]).status == 403)
        let open = RouterScene(token: try token("secret"))
        for path in ["/", "/metrics"] { #expect(try open.send("GET", path).status == 200) }
    }

    @Test func `a token is read again from its file`() throws {
        let old = try token("old\n")
        let new = try token("new\n")
        #expect(old.isCarried(by: "Bearer old") && !old.isCarried(by: "Bearer new"))
        let again = try old.readAgain()
        #expect(new.isCarried(by: "Bearer new"))
        #expect(again.isCarried(by: "Bearer new") && !again.isCarried(by: "Bearer old"))
    }

    @Test(arguments: [
        ("", "got 0 bytes"), (" \n\n", "got 0 bytes"), ("two words", "got other characters"),
        ("two\nlines\n", "got other characters"), ("t\u{f6}ken", "got other characters"),
        (String(repeating: "x", count: 4097), "got 4097 bytes"),
    ]) func `a file that holds no token is refused without telling what it holds`(text: String, got: String) throws {
        let fault = #expect(throws: LifecycleTokenError.self) { try token(text) }
        let file = directory.path + "/token"
        let want = "want 1 to 4096 visible ASCII characters in one line"
        #expect(fault?.description == "\(file): cannot read the token: \(got); \(want)")
    }

    @Test func `a token may be as long as its limit`() throws {
        let word = String(repeating: "x", count: 4096)
        #expect(try token(word + "\n").isCarried(by: "Bearer " + word))
    }
}
