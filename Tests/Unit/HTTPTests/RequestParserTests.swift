import TestSupport
import Testing

@testable import HTTP

@Suite struct RequestParserTests {
    /// A line for each outcome of the parser, and "more" if it ends within a request.
    private static func parse(_ pieces: [[UInt8]], _ limits: Limits = Limits()) -> [String] {
        var parser = RequestParser(limits: limits)
        var said: [String] = []
        for piece in pieces {
            var position = 0
            while true {
                switch parser.parse(piece, &position) {
                case .request(let request): said.append(text(request))
                case .fault(let fault): return said + ["\(fault.status)"]
                case .needsContinue: said.append("continue")
                case .needsMore:
                    #expect(position == piece.count)
                }
                if position == piece.count { break }
            }
        }
        return parser.isAtStart ? said : said + ["more"]
    }

    private static func parse(_ text: String, _ limits: Limits = Limits()) -> [String] {
        parse([Array(text.utf8)], limits)
    }

    private static func text(_ request: Request) -> String {
        let query = request.query.map { " \($0.name)=\($0.value)" }.joined()
        let body = request.body.isEmpty ? "" : " <" + String(decoding: request.body, as: UTF8.self) + ">"
        return "\(request.method) \(request.path)\(query)\(body)"
    }

    private static let host = "Host: a\r\n"

    private static let wholes: [(text: String, requests: [String])] = [
        ("GET / HTTP/1.1\r\n\(host)\r\n", ["GET /"]),
        ("GET / HTTP/1.1\n" + "Host: a\n\n", ["GET /"]),
        ("\r\n\r\nGET / HTTP/1.1\r\n\(host)\r\n", ["GET /"]),
        ("GET / HTTP/1.0\r\n\r\n", ["GET /"]),
        ("GET / HTTP/1.7\r\n\(host)\r\n", ["GET /"]),
        ("brew-it! /pot HTTP/1.1\r\nHOST:a\r\n\r\n", ["brew-it! /pot"]),
        ("GET http://a.b:80/x?q=1 HTTP/1.1\r\n\(host)\r\n", ["GET /x q=1"]),
        ("GET HTTP://a.b HTTP/1.1\r\n\(host)\r\n", ["GET /"]),
        ("GET http://a.b?q HTTP/1.1\r\n\(host)\r\n", ["GET / q="]),
        ("OPTIONS * HTTP/1.1\r\n\(host)\r\n", ["OPTIONS *"]),
        ("GET /a%20b/%C3%A4?x=%41+1&y&=z&&m[]=2 HTTP/1.1\r\n\(host)\r\n", ["GET /a b/ä x=A 1 y= =z m[]=2"]),
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n", ["GET /"]),
        ("GET / HTTP/1.1\r\nHost: [::1]:8081\r\n\r\n", ["GET /"]),
        ("POST /p HTTP/1.1\r\n\(host)Content-Length: 5\r\n\r\nhello", ["POST /p <hello>"]),
        ("POST /p HTTP/1.1\r\n\(host)Content-Length: 0\r\n\r\n", ["POST /p"]),
        ("POST /p HTTP/1.1\r\n\(host)Content-Length: 2\r\nContent-Length: 2, 2\r\n\r\nhi", ["POST /p <hi>"]),
        (
            "POST /p HTTP/1.1\r\n\(host)Transfer-Encoding: Chunked\r\n\r\n"
                + "3;x=\"y\"\r\nhel\r\n02 ;z\r\nlo\r\n0\r\nTrailer: t\r\n\r\n",
            ["POST /p <hello>"]
        ),
        (
            "GET /1 HTTP/1.1\r\n\(host)\r\nPOST /2 HTTP/1.1\r\n\(host)Content-Length: 1\r\n\r\nx"
                + "GET /3 HTTP/1.1\r\n\(host)\r\n",
            ["GET /1", "POST /2 <x>", "GET /3"]
        ),
        ("GET / HTTP/1.1\r\n\(host)X: \u{e4}\tb\r\n\r\n", ["GET /"]),
        ("GET / HTTP/1.1\r\n\(host)Expect: 100-continue\r\n\r\n", ["GET /"]),
    ]

    @Test(arguments: wholes) func `a request is the same whatever pieces it comes in`(
        text: String, requests: [String]
    ) {
        let bytes = Array(text.utf8)
        #expect(Self.parse([bytes]) == requests)
        #expect(Self.parse(bytes.map { [$0] }) == requests)
        for cut in 0...bytes.count {
            #expect(Self.parse([Array(bytes[..<cut]), Array(bytes[cut...])]) == requests, "cut at \(cut)")
        }
    }

    private static let faults: [(text: String, status: String)] = [
        ("GET  / HTTP/1.1\r\n", "400"),
        ("GET /\r\n", "400"),
        ("GET / HTTP/1.1 \r\n", "400"),
        (" GET / HTTP/1.1\r\n", "400"),
        ("G(T / HTTP/1.1\r\n", "400"),
        ("GET a HTTP/1.1\r\n", "400"),
        ("GET * HTTP/1.1\r\n", "400"),
        ("CONNECT a:80 HTTP/1.1\r\n", "400"),
        ("GET http:/// HTTP/1.1\r\n", "400"),
        ("GET http://?q HTTP/1.1\r\n", "400"),
        ("GET http://:80/ HTTP/1.1\r\n", "400"),
        ("GET /#f HTTP/1.1\r\n", "400"),
        ("GET /ä HTTP/1.1\r\n", "400"),
        ("GET /%4 HTTP/1.1\r\n", "400"),
        ("GET /%4g HTTP/1.1\r\n", "400"),
        ("GET /%ff HTTP/1.1\r\n", "400"),
        ("GET /?x=% HTTP/1.1\r\n", "400"),
        ("GET / http/1.1\r\n", "400"),
        ("GET / HTTP/1.11\r\n", "400"),
        ("GET / HTTP/2.0\r\n", "505"),
        ("PRI * HTTP/2.0\r\n", "505"),
        ("GET / HTTP/0.9\r\n", "505"),
        ("GET /\r HTTP/1.1\r\n", "400"),
        ("GET / HTTP/1.1\r\r\n", "400"),
        ("\u{16}\u{3}\u{1}", "400"),
        ("GET / HTTP/1.1\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\n\(host)\(host)\r\n", "400"),
        ("GET / HTTP/1.0\r\n\(host)\(host)\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\n\(host)X: a\r\n b\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\n X: a\r\n", "400"),
        ("GET / HTTP/1.1\r\nX : a\r\n", "400"),
        ("GET / HTTP/1.1\r\n: a\r\n", "400"),
        ("GET / HTTP/1.1\r\nX\r\n", "400"),
        ("GET / HTTP/1.1\r\nX: a\u{0}b\r\n", "400"),
        ("GET / HTTP/1.1\r\nX: a\rb\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 1, 2\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: +1\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Content-Length:\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 1,\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nContent-Length:\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nContent-Length: 1 1\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Content-Length : 1\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 0x1\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: -1\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 99999999999999999999\r\n\r\n", "413"),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400"),
        ("POST / HTTP/1.0\r\n\(host)Transfer-Encoding: chunked\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: gzip\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding:\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked, identity\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked;q=1\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding:\r\n chunked\r\n\r\n", "400"),
        // Unicode lowercases the Kelvin sign to k, and joins a blank and an accent: no proxy reads them so.
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chun\u{212A}ed\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: , \u{301}chunked\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "501"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: gzip, chunked\r\n\r\n", "501"),
        ("POST / HTTP/1.1\r\n\(host)Expect: a-miracle\r\n\r\n", "417"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\nx\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n1\nx\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n1 2\r\nx\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n1 \r\nx\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n0\r\nX\r\n", "400"),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n", "413"),
    ]

    @Test(arguments: faults) func `a faulty request is refused whatever pieces it comes in`(
        text: String, status: String
    ) {
        let bytes = Array(text.utf8)
        #expect(Self.parse([bytes]) == [status])
        #expect(Self.parse(bytes.map { [$0] }) == [status])
        for cut in bytes.indices {
            #expect(Self.parse([Array(bytes[..<cut]), Array(bytes[cut...])]) == [status], "cut at \(cut)")
        }
    }

    @Test func `a body that the peer holds back is asked for once`() {
        let head = "POST / HTTP/1.1\r\n\(Self.host)Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        #expect(Self.parse(head) == ["continue", "more"])
        #expect(Self.parse([Array(head.utf8), Array("hi".utf8)]) == ["continue", "POST / <hi>"])
        #expect(Self.parse(head + "hi") == ["POST / <hi>"])
    }

    @Test func `the request line may be as long as its limit and no longer`() {
        var limits = Limits()
        limits.requestLineBytes = 20
        let end = " HTTP/1.1\r\n"
        #expect(Self.parse("GET /2345" + end, limits) == ["more"])
        #expect(Self.parse("GET /23456" + end, limits) == ["414"])
        #expect(Self.parse("GET /2345678901234567", limits) == ["414"])
        #expect(Self.parse("GET /23456789012345", limits) == ["more"])
    }

    @Test func `the headers may be as long as their limit and no longer`() {
        var limits = Limits()
        limits.headerBytes = 20
        let line = "GET / HTTP/1.1\r\n"
        #expect(Self.parse(line + "Host: a\r\nX: 3456\r\n\r\n", limits) == ["GET /"])
        #expect(Self.parse(line + "Host: a\r\nX: 34567\r\n\r\n", limits) == ["431"])
        #expect(Self.parse(line + "X: 3456789012345678", limits) == ["more"])
        #expect(Self.parse(line + "X: 34567890123456789", limits) == ["431"])
    }

    @Test func `there may be as many headers as their limit and no more`() {
        var limits = Limits()
        limits.headerFields = 2
        let start = "GET / HTTP/1.1\r\n" + Self.host + "X: 1\r\n"
        #expect(Self.parse(start + "\r\n", limits) == ["GET /"])
        #expect(Self.parse(start + "Y: 2\r\n\r\n", limits) == ["431"])
    }

    @Test func `a body may be as long as its limit and no longer`() {
        var limits = Limits()
        limits.bodyBytes = 4
        let start = "POST / HTTP/1.1\r\n" + Self.host
        #expect(Self.parse(start + "Content-Length: 4\r\n\r\nabcd", limits) == ["POST / <abcd>"])
        #expect(Self.parse(start + "Content-Length: 5\r\n\r\n", limits) == ["413"])
        let chunked = start + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
        #expect(Self.parse(chunked + "1\r\nd\r\n0\r\n\r\n", limits) == ["POST / <abcd>"])
        #expect(Self.parse(chunked + "2\r\n", limits) == ["413"])
    }

    @Test func `what frames the chunks is bounded too`() {
        var limits = Limits()
        limits.headerBytes = 60
        let start = "POST / HTTP/1.1\r\n" + Self.host + "Transfer-Encoding: chunked\r\n\r\n"
        let chunk = "1\r\nx\r\n"
        let last = "0\r\n\r\n"
        // Five bytes a chunk, and five at the end.
        #expect(Self.parse(start + String(repeating: chunk, count: 11) + last, limits) == ["POST / <xxxxxxxxxxx>"])
        #expect(Self.parse(start + String(repeating: chunk, count: 12) + last, limits) == ["431"])
    }

    @Test func `fields of one name are joined, and names have no case`() throws {
        var parser = RequestParser(limits: Limits())
        var position = 0
        let text = "GET / HTTP/1.1\r\nHost: a\r\nACCEPT: text/plain;q=0.5 \r\nAccept: \t*/*\r\n\r\n"
        guard case .request(let request) = parser.parse(Array(text.utf8), &position) else {
            Issue.record("the request is complete")
            return
        }
        #expect(request.headers["accept"] == "text/plain;q=0.5, */*")
        #expect(request.headers.elements(of: "Accept") == ["text/plain;q=0.5", "*/*"])
        #expect(request.headers["x"] == nil)
        #expect(request.headers.count == 3)
    }

    @Test(arguments: 0..<200) func `no bytes make the parser trap or loop`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var limits = Limits()
        limits.headerBytes = 200
        let words = [
            "GET ", "/", " HTTP/1.1", "\r\n", "\n", "\r", "Host: a", "Content-Length: ", "3",
            "Transfer-Encoding: chunked",
            ":", ";", "%", "a", "\u{0}", "ff", " ", "\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n",
        ]
        var bytes: [UInt8] = []
        for _ in 0..<60 {
            let pick = Int(random.next() % UInt64(words.count + 1))
            bytes += pick < words.count ? Array(words[pick].utf8) : [UInt8(truncatingIfNeeded: random.next())]
        }
        let whole = Self.parse([bytes], limits)
        #expect(Self.parse(bytes.map { [$0] }, limits) == whole, "seed \(seed)")
    }
}
