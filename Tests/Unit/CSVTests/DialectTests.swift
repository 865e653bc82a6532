import CSV
import TestSupport
import Testing

/// The dialects of programs that do not write RFC 4180. The cases are read once alone and once between plain records,
/// because `PlainRecords` cuts the neighbours.
@Suite struct DialectTests {
    static let escapes = [
        Case(name: "a quote", text: #""The \"Blue\" Hour",3"#, records: [[#"The "Blue" Hour"#, "3"]]),
        Case(
            name: "a quote before a delimiter", text: #""Say \"hello, you\"",4"#,
            records: [[#"Say "hello, you""#, "4"]]),
        Case(name: "a quote at the end", text: #""12\"",5"#, records: [[#"12""#, "5"]]),
        Case(name: "the escape itself", text: #""C:\\temp\\",6"#, records: [[#"C:\temp\"#, "6"]]),
        Case(name: "any other byte", text: #""a\nb\,",6"#, records: [["anb,", "6"]]),
        Case(name: "a line end", text: "\"a\\\nb\",6", records: [["a\nb", "6"]]),
        Case(name: "outside of quotes it is a byte", text: #"\N,C:\x"#, records: [[#"\N"#, #"C:\x"#]]),
        Case(name: "a doubled quote still is one quote", text: #""a""b\"",6"#, records: [[#"a"b""#, "6"]]),
    ].map { $0.with(.with(escape: "\\")) }

    static let trims = [
        Case(name: "blanks around cells", text: " a ,\t b\t", records: [["a", "b"]]),
        Case(name: "before and behind quotes", text: " \"a, b\" , \"c\"\t", records: [["a, b", "c"]]),
        Case(name: "blanks within quotes stay", text: "\" a \",\"\tb\"", records: [[" a ", "\tb"]]),
        Case(name: "bytes behind a closing quote", text: "\"a\" x ,b", records: [["a x", "b"]]),
        Case(name: "a line of blanks is blank", text: "a,b\n \t \n  \nc,d", records: [["a", "b"], ["c", "d"]]),
        Case(name: "cells of blanks are empty", text: "  ,\t", records: [["", ""]]),
        Case(name: "blanks within cells stay", text: "a  b, c\td ", records: [["a  b", "c\td"]]),
    ].map { $0.with(.with(trim: true)) }

    static let delimiters = [
        Case(
            name: "a tab, blanks trimmed", text: "a \t b", records: [["a", "b"]],
            dialect: .with(delimiter: "\t", trim: true)),
        Case(
            name: "the delimiter of Hive", text: "a b\u{1}c,d", records: [["a b", "c,d"]],
            dialect: .with(delimiter: "\u{1}")),
        Case(
            name: "the unit separator", text: "a\u{1F}\"b\u{1F}\"", records: [["a", "b\u{1F}"]],
            dialect: .with(delimiter: "\u{1F}")),
    ]

    static let tolerant = [
        Case(
            name: "further fields are ignored", text: "a,b,c\nd,e\nf,g,,\n",
            records: [["a", "b"], ["d", "e"], ["f", "g"]], dialect: .with(extra: true)),
        Case(
            name: "missing fields are empty", text: "a\nb,c\n\"d\"", records: [["a", ""], ["b", "c"], ["d", ""]],
            dialect: .with(missing: true)),
        Case(
            name: "a delimiter at the end of each record", text: "a,b,\nc,d,\ne,f,\"\"\ng,h",
            records: [["a", "b"], ["c", "d"], ["e", "f"], ["g", "h"]]),
    ]

    @Test(arguments: escapes + trims + delimiters + tolerant)
    func `bytes give the expected records`(_ example: Case) {
        let parsed = parse(example.text, example.dialect, fieldCount: 2)
        #expect(parsed.records == example.records)
        #expect(parsed.rejects == [])
        #expect(parsed.rest == 0)
    }

    @Test(arguments: escapes + trims + delimiters)
    func `the neighbours of a record change nothing`(_ example: Case) {
        let mark = Character(Unicode.Scalar(example.dialect.delimiter))
        let plain = String(repeating: "2026-03-02 10:00:00\(mark)9\n", count: 5)
        let neighbours = Array(repeating: ["2026-03-02 10:00:00", "9"], count: 5)
        let parsed = parse(plain + example.text + "\n" + plain, example.dialect, fieldCount: 2)
        #expect(parsed.records == neighbours + example.records + neighbours)
        #expect(parsed.rejects == [])
    }

    static let strays: [(text: String, dialect: Dialect, records: [[String]], rejected: [UInt32])] = [
        ("a,b\n\"c,d\ne,\"f\" g\nh,i\n", .with(), [["a", "b"], ["e", "f g"], ["h", "i"]], [2]),
        ("a,\"b\nc,d\ne,\"f\"\nh,i\n", .with(), [["c", "d"], ["e", "f"], ["h", "i"]], [1]),
        ("\"a\nb\"c,d\ne,f", .with(), [["b\"c", "d"], ["e", "f"]], [1]),
        ("a,\"b\nc,d\n", .with(multiline: false), [["c", "d"]], [1]),
        ("a,\"b\",\"\nc,\"d\ne\",f\ng,\"h,i\"", .with(multiline: false), [["e\"", "f"], ["g", "h,i"]], [1, 2]),
        ("\"a\\\"\n\",b\nc,d", .with(escape: "\\"), [["a\"\n", "b"], ["c", "d"]], []),
        ("\"a\\\"\n\",b\nc,d", .with(escape: "\\", multiline: false), [["c", "d"]], [1, 2]),
        ("\"a\\\nb,c", .with(escape: "\\"), [["b", "c"]], [1]),
        (" \"a\n\" b,c\nd,e", .with(trim: true), [["d", "e"]], [1, 2]),
    ]

    @Test(arguments: strays)
    func `a stray quote costs the line on which it is`(
        _ example: (text: String, dialect: Dialect, records: [[String]], rejected: [UInt32])
    ) {
        let parsed = parse(example.text, example.dialect, fieldCount: 2)
        #expect(parsed.records == example.records)
        #expect(parsed.rejects.map(\.line) == example.rejected)
    }

    @Test func `empty fields at the end are no extra fields only if the first record has as many`() {
        #expect(parse("a,b\nc,d,\n", fieldCount: 2).rejects.map(\.line) == [2])
        #expect(parse("a,b,\nc,d,,\ne,f,x\ng,h,\n", fieldCount: 2).rejects.map(\.line) == [2, 3])
        #expect(parse("a,b, \nc,d,\n", .with(trim: true), fieldCount: 2).records == [["a", "b"], ["c", "d"]])
    }

    @Test func `a parser that begins behind the first record needs its number of fields`() {
        let bytes = Array("c,d,\n".utf8)
        #expect(parse(bytes, columns: [0], fieldCount: 2, first: 3).records == [["c"]])
        #expect(parse(bytes, columns: [0], fieldCount: 2, first: 2).rejects.count == 1)
    }

    /// From each line on, a quote is open up to a stray quote near the end.
    @Test func `quotes that are stray on every line take linear time`() {
        let lines = 20_000
        let parsed = parse(String(repeating: "x\",\"\n", count: lines) + "\"\"\"y\n", fieldCount: 2)
        #expect(parsed.rejects.count == lines + 1)
        #expect(parsed.records == [])
    }

    /// The first line is open up to its limit, in a field that begins on the third line.
    @Test func `a quote is stray only in a field that begins on an earlier line`() {
        var dialect = Dialect()
        dialect.maximumRecordBytes = 17
        let parsed = parse(
            Array("a,\"\nb\",c,\"\nd\",e,\"fg\"h,i,j\nk,l\n".utf8), dialect, columns: [0, 1], fieldCount: 2)
        #expect(parsed.rejects.map { "\($0.line) \($0.reason.rawValue)" } == ["1 unclosed_quote", "2 record_too_long"])
        #expect(parsed.records == [["k", "l"]])
    }

    /// The reference shares no code with the parser.
    @Test(arguments: UInt64(0)..<20)
    func `random bytes give the records of a plain reader in each dialect`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let (dialect, fieldCount) = generator.dialect()
            let bytes = generator.bytes("ab \\,,;\"\"'\n\r#", atMost: 120)
            var form = PlainCSV.Form()
            (form.delimiter, form.quote, form.comment) = (dialect.delimiter, dialect.quote, dialect.comment)
            (form.escape, form.isMultiline, form.trims) = (dialect.escape, dialect.isMultiline, dialect.trims)
            form.ignoresExtraFields = dialect.ignoresExtraFields
            form.fillsMissingFields = dialect.fillsMissingFields
            (form.maximumBytes, form.maximumFields) = (dialect.maximumRecordBytes, dialect.maximumFields)
            form.fieldCount = fieldCount
            let expected = PlainCSV(bytes, form)
            let found = parse(bytes, dialect, columns: Array(0..<fieldCount), fieldCount: fieldCount)
            let text = String(decoding: bytes, as: UTF8.self).debugDescription
            #expect(
                found.records == expected.records.map { $0.fields.map { String(decoding: $0, as: UTF8.self) } },
                "seed \(seed), \(dialect), \(text)")
            #expect(
                found.rejects.map { "\($0.line) \($0.reason.rawValue)" }
                    == expected.rejects.map { "\($0.line) \($0.reason)" }, "seed \(seed), \(dialect), \(text)")
        }
    }
}

extension Case {
    fileprivate func with(_ dialect: Dialect) -> Case {
        var copy = self
        copy.dialect = dialect
        return copy
    }
}
