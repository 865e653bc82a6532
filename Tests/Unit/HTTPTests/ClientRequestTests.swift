import Testing

@testable import HTTP

@Suite struct ClientRequestTests {
    private static func text(_ request: ClientRequest) -> String { String(decoding: request.bytes, as: UTF8.self) }

    @Test func `a request names its host, its length and whether the connection ends`() throws {
        #expect(
            Self.text(try ClientRequest(target: "/a?b=c", host: "[::1]:80"))
                == "GET /a?b=c HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n")
        let post = try ClientRequest(
            method: "POST", target: "/", host: "h", headers: [("X", "a b"), ("Y", "ä")], body: Array("hi".utf8),
            keepsAlive: true)
        #expect(Self.text(post) == "POST / HTTP/1.1\r\nHost: h\r\nX: a b\r\nY: ä\r\nContent-Length: 2\r\n\r\nhi")
        #expect(
            Self.text(try ClientRequest(method: "PUT", target: "/", host: "h", keepsAlive: true))
                == "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
        #expect(try ClientRequest(method: "HEAD", target: "/", host: "h").isHead)
    }

    @Test func `a request reads the same at the server`() throws {
        let request = try ClientRequest(
            method: "POST", target: "/a%20b?c=d", host: "h:1", headers: [("X", "y")], body: Array("hello".utf8))
        var parser = RequestParser(limits: Limits())
        var position = 0
        guard case .request(let read) = parser.parse(request.bytes, &position) else {
            Issue.record("the request is complete")
            return
        }
        #expect(read.method == "POST" && read.path == "/a b" && read.query.first(named: "c")?.value == "d")
        #expect(read.headers["x"] == "y" && read.body == Array("hello".utf8) && !read.keepsAlive)
    }

    private static let faults:
        [(method: String, target: String, host: String, header: (String, String), words: String)] =
            [
                ("", "/", "h", ("X", ""), "got the method \"\"; want one such as GET or POST"),
                ("G T", "/", "h", ("X", ""), "got the method \"G T\"; want"),
                ("CONNECT", "/", "h", ("X", ""), "got the method \"CONNECT\"; want"),
                ("GET", "", "h", ("X", ""), "got the path \"\"; want a slash, then visible ASCII without #"),
                ("GET", "a", "h", ("X", ""), "got the path \"a\"; want"),
                ("GET", "/a b", "h", ("X", ""), "got the path \"/a b\"; want"),
                ("GET", "/\r\nX: y", "h", ("X", ""), "got the path \"/\\x0D\\x0AX: y\"; want"),
                ("GET", "/ä", "h", ("X", ""), "got the path \"/\\xC3\\xA4\"; want"),
                ("GET", "/#f", "h", ("X", ""), "got the path \"/#f\"; want"),
                ("GET", "/", "h/a", ("X", ""), "got the host \"h/a\"; want a name or an address, and a port"),
                ("GET", "/", "h", ("X y", ""), "got the header \"X y\"; want one such as User-Agent"),
                (
                    "GET", "/", "h", ("Content-LENGTH", "3"),
                    "got the header Content-LENGTH; want none that the client writes itself"
                ),
                (
                    "GET", "/", "h", ("X", "a\r\nY: b"),
                    "got a value of X with control characters; want one line of text"
                ),
            ]

    @Test(arguments: faults) func `text that would make another request is refused`(
        method: String, target: String, host: String, header: (String, String), words: String
    ) {
        let fault = #expect(throws: ClientFault.self) {
            try ClientRequest(method: method, target: target, host: host, headers: [header])
        }
        #expect(fault?.description.hasPrefix("cannot send the request: " + words) == true, "\(fault as Any)")
    }
}
