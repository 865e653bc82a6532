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

    @Test func `recycling keeps the unfinished record and where it stands in the file`() {
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

    @Test func `a record of another batch comes with its bytes, line and file`() {
        var merged = RecordBatch(width: 2)
        var (one, other) = (batch("a,b\n\"c\"\"c\",d\n"), batch("e,\n"))
        (one.file, other.file) = (3, 5)
        merged.append(one, 1..<2)
        merged.append(other, 0..<1)
        merged.append(one, 0..<1)
        #expect(texts(merged) == [["d", "c\"c"], ["", "e"], ["b", "a"]])
        #expect(merged.lines == [2, 1, 1])
        #expect((0..<3).map { merged.fileNumber(of: $0) } == [3, 5, 3])
        #expect(merged.consumed == merged.bytes.count)
    }

    @Test func `records of another batch come together, and leave in another order`() {
        var (merged, taken) = (RecordBatch(width: 2), RecordBatch(width: 2))
        var (one, other) = (batch("a,b\nc,d\n\n\"e,\",\"f\"\"\"\ng,"), batch("x,y\nz,\n"))
        (one.file, other.file) = (3, 5)
        taken.append(other, 0..<0)
        taken.append(one, 1..<3)
        taken.append(other, 0..<2)
        #expect(texts(taken) == [["d", "c"], ["f\"", "e,"], ["y", "x"], ["", "z"]])
        #expect(taken.consumed == taken.bytes.count)
        merged.append(one, 0..<1)
        merged.take(&taken, in: [2, 0, 3, 1])
        #expect(texts(merged) == [["y", "x"], ["d", "c"], ["", "z"], ["f\"", "e,"]])
        #expect(merged.lines == [1, 2, 2, 4])
        #expect((0..<4).map { merged.fileNumber(of: $0) } == [5, 3, 5, 3])
        #expect(merged.consumed == merged.bytes.count)
    }

    @Test func `without a merge all records are of one file`() {
        var batch = batch("a,b\n")
        batch.file = 9
        #expect(batch.fileNumber(of: 0) == 9)
    }

    @Test(arguments: [
        ([], ["a", "c", "e", "g"]), ([0], ["c", "e", "g"]), ([3], ["a", "c", "e"]), ([0, 2], ["c", "g"]),
        ([1, 2], ["a", "g"]), ([0, 1, 2, 3], []),
    ])
    func `removing records leaves the others in order`(_ removed: [Int], _ left: [String]) {
        var batch = batch("a,b\nc,d\ne,f\ng,h\n")
        batch.remove(removed)
        #expect(texts(batch).map { $0[1] } == left)
        #expect(batch.starts.count == left.count && batch.lines.count == left.count)
        #expect(batch.bounds.count == 2 * left.count)
    }

    @Test func `a batch of a merge stays whole when records are removed`() {
        var merged = RecordBatch(width: 2)
        var (one, other) = (batch("a,b\n"), batch("c,d\n"))
        (one.file, other.file) = (1, 2)
        merged.append(one, 0..<1)
        merged.append(other, 0..<1)
        merged.remove([0])
        #expect(merged.fileNumber(of: 0) == 2)
    }

    @Test func `records of one file need no note of it each, until one of another comes`() {
        var (merged, taken) = (RecordBatch(width: 2), RecordBatch(width: 2))
        var (one, other) = (batch("a,b\nc,d\n"), batch("e,f\n"))
        (merged.file, one.file, other.file) = (7, 1, 2)
        merged.append(one, 0..<1)
        merged.append(one, 1..<2)
        #expect(merged.files.isEmpty)
        taken.take(&merged, in: [1, 0])
        #expect(taken.files.isEmpty && taken.fileNumber(of: 1) == 1)
        taken.append(other, 0..<1)
        taken.append(one, 0..<1)
        #expect((0..<4).map { taken.fileNumber(of: $0) } == [1, 1, 2, 1])
    }

    @Test func `reasons are the label's values`() {
        #expect(
            Reject.Reason.allCases.map(\.rawValue) == [
                "field_count", "too_many_fields", "record_too_long", "unclosed_quote",
            ])
    }
}
