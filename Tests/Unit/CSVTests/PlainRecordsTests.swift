import CSV
import TestSupport
import Testing

/// `PlainRecords` must agree with `RecordScan`, which a parser uses alone if one record at a time is wanted.
@Suite struct PlainRecordsTests {
    @Test(arguments: UInt64(0)..<20)
    func `many records at once are the records one by one`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var records = 0
        for _ in 0..<100 {
            let (dialect, fieldCount) = generator.dialect()
            let bytes = generator.document(dialect, fieldCount)
            let columns = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                Int.random(in: 0..<fieldCount, using: &generator)
            }
            let cuts = generator.cuts(bytes.count)
            let many = parse(bytes, dialect, columns: columns, fieldCount: fieldCount, cuts: cuts)
            let single = parse(bytes, dialect, columns: columns, fieldCount: fieldCount, atMost: 1)
            #expect(many == single, "seed \(seed), cuts \(cuts), \(dialect), \(String(decoding: bytes, as: UTF8.self))")
            records += many.records.count
        }
        #expect(records > 500)
    }

    /// Two records have 25 bytes together, so that blocks of 64 bytes begin at each offset within them.
    @Test func `separators are found wherever a block begins`() {
        let text = String(repeating: "12345,\"8,0\",x\r\n12345,7,9\n", count: 80)
        let parsed = parse(text, fieldCount: 3)
        #expect(
            parsed.records
                == Array(repeating: [["12345", "8,0", "x"], ["12345", "7", "9"]], count: 80).flatMap { $0 })
        #expect(parsed.lines == (1...160).map { UInt32($0) })
    }

    @Test func `more records than one step has room for`() {
        let parsed = parse(String(repeating: "a,b\n", count: 2500), fieldCount: 2)
        #expect(parsed.records == Array(repeating: ["a", "b"], count: 2500))
        #expect(parsed.offsets == (0..<2500).map { 4 * $0 })
    }
}

extension SeededGenerator {
    /// Mostly valid records, some with separators at random places.
    mutating func document(_ dialect: Dialect, _ fieldCount: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        let quote = dialect.quote ?? UInt8(ascii: "\"")
        while bytes.count < 400 {
            for column in 0..<fieldCount {
                let isQuoted = Int.random(in: 0..<4, using: &self) == 0
                if isQuoted { bytes.append(quote) }
                bytes += self.bytes(isQuoted ? "abcdefghijk \\,;" : "abcdefgh ", atMost: 9)
                if isQuoted { bytes.append(quote) }
                if column + 1 < fieldCount { bytes.append(dialect.delimiter) }
            }
            bytes += Int.random(in: 0..<4, using: &self) == 0 ? [0x0D, 0x0A] : [0x0A]
            if Int.random(in: 0..<8, using: &self) == 0 { bytes += self.bytes("a,;\"'\n\r#", atMost: 5) }
        }
        return bytes
    }
}
