import CSV
import Testing

struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let records: [[String]]
    var dialect = Dialect()

    var testDescription: String { name }
}

@Suite struct ParserTests {
    static let rfc4180 = [
        Case(name: "§2.1 each record on its line", text: "a,b\r\nc,d\r\n", records: [["a", "b"], ["c", "d"]]),
        Case(name: "§2.2 no line end behind the last", text: "a,b\r\nc,d", records: [["a", "b"], ["c", "d"]]),
        Case(name: "§2.4 spaces belong to the field", text: " a , b \r\n", records: [[" a ", " b "]]),
        Case(name: "§2.5 quotes around a field", text: "\"a\",b\r\n", records: [["a", "b"]]),
        Case(name: "§2.6 CRLF within quotes", text: "\"a\r\nb\",c\r\n", records: [["a\r\nb", "c"]]),
        Case(name: "§2.6 LF within quotes", text: "\"a\nb\",c\r\n", records: [["a\nb", "c"]]),
        Case(name: "§2.6 delimiters within quotes", text: "\"a,b\",c\r\n", records: [["a,b", "c"]]),
        Case(name: "§2.7 doubled quotes", text: "\"a\"\"b\",\"\"\"\"\r\n", records: [["a\"b", "\""]]),
        Case(name: "§2.7 nothing but doubled quotes", text: "\"\"\"\"\"\",x\n", records: [["\"\"", "x"]]),
        Case(name: "empty fields", text: ",\r\n\"\",\r\n", records: [["", ""], ["", ""]]),
        Case(name: "quotes in the last field without line end", text: "a,\"b,\"", records: [["a", "b,"]]),
        Case(name: "nothing at all", text: "", records: []),
    ]

    static let deviations = [
        Case(name: "LF ends a record", text: "a,b\nc,d\n", records: [["a", "b"], ["c", "d"]]),
        Case(name: "a lone CR ends a record", text: "a,b\rc,d\r", records: [["a", "b"], ["c", "d"]]),
        Case(
            name: "line ends may differ", text: "a,b\rc,d\ne,f\r\n", records: [["a", "b"], ["c", "d"], ["e", "f"]]),
        Case(
            name: "blank lines are not records", text: "\n\r\na,b\n\n\r\rc,d\n\n", records: [["a", "b"], ["c", "d"]]),
        Case(name: "a line of spaces is not blank", text: " , \n", records: [[" ", " "]]),
        Case(
            name: "comments are skipped", text: "#,\"x\na,b\n# x,y\n a#,#b\n#", records: [["a", "b"], [" a#", "#b"]],
            dialect: .with(comment: "#")),
        Case(
            name: "a comment's prefix may be long", text: "//x\n/,b\n//", records: [["/", "b"]],
            dialect: .with(comment: "//")),
        Case(name: "a quote within an unquoted field", text: "a\"b,c\"\"d\"\n", records: [["a\"b", "c\"\"d\""]]),
        Case(name: "a quote behind a space", text: " \"a\",b\n", records: [[" \"a\"", "b"]]),
        Case(name: "bytes behind a closing quote", text: "\"a\"b,\"c\" \n", records: [["ab", "c "]]),
        Case(
            name: "quotes behind a closing quote", text: "\"a\"b\"c\"\"d,\"\"e\"\n", records: [["ab\"c\"\"d", "e\""]]),
        Case(name: "control bytes", text: "\u{1},\u{1B}\0\u{7F}\n", records: [["\u{1}", "\u{1B}\0\u{7F}"]]),
        Case(name: "another delimiter", text: "a,;b\n", records: [["a,", "b"]], dialect: .with(delimiter: ";")),
        Case(name: "a tab", text: "a\tb\n", records: [["a", "b"]], dialect: .with(delimiter: "\t")),
        Case(name: "another quote", text: "'a,',\"b\n", records: [["a,", "\"b"]], dialect: .with(quote: "'")),
        Case(name: "no quote", text: "\"a,b\"\n", records: [["\"a", "b\""]], dialect: .with(quote: nil)),
    ]

    @Test(arguments: rfc4180 + deviations)
    func `bytes give the expected records`(_ example: Case) {
        let parsed = parse(example.text, example.dialect, fieldCount: 2)
        #expect(parsed.records == example.records)
        #expect(parsed.rejects == [])
        #expect(parsed.rest == 0)
    }

    /// The same text between more than 64 plain bytes, so that whole blocks are searched.
    @Test(arguments: rfc4180 + deviations)
    func `the neighbours of a record change nothing`(_ example: Case) {
        let plain = String(repeating: "2026-03-02 10:00:00,9\n", count: 5)
        let neighbours = Array(repeating: ["2026-03-02 10:00:00", "9"], count: 5)
        let text = plain + example.text + "\n" + plain
        let parsed = parse(text, example.dialect, fieldCount: 2)
        if example.dialect.delimiter == UInt8(ascii: ",") {
            #expect(parsed.records == neighbours + example.records + neighbours)
            #expect(parsed.rejects == [])
        } else {
            #expect(parsed.records == example.records)
            #expect(parsed.rejects.count == 10)
        }
    }

    @Test func `with one column, a blank line is not a record, and an empty pair of quotes is`() {
        #expect(parse("a\n\n\"\"\nb\n", fieldCount: 1).records == [["a"], [""], ["b"]])
    }

    @Test func `wanted columns come in the given order, and may be repeated`() {
        let text = Array("a,\"b\"\"b\",c\nd,e,f\n".utf8)
        let parsed = parse(text, columns: [2, 1, 1], fieldCount: 3)
        #expect(parsed.records == [["c", "b\"b", "b\"b"], ["f", "e", "e"]])
    }

    @Test func `records may be counted without a wanted column`() {
        #expect(parse(Array("a,b\nc,d\n".utf8), columns: [], fieldCount: 2).records == [[], []])
    }

    @Test func `records know their line and offset, line ends within quotes counted`() {
        let parsed = parse("a,b\r\n\"c\r\nc\n\r\",d\n\n#\ne,f\rg,h", .with(comment: "#"), fieldCount: 2)
        #expect(parsed.lines == [1, 2, 8, 9])
        #expect(parsed.offsets == [0, 5, 19, 23])
        #expect(parsed.line == 9)
    }

    @Test func `lines are counted from the given line`() {
        var parser = Parser(dialect: Dialect(), columns: [0], fieldCount: 1, line: 7)
        var batch = RecordBatch(width: 1)
        batch.bytes = Array("a\nb\n".utf8)
        parser.parse(&batch, atEnd: false)
        #expect(batch.lines == [7, 8])
        #expect(parser.line == 9)
    }

    @Test(arguments: [1, 3, 15, 16, 17, 40, 41])
    func `parsing stops at the limit of records and continues from there`(_ limit: Int) {
        var parser = Parser(dialect: Dialect(), columns: [1], fieldCount: 2)
        var batch = RecordBatch(width: 1)
        batch.bytes = Array(String(repeating: "abc,de\n", count: 40).utf8)
        parser.parse(&batch, atEnd: true, atMost: limit)
        #expect(batch.count == min(limit, 40))
        #expect(batch.consumed == 7 * min(limit, 40))
        parser.parse(&batch, atEnd: true)
        #expect(batch.count == 40)
        #expect(batch.lines == (1...40).map { UInt32($0) })
    }

    @Test(arguments: ["a", "a,b", "a,b\r", "\"a\n", "a,\"b\"", "a,\"b\"\"", "#", "//"])
    func `an unfinished record is not consumed`(_ text: String) {
        let parsed = parse(
            Array(text.utf8), .with(comment: "//#"), columns: [0, 1], fieldCount: 2, isWhole: false)
        #expect(parsed == Parsed(rest: text.utf8.count, line: 1))
    }

    @Test func `a CR at the end of the bytes waits for its LF`() {
        let parsed = parse(Array("a,b\r\nc,d\r".utf8), columns: [0, 1], fieldCount: 2, cuts: [4])
        #expect(parsed.records == [["a", "b"], ["c", "d"]])
        #expect(parsed.lines == [1, 2])
    }
}
