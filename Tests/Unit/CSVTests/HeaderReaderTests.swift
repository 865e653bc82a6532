import CSV
import Testing

struct HeaderCase: Sendable, CustomTestStringConvertible {
    let text: String
    let result: HeaderReader.Result
    var dialect = Dialect()
    var headerLine = 1

    var testDescription: String { text.debugDescription }
}

@Suite struct HeaderReaderTests {
    static let found = [
        HeaderCase(text: "a,b\n1,2\n", result: .header(names: ["a", "b"], consumed: 4, nextLine: 2)),
        HeaderCase(text: "a,b\r\n1,2\n", result: .header(names: ["a", "b"], consumed: 5, nextLine: 2)),
        HeaderCase(text: "a,b\r1,2\r", result: .header(names: ["a", "b"], consumed: 4, nextLine: 2)),
        HeaderCase(text: "a,b", result: .header(names: ["a", "b"], consumed: 3, nextLine: 1)),
        HeaderCase(text: "\u{FEFF}a,b\n", result: .header(names: ["a", "b"], consumed: 7, nextLine: 2)),
        HeaderCase(text: "\u{FEFF}\"a\",b\n", result: .header(names: ["a", "b"], consumed: 9, nextLine: 2)),
        HeaderCase(text: "a,a,\n", result: .header(names: ["a", "a", ""], consumed: 5, nextLine: 2)),
        HeaderCase(text: "é, b ", result: .header(names: ["é", " b "], consumed: 6, nextLine: 1)),
        HeaderCase(
            text: "\"a\"\"\n,xy\",b\n1", result: .header(names: ["a\"\n,xy", "b"], consumed: 12, nextLine: 3)
        ),
        HeaderCase(
            text: "\n\r\n\ra,b\n", result: .header(names: ["a", "b"], consumed: 8, nextLine: 5), headerLine: 4),
        HeaderCase(
            text: "#\"\n\n# x\na,b\n#", result: .header(names: ["a", "b"], consumed: 12, nextLine: 5),
            dialect: .with(comment: "#"), headerLine: 4),
        HeaderCase(
            text: "\u{FEFF}x\r\n\"y\na,b\n", result: .header(names: ["a", "b"], consumed: 13, nextLine: 4),
            dialect: .with(skipLines: 2), headerLine: 3),
        HeaderCase(
            text: "x\n1,2\n", result: .header(names: ["a", "b"], consumed: 2, nextLine: 2),
            dialect: .with(skipLines: 1, header: ["a", "b"]), headerLine: 2),
        HeaderCase(
            text: "\u{FEFF}1,2\n", result: .header(names: ["a", "b"], consumed: 3, nextLine: 1),
            dialect: .with(header: ["a", "b"])),
        HeaderCase(text: "", result: .header(names: ["a"], consumed: 0, nextLine: 1), dialect: .with(header: ["a"])),
        HeaderCase(
            text: "a;'b;'\n", result: .header(names: ["a", "b;"], consumed: 7, nextLine: 2),
            dialect: .with(delimiter: ";", quote: "'")),
    ]

    static let refused = [
        HeaderCase(text: "", result: .empty),
        HeaderCase(text: "\u{FEFF}\n\r\n", result: .empty, headerLine: 3),
        HeaderCase(text: "#a\n#b", result: .empty, dialect: .with(comment: "#"), headerLine: 2),
        HeaderCase(text: "a\nb", result: .empty, dialect: .with(skipLines: 2), headerLine: 2),
        HeaderCase(text: "a\nb", result: .empty, dialect: .with(skipLines: 2, header: ["a"]), headerLine: 2),
        HeaderCase(text: "a,\0b\n", result: .binary),
        HeaderCase(text: "a\0\nb\n", result: .binary, dialect: .with(skipLines: 1)),
        HeaderCase(text: "\n\n#\0", result: .binary, dialect: .with(comment: "#"), headerLine: 3),
        HeaderCase(text: "a,\"b\nc\n", result: .invalid(line: 1, found: "an unclosed quote")),
        HeaderCase(text: "\n\"b", result: .invalid(line: 2, found: "an unclosed quote"), headerLine: 2),
        HeaderCase(text: "\"a\n\"x,b\n", result: .invalid(line: 1, found: "an unclosed quote")),
        HeaderCase(text: "x\n\"y\n", result: .notFound, dialect: searching, headerLine: 3),
        HeaderCase(
            text: String(repeating: "x\n", count: 100) + "a,b\n", result: .notFound, dialect: searching, headerLine: 101
        ),
        HeaderCase(text: "\n\n", result: .empty, dialect: searching, headerLine: 3),
    ]

    /// A dialect whose header is the first line with the names a and b.
    private static let searching = {
        var dialect = Dialect()
        dialect.findsHeader = true
        return dialect
    }()

    private static let units = {
        var dialect = searching
        dialect.skipAfterHeader = 2
        return dialect
    }()

    static let preambles = [
        HeaderCase(
            text: "Station \"4711\n\n\"Export,x\nb,c,a\n1",
            result: .header(names: ["b", "c", "a"], consumed: 31, nextLine: 5),
            dialect: searching, headerLine: 4),
        HeaderCase(text: "a,b", result: .header(names: ["a", "b"], consumed: 3, nextLine: 1), dialect: searching),
        HeaderCase(
            text: "x\na;b\na,c\nd\n", result: .header(names: ["a", "c"], consumed: 12, nextLine: 5), dialect: searching,
            headerLine: 3),
        HeaderCase(
            text: String(repeating: "x\n", count: 99) + "a,b\n",
            result: .header(names: ["a", "b"], consumed: 202, nextLine: 101), dialect: searching, headerLine: 100),
        HeaderCase(
            text: "a,b\n\"s\n\n1", result: .header(names: ["a", "b"], consumed: 8, nextLine: 4), dialect: units),
        HeaderCase(text: "a,b\ns", result: .header(names: ["a", "b"], consumed: 5, nextLine: 2), dialect: units),
    ]

    static let limits = [
        HeaderCase(
            text: "1234,678\n", result: .header(names: ["1234", "678"], consumed: 9, nextLine: 2),
            dialect: .with(recordBytes: 8)),
        HeaderCase(
            text: "1234,6789\n", result: .invalid(line: 1, found: "more than 8 bytes"), dialect: .with(recordBytes: 8)),
        HeaderCase(
            text: "1234,\"789\"\n", result: .invalid(line: 1, found: "an unclosed quote"),
            dialect: .with(recordBytes: 8)
        ),
        HeaderCase(
            text: "12345678\na\n", result: .header(names: ["a"], consumed: 11, nextLine: 3),
            dialect: .with(skipLines: 1, recordBytes: 8), headerLine: 2),
        HeaderCase(
            text: "123456789\na\n", result: .invalid(line: 1, found: "more than 8 bytes"),
            dialect: .with(skipLines: 1, recordBytes: 8)),
        HeaderCase(
            text: "a,b,c\n", result: .header(names: ["a", "b", "c"], consumed: 6, nextLine: 2),
            dialect: .with(fields: 3)
        ),
        HeaderCase(
            text: "a,b,c,d\n", result: .invalid(line: 1, found: "4 columns, more than 3"), dialect: .with(fields: 3)),
    ]

    @Test(arguments: found + refused + limits + preambles)
    func `the first bytes of a file give the expected result`(_ example: HeaderCase) {
        var reader = HeaderReader(dialect: example.dialect, wanted: ["a", "b"])
        #expect(reader.read(Array(example.text.utf8), atEnd: true) == example.result)
        #expect(reader.headerLine == example.headerLine)
    }

    @Test(arguments: found + refused + limits + preambles)
    func `byte by byte the result is the same and comes as soon as it is certain`(_ example: HeaderCase) {
        let bytes = Array(example.text.utf8)
        var reader = HeaderReader(dialect: example.dialect, wanted: ["a", "b"])
        var result = HeaderReader.Result.needMore
        var length = 0
        while result == .needMore && length < bytes.count {
            length += 1
            result = reader.read(Array(bytes[..<length]), atEnd: false)
        }
        if result == .needMore { result = reader.read(bytes, atEnd: true) }
        #expect(result == example.result)
        #expect(reader.headerLine == example.headerLine)
    }

    @Test func `invalid UTF-8 is repaired`() {
        var reader = HeaderReader(dialect: Dialect())
        let bytes: [UInt8] = [0x61, 0xFF, 0x2C, 0xC3, 0x0A]
        #expect(
            reader.read(bytes, atEnd: false) == .header(names: ["a\u{FFFD}", "\u{FFFD}"], consumed: 5, nextLine: 2))
    }

    @Test func `a header longer than the limit is invalid before its end is found`() {
        var reader = HeaderReader(dialect: .with(recordBytes: 100))
        let bytes = Array(repeating: UInt8(ascii: "a"), count: 101)
        #expect(reader.read(Array(bytes.dropLast()), atEnd: false) == .needMore)
        #expect(reader.read(bytes, atEnd: false) == .invalid(line: 1, found: "more than 100 bytes"))
    }
}
