import CSV
import Testing

@Suite struct EncodingTests {
    static let texts: [(Encoding, String, [UInt8]?)] = [
        (.utf8, "Mühl€", [0x4D, 0xC3, 0xBC, 0x68, 0x6C, 0xE2, 0x82, 0xAC]),
        (.latin1, "Mühlgasse ÿ", [0x4D, 0xFC, 0x68, 0x6C, 0x67, 0x61, 0x73, 0x73, 0x65, 0x20, 0xFF]),
        (.latin1, "5 €", nil),
        (.latin1, "\u{85}", [0x85]),
        (.windows1252, "5 €", [0x35, 0x20, 0x80]),
        (.windows1252, "“Œ” \u{9D}Ÿ", [0x93, 0x8C, 0x94, 0x20, 0x9D, 0x9F]),
        (.windows1252, "\u{85}", nil),
        (.windows1252, "ł", nil),
    ]

    @Test(arguments: texts)
    func `a text has its bytes, and the bytes have the text`(_ encoding: Encoding, _ text: String, _ bytes: [UInt8]?) {
        #expect(encoding.bytes(text) == bytes)
        if let bytes { #expect(encoding.text(bytes) == text) }
    }

    @Test(arguments: [Encoding.latin1, .windows1252])
    func `each byte has a character of its own`(_ encoding: Encoding) {
        let all = (0...255).map { UInt8($0) }
        var text: [UInt8] = []
        encoding.append(all.span, 0..<256, to: &text)
        #expect(encoding.text(all) == String(decoding: text, as: UTF8.self))
        #expect(encoding.bytes(encoding.text(all)) == all)
        #expect(Set(encoding.text(all).unicodeScalars).count == 256)
    }

    @Test func `names of columns are decoded`() {
        var dialect = Dialect()
        (dialect.delimiter, dialect.encoding) = (0x3B, .latin1)
        var reader = HeaderReader(dialect: dialect)
        let bytes: [UInt8] = [0x53, 0x74, 0x72, 0x61, 0xDF, 0x65, 0x3B, 0x62, 0x0A]
        #expect(reader.read(bytes, atEnd: true) == .header(names: ["Straße", "b"], consumed: 9, nextLine: 2))
    }
}
