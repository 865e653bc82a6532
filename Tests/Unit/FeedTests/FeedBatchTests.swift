import Bytes
import CSV
import EventTime
import TestSupport
import Testing

@testable import Feed

/// Records and their files when batches are merged and records removed.
@Suite struct FeedBatchTests {
    private static let files = (0..<9).map { FeedFile(number: $0, path: "f\($0)", firstPath: "f\($0)") }

    private func batch(_ text: String, file: Int = 0) -> FeedBatch {
        var batch = FeedBatch(source: 0, width: 2)
        batch.records.bytes = Array(text.utf8)
        batch.files = FileColumn(Self.files[file])
        var parser = Parser(dialect: Dialect(), columns: [1, 0], fieldCount: 2)
        parser.parse(&batch.records, atEnd: false)
        return batch
    }

    private var empty: FeedBatch {
        var batch = FeedBatch(source: 0, width: 2)
        batch.files = FileColumn(all: Self.files)
        return batch
    }

    private func texts(_ batch: FeedBatch) -> [[String]] {
        (0..<batch.count).map { record in
            (0..<2).map {
                String(decoding: batch.records.bytes[batch.records.field(record, $0).range], as: UTF8.self)
            }
        }
    }

    private func append(_ other: FeedBatch, _ records: Range<Int>, to batch: inout FeedBatch) {
        guard let file = other.files.single else { return }
        batch.files.append(file, count: records.count, behind: batch.count)
        batch.records.append(other.records, records, shareBytes: false)
    }

    private func files(_ batch: FeedBatch) -> [Int] { (0..<batch.count).map { batch.files[$0].number } }

    @Test func `a record that is appended to another batch keeps its bytes, line and file`() {
        var merged = empty
        let (one, other) = (batch("a,b\n\"c\"\"c\",d\n", file: 3), batch("e,\n", file: 5))
        append(one, 1..<2, to: &merged)
        append(other, 0..<1, to: &merged)
        append(one, 0..<1, to: &merged)
        #expect(texts(merged) == [["d", "c\"c"], ["", "e"], ["b", "a"]])
        #expect(merged.records.lines == [2, 1, 1])
        #expect(files(merged) == [3, 5, 3])
        #expect((0..<3).map { "\(merged.location(of: $0))" } == ["f3:2", "f5:1", "f3:1"])
        #expect(merged.records.consumed == merged.records.bytes.count)
    }

    @Test func `records of several batches are put in another order`() {
        var (merged, taken) = (empty, empty)
        let one = batch("a,b\nc,d\n\n\"e,\",\"f\"\"\"\ng,", file: 3)
        let other = batch("x,y\nz,\n", file: 5)
        append(other, 0..<0, to: &taken)
        append(one, 1..<3, to: &taken)
        append(other, 0..<2, to: &taken)
        #expect(texts(taken) == [["d", "c"], ["f\"", "e,"], ["y", "x"], ["", "z"]])
        #expect(taken.records.consumed == taken.records.bytes.count)
        append(one, 0..<1, to: &merged)
        merged.records.replace(by: &taken.records, in: [2, 0, 3, 1])
        merged.files.replace(by: taken.files, in: [2, 0, 3, 1])
        #expect(texts(merged) == [["y", "x"], ["d", "c"], ["", "z"], ["f\"", "e,"]])
        #expect(merged.records.lines == [1, 2, 2, 4])
        #expect(files(merged) == [5, 3, 5, 3])
        #expect(merged.records.consumed == merged.records.bytes.count)
    }

    @Test(arguments: [
        ([], ["a", "c", "e", "g"]), ([0], ["c", "e", "g"]), ([3], ["a", "c", "e"]), ([0, 2], ["c", "g"]),
        ([1, 2], ["a", "g"]), ([0, 1, 2, 3], []),
    ])
    func `removing records leaves the others in order`(_ removed: [Int], _ left: [String]) {
        var batch = batch("a,b\nc,d\ne,f\ng,h\n")
        batch.removeRecords(removed)
        #expect(texts(batch).map { $0[1] } == left)
        #expect(batch.records.starts.count == left.count && batch.records.lines.count == left.count)
        #expect(batch.records.bounds.count == 2 * left.count)
    }

    @Test func `a merged batch keeps the file of each record when records are removed`() {
        var merged = empty
        append(batch("a,b\n", file: 1), 0..<1, to: &merged)
        append(batch("c,d\n", file: 2), 0..<1, to: &merged)
        append(batch("e,f\n", file: 3), 0..<1, to: &merged)
        merged.removeRecords([0, 1])
        #expect(texts(merged) == [["f", "e"]] && files(merged) == [3])
    }

    @Test func `file numbers are stored only when a batch has records of several files`() {
        var (merged, taken) = (empty, empty)
        let (one, other) = (batch("a,b\nc,d\n", file: 1), batch("e,f\n", file: 2))
        append(one, 0..<1, to: &merged)
        append(one, 1..<2, to: &merged)
        #expect(merged.files.single?.number == 1)
        taken.records.replace(by: &merged.records, in: [1, 0])
        taken.files.replace(by: merged.files, in: [1, 0])
        #expect(taken.files.single?.number == 1)
        append(other, 0..<1, to: &taken)
        append(one, 0..<1, to: &taken)
        #expect(taken.files.single == nil && files(taken) == [1, 1, 2, 1])
    }
}
