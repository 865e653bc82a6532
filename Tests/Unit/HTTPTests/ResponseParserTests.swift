import TestSupport
import Testing

@testable import HTTP

@Suite struct ResponseParserTests {
    /// The response that the pieces hold, with "…" if bytes are left over, or the fault. The connection ends in order
    /// behind the pieces.
    private static func read(_ pieces: [[UInt8]], isHead: Bool = false, _ limits: ClientLimits = ClientLimits())
        -> String
    {
        var parser = ResponseParser(isHead: isHead, limits: limits)
        for (index, piece) in pieces.enumerated() {
            var position = 0
            let outcome = parser.parse(piece, &position)
            if case .needsMore = outcome {
                #expect(position == piece.count)
                continue
            }
            let hasMore = position < piece.count || pieces[(index + 1)...].contains { !$0.isEmpty }
            if case .response = outcome { return text(outcome) + (hasMore ? " …" : "") }
            return text(outcome)
        }
        return text(parser.end(isOrderly: true))
    }

    private static func text(_ outcome: ResponseParser.Outcome) -> String {
        switch outcome {
        case .needsMore: return "more"
        case .response(let response):
            let body = String(decoding: response.body, as: UTF8.self)
            return "\(response.status) <\(body)>" + (response.keepsAlive ? " open" : "")
        case .fault(let fault): return fault.description
        }
    }

    /// Checks that the text is read as `expected` as a whole, byte by byte and cut anywhere.
    private static func check(_ text: String, isHead: Bool = false, _ expected: String) {
        let bytes = Array(text.utf8)
        #expect(read([bytes], isHead: isHead) == expected)
        #expect(read(bytes.map { [$0] }, isHead: isHead) == expected)
        for cut in bytes.indices {
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])], isHead: isHead) == expected, "cut at \(cut)")
        }
    }

    private static let ok = "HTTP/1.1 200 OK\r\n"

    private static let wholes: [(text: String, response: String)] = [
        (ok + "Content-Length: 5\r\n\r\nhello", "200 <hello> open"),
        (ok + "content-length:5\n\nhello", "200 <hello> open"),
        (ok + "Content-Length: 0\r\n\r\n", "200 <> open"),
        (ok + "Content-Length: 2, 2\r\n\r\nhi", "200 <hi> open"),
        (ok + "Content-Length: 2\r\n\r\nhigh", "200 <hi> open …"),
        (
            ok + "Transfer-Encoding: chunked\r\n\r\n3;x=\"y\"\r\nhel\r\n02 ;z\r\nlo\r\n0\r\nT: t\r\n\r\n",
            "200 <hello> open"
        ),
        (ok + "Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n", "200 <> open"),
        (ok + "\r\nhello", "200 <hello>"),
        (ok + "\r\n", "200 <>"),
        (ok + "Connection: Close\r\nContent-Length: 2\r\n\r\nhi", "200 <hi>"),
        ("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 <hi>"),
        ("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", "200 <hi>"),
        ("HTTP/1.1 503\r\nContent-Length: 0\r\n\r\n", "503 <> open"),
        ("HTTP/1.1 503 \r\nContent-Length: 0\r\n\r\n", "503 <> open"),
        ("HTTP/1.9 999 \u{e4}\r\nContent-Length: 0\r\n\r\n", "999 <> open"),
        ("HTTP/1.1 204 No Content\r\n\r\n", "204 <> open"),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nhi", "204 <> open …"),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n", "304 <> open"),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok + "\r\nhi", "200 <hi>"),
        ("HTTP/1.1 100 Continue\r\nContent-Length: 9\r\n\r\n" + ok + "Content-Length: 0\r\n\r\n", "200 <> open"),
    ]

    @Test(arguments: wholes) func `a response is the same whatever pieces it arrives in`(text: String, response: String)
    {
        Self.check(text, response)
    }

    private static let heads: [(text: String, response: String)] = [
        (ok + "Content-Length: 99999999\r\n\r\n", "200 <> open"),
        (ok + "Transfer-Encoding: chunked\r\n\r\n", "200 <> open"),
        (ok + "\r\n", "200 <> open"), (ok + "Content-Length: 2\r\n\r\nhi", "200 <> open …"),
    ]

    @Test(arguments: heads) func `a response to HEAD has no body`(text: String, response: String) {
        Self.check(text, isHead: true, response)
    }

    private static let statusLine = "; want HTTP/1.1, a status of three digits and a reason"
    private static let cutHead =
        "cannot read the response: got the end of the connection within the head; want an empty line behind it"

    private static let faults: [(text: String, fault: String)] = [
        ("", "cannot read the response: got the end of the connection; want a status line"),
        ("HTT", cutHead),
        ("HTTP/1.1 200 OK", cutHead),
        (ok + "Content-Length: 2\r\n", cutHead),
        ("HTTP/1.1 100 Continue\r\n\r\n", cutHead),
        (
            ok + "Content-Length: 5\r\n\r\nhel",
            "cannot read the body: got the end of the connection after 3 bytes; want 5"
        ),
        (
            ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n",
            "cannot read the body: got the end of the connection after 3 bytes; want all of them"
        ),
        (
            ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n0\r\n",
            "cannot read the body: got the end of the connection after 3 bytes; want all of them"
        ),
        ("HTTP/2.0 200 OK\r\n\r\n", "cannot read the status line: got \"HTTP/2.0 200 OK\"" + statusLine),
        ("HTTP/1.1  200 OK\r\n\r\n", "cannot read the status line: got \"HTTP/1.1  200 OK\"" + statusLine),
        ("HTTP/1.1 20 OK\r\n\r\n", "cannot read the status line: got \"HTTP/1.1 20 OK\"" + statusLine),
        ("HTTP/1.1 0200 OK\r\n\r\n", "cannot read the status line: got \"HTTP/1.1 0200 OK\"" + statusLine),
        ("HTTP/1.1 099 OK\r\n\r\n", "cannot read the status line: got \"HTTP/1.1 099 OK\"" + statusLine),
        ("http/1.1 200 OK\r\n\r\n", "cannot read the status line: got \"http/1.1 200 OK\"" + statusLine),
        ("\r\n" + ok + "\r\n", "cannot read the status line: got \"\"" + statusLine),
        ("HTTP/1.1 200 \u{7}\r\n\r\n", "cannot read the status line: got \"HTTP/1.1 200 \\x07\"" + statusLine),
        ("SSH-2.0-OpenSSH_9.2\r\n", "cannot read the status line: got \"SSH-2.0-OpenSSH_9.2\"" + statusLine),
        ("\u{15}\u{3}\u{1}", "cannot read the status line: got \"\\x15\\x03\\x01\"" + statusLine),
        (
            String(repeating: "\\", count: 40),
            "cannot read the status line: got \"" + String(repeating: "\\x5C", count: 32) + "…\"" + statusLine
        ),
        (
            "* OK IMAP4rev1 Service Ready, a line longer than an excerpt\r\n",
            "cannot read the status line: got \"* OK IMAP4rev1 Service Ready, a …\"" + statusLine
        ),
        (
            "* OK IMAP4rev1 Service Ready, 32\r\n",
            "cannot read the status line: got \"* OK IMAP4rev1 Service Ready, 32\"" + statusLine
        ),
        ("HTTP/1.1 200 O\rK\r\n", MessageFault.bareCarriageReturn.description),
        ("SSH-2\r.0\r\n", MessageFault.bareCarriageReturn.description),
        (
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            "cannot read the response: got status 101; want HTTP/1.1, as in the request"
        ),
        (ok + "X: a\r\n b\r\n\r\n", MessageFault.folding.description),
        (ok + "X : a\r\n\r\n", MessageFault.field.description),
        (ok + "X: a\u{0}b\r\n\r\n", MessageFault.field.description),
        (
            ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi",
            "cannot determine the length of the body: got differing values of Content-Length; want one"
        ),
        (ok + "Content-Length: 1,\r\n\r\nh", "cannot determine the length of the body: want a decimal Content-Length"),
        (ok + "Content-Length: +1\r\n\r\nh", "cannot determine the length of the body: want a decimal Content-Length"),
        (
            ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "cannot determine the end of the body: got both Content-Length and Transfer-Encoding; want one"
        ),
        (
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "cannot determine the end of the body: got Transfer-Encoding in HTTP/1.0; want Content-Length"
        ),
        (ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", MessageFault.unknownTransferCoding.description),
        (
            ok + "Transfer-Encoding: gzip\r\n\r\n",
            "cannot determine the end of the body: want chunked as the last transfer coding"
        ),
        (ok + "Transfer-Encoding: chunked\r\n\r\nx\r\n", "cannot read a chunk: want a hexadecimal size"),
        (
            ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n",
            "cannot read a chunk: want as many bytes as announced, then the end of the line"
        ),
        (ok + "Content-Length: 99999999999999999999\r\n\r\n", "cannot take the body: want at most 65536 bytes"),
        (ok + "Content-Length: 65537\r\n\r\n", "cannot take the body: want at most 65536 bytes"),
        (ok + "Transfer-Encoding: chunked\r\n\r\n10001\r\n", "cannot take the body: want at most 65536 bytes"),
    ]

    @Test(arguments: faults) func `a faulty response is refused whatever pieces it arrives in`(
        text: String, fault: String
    ) {
        Self.check(text, fault)
    }

    @Test func `a connection that breaks does not complete a body without a length`() {
        for (isOrderly, expected) in [(true, "200 <hi>"), (false, "after 2 bytes; want all of them")] {
            var parser = ResponseParser(isHead: false, limits: ClientLimits())
            var position = 0
            #expect(parser.parse(Array((Self.ok + "\r\nhi").utf8), &position) == .needsMore)
            #expect(Self.text(parser.end(isOrderly: isOrderly)).hasSuffix(expected))
        }
    }

    @Test func `the parts may be as long as their limits and no longer`() {
        var limits = ClientLimits()
        limits.statusLineBytes = 42
        limits.headerBytes = 20
        limits.headerFields = 2
        limits.bodyBytes = 4
        let go = "HTTP/1.1 100 Continue\r\n\r\n"
        for (text, expected) in [
            (go + Self.ok + "Content-Length: 1 \n\nx", "200 <x> open"),
            (go + "HTTP/1.1 200 Okay\r\n\r\n", "200 <>"),
            (go + "HTTP/1.1 200 Okay, \r\n\r\n", "cannot read the status line: want at most 42 bytes"),
            (Self.ok + "Content-Length: 1  \n\nx", "cannot read the headers: want at most 20 bytes"),
            (Self.ok + "A:\r\nB:\r\n\r\n", "200 <>"),
            (Self.ok + "A:\r\nB:\r\nC:\r\n\r\n", "cannot read the headers: want at most 2 of them"),
            (Self.ok + "\r\nabcd", "200 <abcd>"),
            (Self.ok + "\r\nabcde", "cannot take the body: want at most 4 bytes"),
        ] {
            let bytes = Array(text.utf8)
            #expect(Self.read([bytes], limits) == expected, "\(text)")
            #expect(Self.read(bytes.map { [$0] }, limits) == expected, "\(text)")
        }
    }

    @Test func `a body that is too long leaves the status and the part before`() {
        var limits = ClientLimits()
        limits.bodyBytes = 4
        var parser = ResponseParser(isHead: false, limits: limits)
        var position = 0
        let text = "HTTP/1.1 500 Oh no\r\n\r\nabcdef"
        guard case .fault(.bodyTooLong(let begun, 4)) = parser.parse(Array(text.utf8), &position) else {
            Issue.record("the body is too long")
            return
        }
        #expect(begun.status == 500 && begun.statusLine == "HTTP/1.1 500 Oh no" && begun.body == Array("abcd".utf8))
        #expect(!begun.keepsAlive)
    }

    @Test(arguments: 0..<200) func `no bytes make the parser trap or loop`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var limits = ClientLimits()
        limits.headerBytes = 200
        let words = [
            "HTTP/1.1 ", "200", " OK", "\r\n", "\n", "\r", "Content-Length: ", "3", "Transfer-Encoding: chunked", ":",
            ";",
            "a", "\u{0}", "ff", " ", "\r\n\r\n", Self.ok, "HTTP/1.1 100 Continue\r\n\r\n",
        ]
        var bytes = Array((random.next() % 2 == 0 ? Self.ok : "").utf8)
        for _ in 0..<60 {
            let pick = Int(random.next() % UInt64(words.count + 1))
            bytes += pick < words.count ? Array(words[pick].utf8) : [UInt8(truncatingIfNeeded: random.next())]
        }
        let whole = Self.read([bytes], limits)
        #expect(Self.read(bytes.map { [$0] }, limits) == whole, "seed \(seed)")
    }
}
