import Bytes
import CSV
import TestSupport

/// The parser finds what a plain reader finds, in whatever pieces the bytes come; a file that goes on begins as it
/// does when it ends; the header is the same in pieces.
func fuzzCSV(_ bytes: [UInt8]) {
    var input = Input(bytes)
    var form = PlainCSV.Form()
    form.delimiter = input.choice([0x2C, 0x3B, 0x09, 0x20, 0xFF])
    form.quote = input.choice([0x22, 0x22, 0x27, nil, 0x61])
    form.comment = input.choice([[], [], [0x23], [0x2F, 0x2F], [0x61, 0x2C], [0x22]])
    form.maximumBytes = input.choice([1 << 20, 1, 7, 20, 70, 130])
    form.maximumFields = input.choice([1024, 1, 3])
    form.fieldCount = 1 + input.below(5)
    let cuts = input.take(3)
    let atMost = input.choice([.max, 1, 16, 17, 40])
    let escape: UInt8? = input.choice([nil, 0x5C, 0x62])
    form.escape = escape == form.quote || escape == form.delimiter ? nil : escape
    form.isMultiline = input.choice([true, true, false])
    form.trims = input.choice([false, true])
    form.ignoresExtraFields = input.choice([false, true])
    form.fillsMissingFields = input.choice([false, true])
    let encoding = input.choice([Encoding.utf8, .latin1, .windows1252])
    let (findsHeader, skipAfterHeader) = (input.choice([false, true]), input.below(3))
    let text = input.all()

    var dialect = Dialect()
    (dialect.escape, dialect.isMultiline, dialect.trims) = (form.escape, form.isMultiline, form.trims)
    dialect.ignoresExtraFields = form.ignoresExtraFields
    dialect.fillsMissingFields = form.fillsMissingFields
    dialect.encoding = encoding
    (dialect.delimiter, dialect.quote, dialect.comment) = (form.delimiter, form.quote, form.comment)
    (dialect.maximumRecordBytes, dialect.maximumFields) = (form.maximumBytes, form.maximumFields)
    let expected = PlainCSV(text, form)
    let pieces = pieces(text, cuts: cuts)
    let feed = Feeding(dialect: dialect, fieldCount: form.fieldCount, atMost: atMost)
    for given in [[text], pieces] {
        let found = feed.parsed(given, isWhole: true)
        check(found == expected, "\(dialect) \(given.map(\.count))\n got \(found)\nwant \(expected)")
        check(found.records.allSatisfy { fits($0, form, text) }, "a record past the limits: \(found)")
    }
    let live = feed.parsed(pieces, isWhole: false)
    check(live == feed.parsed([text], isWhole: false), "live, \(dialect) \(pieces.map(\.count)): \(live)")
    check(
        expected.records.starts(with: live.records) && expected.rejects.starts(with: live.rejects),
        "live found \(live)\nwhole \(expected)")
    (dialect.findsHeader, dialect.skipAfterHeader) = (findsHeader, skipAfterHeader)
    checkHeader(text, dialect, pieces)
    if encoding != .utf8 { check(encoding.bytes(encoding.text(text)) == text, "\(encoding): other bytes") }
}

private func fits(_ record: PlainCSV.Entry, _ form: PlainCSV.Form, _ text: [UInt8]) -> Bool {
    // Fields that a record lacks take no bytes of the file.
    let delimiters = form.fillsMissingFields ? 0 : record.fields.count - 1
    let bytes = record.fields.reduce(delimiters) { $0 + $1.count }
    let isNarrow = form.fillsMissingFields || record.fields.count <= form.maximumFields
    return isNarrow && bytes <= form.maximumBytes && record.offset < text.count
}

/// A parser fed in pieces.
private struct Feeding {
    let dialect: Dialect
    let fieldCount: Int
    let atMost: Int

    /// What it finds, its batch recycled after each piece. Columns are asked for in another order than they have.
    func parsed(_ pieces: [[UInt8]], isWhole: Bool) -> PlainCSV {
        let columns = Array((0..<fieldCount).reversed())
        var parser = Parser(dialect: dialect, columns: columns, fieldCount: fieldCount)
        var batch = RecordBatch(width: fieldCount)
        var records: [PlainCSV.Entry] = []
        var rejects: [PlainCSV.Entry] = []
        for (number, piece) in pieces.enumerated() {
            batch.bytes += piece
            var before = -1
            while before != batch.consumed {
                before = batch.consumed
                let count = batch.count
                parser.parse(&batch, atEnd: isWhole && number == pieces.count - 1, atMost: atMost)
                check(batch.count - count <= atMost, "\(batch.count - count) records, more than \(atMost)")
            }
            for record in 0..<batch.count {
                let fields = columns.indices.map { Array(batch.bytes[batch.field(record, $0).range]) }
                records.append(
                    .init(
                        line: Int(batch.lines[record]), offset: batch.fileOffset + Int(batch.starts[record]),
                        fields: fields.reversed()))
            }
            rejects += batch.rejects.map {
                .init(line: Int($0.line), offset: $0.offset, reason: $0.reason.rawValue, count: $0.fields)
            }
            batch.recycle()
        }
        if isWhole { check(batch.bytes.isEmpty, "\(batch.bytes.count) bytes are left") }
        return PlainCSV(records: records, rejects: rejects, line: Int(parser.line))
    }
}

/// Header readers see all bytes so far each time.
private func checkHeader(_ text: [UInt8], _ dialect: Dialect, _ pieces: [[UInt8]]) {
    var whole = HeaderReader(dialect: dialect, wanted: ["a", "b"])
    let expected = whole.read(text, atEnd: true)
    var reader = HeaderReader(dialect: dialect, wanted: ["a", "b"])
    var seen: [UInt8] = []
    var found = HeaderReader.Result.needMore
    for piece in pieces where found == .needMore {
        seen += piece
        found = reader.read(seen, atEnd: false)
    }
    if found == .needMore { found = reader.read(text, atEnd: true) }
    // A NUL behind the header makes the whole file binary, which a fault of the first piece can precede.
    if expected == .binary, case .invalid = found { return }
    check(found == expected, "header in pieces \(pieces.map(\.count)): got \(found), want \(expected)")
}
