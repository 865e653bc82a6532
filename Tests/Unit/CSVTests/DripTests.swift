import CSV
import TestSupport
import Testing

@Suite struct DripTests {
    static let documents: [(text: String, dialect: Dialect)] = [
        ("a,b,c\r\n\"d\r\n\"\"e\",f,\"g\"h\n\n#x,\"\r\ni,\"j,k\",l\rm,n\n,,\n", .with(comment: "#")),
        ("a,b,c\n\"d,e\n\"\"\"\",\"\n\r\",h\n\ni,j,k", .with(recordBytes: 12)),
        ("a,b,c\n123456789012,\"b\nc\",d\n\"1234567890\n123\",b,c\r\nd,e,f\n\"a,b\nb,c,d\r\n", .with(recordBytes: 12)),
        ("a,b,c\r\rx,y,\"\n\"z\r//a\n/,/,/\r\n//", .with(comment: "//")),
        (String(repeating: "2026-03-02 10:00:00,\"approved\",116\r\n", count: 6), .with()),
        (String(repeating: "x\",\"\n", count: 12), .with(recordBytes: 16)),
    ]

    @Test(arguments: documents)
    func `a document gives the same records whole, in two pieces and byte by byte`(
        _ document: (text: String, dialect: Dialect)
    ) {
        let bytes = Array(document.text.utf8)
        let columns = [2, 0, 1]
        let whole = parse(bytes, document.dialect, columns: columns, fieldCount: 3)
        #expect(whole.records.count + whole.rejects.count > 2)
        for cut in bytes.indices {
            let split = parse(bytes, document.dialect, columns: columns, fieldCount: 3, cuts: [cut])
            #expect(split == whole, "split at \(cut)")
        }
        let drip = parse(bytes, document.dialect, columns: columns, fieldCount: 3, cuts: Array(bytes.indices))
        #expect(drip == whole)
    }

    @Test(arguments: UInt64(0)..<20)
    func `random bytes give the same records, however they are cut into pieces`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let (dialect, fieldCount) = generator.dialect()
            let bytes = generator.bytes("ab \\,,;\"\"'\n\r#", atMost: 120)
            let cuts = generator.cuts(bytes.count)
            let whole = parse(bytes, dialect, columns: Array(0..<fieldCount), fieldCount: fieldCount)
            let pieces = parse(bytes, dialect, columns: Array(0..<fieldCount), fieldCount: fieldCount, cuts: cuts)
            #expect(
                pieces == whole, "seed \(seed), cuts \(cuts), \(dialect), \(String(decoding: bytes, as: UTF8.self))")
        }
    }

    /// Bytes before a record, such as an open quote, must not change the record.
    @Test(arguments: UInt64(0)..<20)
    func `a new parser that begins at any record finds the same records`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<30 {
            let (dialect, fieldCount) = generator.dialect()
            let bytes = generator.bytes("ab \\,,;\"\"'\n\r#", atMost: 120)
            let whole = parse(bytes, dialect, columns: [0], fieldCount: fieldCount)
            for start in whole.offsets + whole.rejects.map(\.offset) {
                let rest = parse(
                    Array(bytes[start...]), dialect, columns: [0], fieldCount: fieldCount, first: whole.first)
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(
                    rest.offsets.map { $0 + start } == whole.offsets.filter { $0 >= start },
                    "seed \(seed), from \(start), \(dialect), \(text)")
                #expect(
                    rest.rejects.map { $0.offset + start } == whole.rejects.map(\.offset).filter { $0 >= start },
                    "seed \(seed), from \(start), \(dialect), \(text)")
            }
        }
    }
}

extension SeededGenerator {
    /// A dialect with small limits, and a number of columns for it.
    mutating func dialect() -> (Dialect, fieldCount: Int) {
        var dialect = Dialect.with(
            delimiter: [",", ",", ";"].randomElement(using: &self) ?? ",",
            quote: ["\"", "\"", "\"", "'", nil].randomElement(using: &self) ?? nil,
            comment: ["", "", "#", "##", "a,"].randomElement(using: &self) ?? "",
            recordBytes: [4, 11, 30, 1000, 1 << 20].randomElement(using: &self) ?? 1,
            fields: [2, 4, 1000].randomElement(using: &self) ?? 1)
        if Bool.random(using: &self) {
            dialect.escape = [nil, UInt8(ascii: "\\"), UInt8(ascii: "b")].randomElement(using: &self) ?? nil
            (dialect.isMultiline, dialect.trims) = (Bool.random(using: &self), Bool.random(using: &self))
            dialect.ignoresExtraFields = Bool.random(using: &self)
            dialect.fillsMissingFields = Bool.random(using: &self)
        }
        return (dialect, Int.random(in: 1...4, using: &self))
    }
}
