import Bytes
import CSV
import Testing

@Suite struct RecordBatchTests {
    private func batch(_ text: String, at fileOffset: Int = 0) -> RecordBatch {
        var batch = RecordBatch(width: 2)
        batch.restart(at: fileOffset)
        batch.bytes = Array(text.utf8)
        var parser = Parser(dialect: Dialect(), columns: [1, 0], fieldCount: 2)
        parser.parse(&batch, atEnd: false)
        return batch
    }

    private func texts(_ batch: RecordBatch) -> [[String]] {
        (0..<batch.count).map { record in
            (0..<2).map { String(decoding: batch.bytes[batch.field(record, $0).range], as: UTF8.self) }
        }
    }

    @Test func `recycling keeps the unfinished record and its offset in the file`() {
        var batch = batch("a,b\nc\nd,", at: 100)
        #expect(batch.rejects == [Reject(.fieldCount, line: 2, offset: 104, fields: 1)])
        batch.recycle()
        #expect(batch.bytes == Array("d,".utf8))
        #expect(batch.fileOffset == 106)
        #expect(batch.count == 0)
        #expect(batch.bounds.isEmpty && batch.starts.isEmpty && batch.rejects.isEmpty)
        #expect(batch.consumed == 0)
    }

    @Test func `restarting keeps nothing`() {
        var batch = batch("a,b\nc,")
        batch.restart(at: 7)
        #expect(batch.bytes.isEmpty && batch.count == 0 && batch.consumed == 0)
        #expect(batch.fileOffset == 7)
    }

    @Test func `reasons are values of the label`() {
        #expect(
            Reject.Reason.allCases.map(\.rawValue) == [
                "field_count", "too_many_fields", "record_too_long", "unclosed_quote", "nul_bytes",
            ])
    }
}
