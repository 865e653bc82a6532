import Compression
import HTTP
import Testing

@testable import Service

@Suite struct FileResponseTests {
    private static let long = Array(repeating: UInt8(ascii: "x"), count: 2000)

    private func response(_ headers: [(String, String)] = [], _ bytes: [UInt8] = long) throws -> Response {
        let request = try #require(Request(method: "GET", target: "/a.js", headers: headers))
        return .file("text/javascript", bytes, for: request, headers: [("Referrer-Policy", "no-referrer")])
    }

    private func value(_ name: String, _ response: Response) -> String? {
        response.headers.first { $0.name == name }?.value
    }

    private func bytes(_ response: Response) -> [UInt8] {
        if case .bytes(let bytes) = response.body { bytes } else { [] }
    }

    @Test func `a file has its type, its tag and its headers, and a browser asks again each time`() throws {
        let response = try response()
        #expect(response.status == 200 && bytes(response) == Self.long)
        #expect(value("Content-Type", response) == "text/javascript")
        #expect(value("Cache-Control", response) == "no-cache")
        #expect(value("X-Content-Type-Options", response) == "nosniff")
        #expect(value("Referrer-Policy", response) == "no-referrer")
        #expect(value("Content-Encoding", response) == nil)
    }

    @Test func `the tag follows the content, not its coding`() throws {
        let tag = value("ETag", try response())
        #expect(tag == value("ETag", try response([("accept-encoding", "gzip")])))
        #expect(tag != value("ETag", try response([], Self.long + [0])))
    }

    @Test(arguments: [
        ("W/\"a\", TAG", 304), ("STRONG", 304), ("*", 304), (" TAG ,x", 304), ("W/\"a\"", 200), ("", 200),
    ])
    func `what the browser has already is not sent again`(known: String, status: Int) throws {
        let tag = try #require(value("ETag", try response()))
        let sent = known.replacing("TAG", with: tag).replacing("STRONG", with: tag.dropFirst(2))
        let response = try response([("if-none-match", sent)])
        #expect(response.status == status, "\(sent)")
        #expect(bytes(response).isEmpty == (status == 304))
        #expect(value("ETag", response) == tag)
    }

    @Test func `a file is compressed where that is accepted and pays`() throws {
        let response = try response([("accept-encoding", "gzip, br")])
        #expect(value("Content-Encoding", response) == "gzip" && value("Vary", response) == "Accept-Encoding")
        var (unpacker, plain) = (Gunzip(), [UInt8]())
        unpacker.input = bytes(response)
        while case .hasMore = try unpacker.decompress(isInputAtEnd: true, to: &plain) {}
        #expect(plain == Self.long)
        #expect(value("Content-Encoding", try self.response([("accept-encoding", "gzip")], [1])) == nil)
        let only = try self.response([("accept-encoding", "gzip, identity;q=0")], [1])
        #expect(value("Content-Encoding", only) == "gzip")
    }
}
