import Bytes
import CSV
import TestSupport

/// What a parser made of some bytes, in a form that tests can write out by hand.
struct Parsed: Equatable {
    var records: [[String]] = []
    var lines: [UInt32] = []
    var offsets: [Int] = []
    var rejects: [Reject] = []
    /// How many bytes it left as an unfinished record.
    var rest = 0
    /// The line of the next record.
    var line: UInt32 = 0
}

/// Feeds `bytes` in pieces that end at `cuts`, the last one as the file's end, and collects what comes out.
func parse(
    _ bytes: [UInt8], _ dialect: Dialect = Dialect(), columns: [Int], fieldCount: Int, cuts: [Int] = [],
    atMost: Int = .max, isWhole: Bool = true
) -> Parsed {
    var parser = Parser(dialect: dialect, columns: columns, fieldCount: fieldCount)
    var batch = RecordBatch(width: columns.count)
    var parsed = Parsed()
    var from = 0
    for end in cuts + [bytes.count] {
        batch.bytes += bytes[from..<end]
        from = end
        var before = -1
        while before != batch.consumed {
            before = batch.consumed
            parser.parse(&batch, atEnd: isWhole && end == bytes.count, atMost: atMost)
        }
        for record in 0..<batch.count {
            let fields = columns.indices.map { batch.bytes[batch.field(record, $0).range] }
            parsed.records.append(fields.map { String(decoding: $0, as: UTF8.self) })
            parsed.offsets.append(batch.fileOffset + Int(batch.starts[record]))
        }
        parsed.lines += batch.lines
        parsed.rejects += batch.rejects
        batch.recycle()
    }
    parsed.rest = batch.bytes.count
    parsed.line = parser.line
    return parsed
}

/// The same for text, all columns wanted.
func parse(_ text: String, _ dialect: Dialect = Dialect(), fieldCount: Int) -> Parsed {
    parse(Array(text.utf8), dialect, columns: Array(0..<fieldCount), fieldCount: fieldCount)
}

extension Dialect {
    /// A dialect that differs from the default in what is given.
    static func with(
        delimiter: Character = ",", quote: Character? = "\"", comment: String = "", skipLines: Int = 0,
        header: [String]? = nil, recordBytes: Int = 1 << 20, fields: Int = 1024
    ) -> Dialect {
        var dialect = Dialect()
        if let byte = delimiter.asciiValue { dialect.delimiter = byte }
        dialect.quote = quote?.asciiValue
        dialect.comment = Array(comment.utf8)
        dialect.skipLines = skipLines
        dialect.header = header
        dialect.maximumRecordBytes = recordBytes
        dialect.maximumFields = fields
        return dialect
    }
}

extension SeededGenerator {
    /// Bytes drawn from `alphabet`, up to `count` of them.
    mutating func bytes(_ alphabet: String, atMost count: Int) -> [UInt8] {
        let alphabet = Array(alphabet.utf8)
        return (0..<Int.random(in: 0...count, using: &self)).map { _ in alphabet.randomElement(using: &self) ?? 0 }
    }

    /// Places at which to cut `count` bytes into pieces, in order.
    mutating func cuts(_ count: Int) -> [Int] {
        (0..<Int.random(in: 0...4, using: &self)).map { _ in Int.random(in: 0...count, using: &self) }.sorted()
    }
}
