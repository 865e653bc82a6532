import JSON
import Testing

@Suite struct LimitTests {
    private func nested(_ depth: Int, _ open: String, _ close: String) -> [UInt8] {
        Array((String(repeating: open, count: depth) + "0" + String(repeating: close, count: depth)).utf8)
    }

    @Test(arguments: [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")])
    func `arrays and objects are as deep as allowed and no deeper`(open: String, close: String) throws {
        let levels = open.hasPrefix("[{") ? 2 : 1
        let text = nested(64 / levels, open, close)
        #expect(throws: Never.self) { try JSONValue(parsing: text) }
        #expect(throws: Never.self) { try JSONValue(parsing: Array("[0,".utf8) + nested(63, "[", "]") + [0x5D]) }
        let error = try #require(throws: JSONError.self) {
            try JSONValue(parsing: nested(64 / levels, open, close).replacing([0x30], with: [0x5B, 0x5D]))
        }
        let want = "cannot read JSON: got an array or object inside 64 others; want at most 64 inside each other"
        #expect(error.message == want)
        #expect(throws: JSONError.self) { try JSONValue(parsing: text, maximumDepth: 63) }
        #expect(throws: Never.self) { try JSONValue(parsing: [0x30], maximumDepth: 0) }
    }

    @Test func `a million brackets are refused at the first that is too deep`() {
        #expect(reading([UInt8](repeating: 0x5B, count: 1_000_000)).hasPrefix("1:65: "))
    }

    @Test func `a text is as long as allowed and no longer`() {
        let text = Array("\"".utf8) + [UInt8](repeating: 0x61, count: (1 << 20) - 2) + Array("\"".utf8)
        #expect(throws: Never.self) { try JSONValue(parsing: text) }
        #expect(reading(text + [0x20]) == "1:1: cannot read JSON: got 1048577 bytes; want at most 1048576")
        #expect(throws: Never.self) { try JSONValue(parsing: [0x5B, 0x5D], maximumBytes: 2) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x5B, 0x5D, 0x20], maximumBytes: 2) }
    }
}
