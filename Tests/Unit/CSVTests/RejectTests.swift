import CSV
import Testing

@Suite struct RejectTests {
    @Test(arguments: [("a", 1), ("a,b,c", 3), ("\"a,b\"", 1), (",,,", 4), ("\"a\n\n\",b,c", 3)])
    func `a record with other fields than the header is rejected with their number`(_ text: String, _ count: Int) {
        let parsed = parse("x,y\n" + text + "\nz,z\n", fieldCount: 2)
        #expect(parsed.records == [["x", "y"], ["z", "z"]])
        #expect(parsed.rejects == [Reject(.fieldCount, line: 2, offset: 4, fields: count)])
    }

    @Test func `the limit of fields is checked before the number of columns`() {
        let parsed = parse("a,b,c\na,b,c,d\na,b\n", .with(fields: 3), fieldCount: 3)
        #expect(parsed.records == [["a", "b", "c"]])
        #expect(
            parsed.rejects == [
                Reject(.tooManyFields, line: 2, offset: 6, fields: 4),
                Reject(.fieldCount, line: 3, offset: 14, fields: 2),
            ])
    }

    @Test func `with more declared columns than allowed, every record is rejected`() {
        let text = String(repeating: "a,b\n", count: 40)
        let parsed = parse(text, .with(fields: 1), fieldCount: 2)
        #expect(parsed.records == [])
        #expect(parsed.rejects.count == 40)
        #expect(parsed.rejects.last == Reject(.tooManyFields, line: 40, offset: 156, fields: 2))
    }

    static let limits: [(text: String, isAllowed: Bool)] = [
        ("12345,7890", true), ("12345,78901", false), ("\"2345\",890", true), ("\"2345\",8901", false),
        ("1,\"456789\"", true), ("1,\"4567890\"", false), ("\"2\n\r\n6\",90", true), ("\"2\n\r\n6\",901", false),
    ]

    @Test(arguments: limits, ["", "\n", "\r\n", "\r"])
    func `a record may have as many bytes as the limit and no more`(
        _ example: (text: String, isAllowed: Bool), _ end: String
    ) {
        let parsed = parse(example.text + end, .with(recordBytes: 10), fieldCount: 2)
        #expect(parsed.records.count == (example.isAllowed ? 1 : 0))
        #expect(parsed.rejects == (example.isAllowed ? [] : [Reject(.recordTooLong, line: 1, offset: 0)]))
        #expect(parsed.rest == 0)
    }

    @Test func `records behind a record that is too long are read`() {
        let long = String(repeating: "x", count: 100)
        let text = "a,b\n\(long),\"x\r\nc,d\n\"\n\",\(long)\ne,f\n"
        let parsed = parse(text, .with(recordBytes: 20), fieldCount: 2)
        #expect(parsed.records == [["a", "b"], ["c", "d"], ["e", "f"]])
        #expect(parsed.lines == [1, 3, 6])
        #expect(
            parsed.rejects == [
                Reject(.recordTooLong, line: 2, offset: 4), Reject(.recordTooLong, line: 4, offset: 113),
            ])
    }

    @Test func `the bytes of a record that is too long are not kept`() {
        var parser = Parser(dialect: .with(recordBytes: 64), columns: [0], fieldCount: 2)
        var batch = RecordBatch(width: 1)
        var most = 0
        for _ in 0..<1000 {
            batch.bytes += Array(repeating: UInt8(ascii: "x"), count: 10)
            parser.parse(&batch, atEnd: false)
            batch.recycle()
            most = max(most, batch.bytes.count)
        }
        #expect(most == 60)
        batch.bytes += Array("\na,b\n".utf8)
        parser.parse(&batch, atEnd: false)
        #expect(batch.count == 1)
        #expect(batch.lines == [2])
    }

    @Test func `an open quote at the end of the file rejects its first line only`() {
        let parsed = parse("a,b\nc,\"d\ne,f\r\ng,h\n\n", fieldCount: 2)
        #expect(parsed.records == [["a", "b"], ["e", "f"], ["g", "h"]])
        #expect(parsed.rejects == [Reject(.unclosedQuote, line: 2, offset: 4)])
        #expect(parsed.line == 6)
    }

    @Test func `an open quote past the limit rejects its first line only`() {
        let text = "c,\"d\n" + String(repeating: "e,f\n", count: 20)
        let parsed = parse(text, .with(recordBytes: 40), fieldCount: 2)
        #expect(parsed.records.count == 20)
        #expect(parsed.lines.first == 2)
        #expect(parsed.rejects == [Reject(.unclosedQuote, line: 1, offset: 0)])
    }

    @Test func `a quote that closes at the limit is read, a quote that closes behind it is not`() {
        let dialect = Dialect.with(recordBytes: 10)
        #expect(parse("1,\"4567\n9\"\nx,y\n", dialect, fieldCount: 2).records == [["1", "4567\n9"], ["x", "y"]])
        let parsed = parse("1,\"4567\n90\"\nx,y\n", dialect, fieldCount: 2)
        #expect(parsed.records == [["x", "y"]])
        #expect(
            parsed.rejects == [
                Reject(.recordTooLong, line: 1, offset: 0)
            ])
    }

    /// On each line a quote opens that the first quote of the next line closes, so that from any line on a quote is
    /// open at the end of the file.
    @Test func `quotes that stay open on every line take linear time`() {
        let lines = 20_000
        let text = String(repeating: "x\",\"\n", count: lines)
        let parsed = parse(text, fieldCount: 2)
        #expect(parsed.records == [])
        #expect(parsed.rejects.count == lines)
        #expect(parsed.rejects.allSatisfy { $0.reason == .unclosedQuote })
        #expect(parsed.rejects.map(\.line) == (1...UInt32(lines)).map { $0 })
    }
}
