import Bytes
import CSV
import TestSupport

/// The result of a parser, in a form that tests can write by hand.
struct Parsed: Equatable {
    var records: [[String]] = []
    var lines: [UInt32] = []
    var offsets: [Int] = []
    var rejects: [Reject] = []
    /// The number of bytes of an unfinished record.
    var rest = 0
    /// The line of the next record.
    var line: UInt32 = 0
    /// The number of fields of the first record.
    var first: Int?
}

/// Parses `bytes` in pieces that end at `cuts`, and collects the results. The last piece is the end of the file if
/// `isWhole`.
func parse(
    _ bytes: [UInt8], _ dialect: Dialect = Dialect(), columns: [Int], fieldCount: Int, cuts: [Int] = [],
    atMost: Int = .max, isWhole: Bool = true, first: Int? = nil
) -> Parsed {
    var parser = Parser(dialect: dialect, columns: columns, fieldCount: fieldCount, firstFieldCount: first)
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
    parsed.first = parser.firstFieldCount
    return parsed
}

/// The same for a text of which all columns are wanted.
func parse(_ text: String, _ dialect: Dialect = Dialect(), fieldCount: Int) -> Parsed {
    parse(Array(text.utf8), dialect, columns: Array(0..<fieldCount), fieldCount: fieldCount)
}

extension Dialect {
    /// The default dialect with the given changes.
    static func with(
        delimiter: Character = ",", quote: Character? = "\"", escape: Character? = nil, multiline: Bool = true,
        trim: Bool = false, extra: Bool = false, missing: Bool = false, comment: String = "", skipLines: Int = 0,
        header: [String]? = nil, recordBytes: Int = 1 << 20, fields: Int = 1024
    ) -> Dialect {
        var dialect = Dialect()
        if let byte = delimiter.asciiValue { dialect.delimiter = byte }
        dialect.quote = quote?.asciiValue
        dialect.escape = escape?.asciiValue
        (dialect.isMultiline, dialect.trims) = (multiline, trim)
        (dialect.ignoresExtraFields, dialect.fillsMissingFields) = (extra, missing)
        dialect.comment = Array(comment.utf8)
        dialect.skipLines = skipLines
        dialect.header = header
        dialect.maximumRecordBytes = recordBytes
        dialect.maximumFields = fields
        return dialect
    }
}

extension SeededGenerator {
    /// At most `count` bytes drawn from `alphabet`.
    mutating func bytes(_ alphabet: String, atMost count: Int) -> [UInt8] {
        let alphabet = Array(alphabet.utf8)
        return (0..<Int.random(in: 0...count, using: &self)).map { _ in alphabet.randomElement(using: &self) ?? 0 }
    }

    /// Up to four offsets, in order, at which to cut `count` bytes into pieces.
    mutating func cuts(_ count: Int) -> [Int] {
        (0..<Int.random(in: 0...4, using: &self)).map { _ in Int.random(in: 0...count, using: &self) }.sorted()
    }
}
