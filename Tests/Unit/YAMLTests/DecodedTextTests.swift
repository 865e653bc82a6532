import Testing
import YAML

@Suite struct DecodedTextTests {
    @Test(arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
    func `bytes that are not UTF-8 are refused where they stand`(bytes: [UInt8]) {
        #expect(
            reading(Array("a: b\n# ".utf8) + bytes)
                == "2:3: cannot read YAML: got bytes that are not UTF-8; want a file saved as UTF-8")
    }

    @Test(arguments: [
        ("\u{0}", "U+0000"), ("\u{7}", "U+0007"), ("\u{7F}", "U+007F"), ("\u{85}", "U+0085"), ("\u{9F}", "U+009F"),
        ("\u{2028}", "U+2028"), ("\u{2029}", "U+2029"), ("\u{FEFF}", "U+FEFF"), ("\u{FFFF}", "U+FFFF"),
    ])
    func `characters that YAML forbids, or reads in two ways, are refused`(character: String, name: String) {
        #expect(
            reading("a: \"é\(character)\"")
                == "1:6: cannot read YAML: got the character \(name); want it as an escape in double quotes")
    }

    @Test func `a second byte order mark is refused`() {
        #expect(reading("\u{FEFF}\u{FEFF}a: b").hasPrefix("1:1: cannot read YAML: got the character U+FEFF; "))
    }

    @Test(arguments: ["a: b\rc: d", "a: b\r", "\r\r\n"])
    func `a carriage return alone is refused`(text: String) {
        #expect(reading(text).hasSuffix("cannot end a line: got a carriage return alone; want a line feed, or both"))
    }

    @Test func `a text may have a mebibyte and no more`() {
        let entry = "a: b\n#"
        let full = Array((entry + String(repeating: "x", count: 1_048_576 - entry.utf8.count)).utf8)
        #expect(full.count == 1_048_576)
        #expect(reading(full) == #"{"a": "b"}"#)
        #expect(reading(full + [0x78]) == "1:1: cannot read YAML: got 1048577 bytes; want at most 1048576")
    }

    @Test func `collections nest 32 deep and no deeper`() {
        func nest(_ depth: Int, _ open: String, _ inner: String, _ close: String) -> String {
            String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
        }
        let sentence = "cannot open a collection: got one inside 32 others; want at most 32 deep"
        #expect(reading(nest(32, "[", "", "]")) == nest(32, "[", "", "]"))
        #expect(reading(nest(33, "[", "", "]")) == "1:33: \(sentence)")
        #expect(reading(nest(32, "- ", "a", "")) == nest(32, "[", "\"a\"", "]"))
        #expect(reading(nest(33, "- ", "a", "")) == "1:65: \(sentence)")
        #expect(reading(nest(31, "- ", "a: b", "")) == nest(31, "[", #"{"a": "b"}"#, "]"))
        #expect(reading(nest(32, "- ", "a: b", "")) == "1:65: \(sentence)")
        #expect(reading(nest(100_000, "[", "", "")) == "1:33: \(sentence)")
    }

    @Test(arguments: ["", "{"])
    func `a key may have 1024 characters before its colon and no more`(opening: String) {
        let key = String(repeating: "é", count: 1024)
        let column = opening.utf8.count + 1
        let closing = opening.isEmpty ? "" : "}"
        #expect(reading("\(opening)\(key): a\(closing)") == "{\"\(key)\": \"a\"}")
        #expect(
            reading("\(opening)\(key)x: a\(closing)")
                == "1:\(column): cannot read a key: got 1025 characters before its colon; want at most 1024")
    }
}
