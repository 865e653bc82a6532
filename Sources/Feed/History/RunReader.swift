import Bytes
import CSV
import EventTime
import POSIX

/// Reads one run and keeps the place of its next record.
final class RunReader {
    private var chunks: FileChunks
    private let file: SourceFile
    private let openFiles: OpenFileCache
    /// The run's place in file order, which decides between records of equal time.
    let order: Int
    private(set) var batch: FeedBatch
    /// The number, in the batch, of the next record.
    private(set) var position = 0

    /// A reader before its first record; the storage of `batch` is used again.
    init(_ chunks: FileChunks, _ file: SourceFile, order: Int, _ batch: FeedBatch, _ openFiles: OpenFileCache) {
        self.chunks = chunks
        self.file = file
        self.order = order
        self.openFiles = openFiles
        self.batch = batch
        self.batch.restart()
    }

    /// When the next record is due. Only after `fill`.
    var nextTime: Instant { batch.times[position] }

    /// Up to where the batch has all records of the run; nil if it has the last one.
    var end: TimeAndRun? { chunks.isAtEnd ? nil : batch.times.last.map { TimeAndRun(time: $0, run: order) } }

    /// The file of the records.
    var feedFile: FeedFile { file.feedFile }

    /// Makes sure that there is a next record. False at the end of the run.
    /// Throws `FileChanged` if the file is not what the pre-pass saw.
    func fill() throws(FileChanged) -> Bool {
        while position >= batch.count {
            if chunks.isAtEnd { return false }
            position = 0
            guard try readNext() else { throw FileChanged(file, found: "another size or another file") }
        }
        return true
    }

    private func readNext() throws(FileChanged) -> Bool {
        do throws(SystemError) {
            guard let descriptor = try openFiles.descriptor(for: file) else { return false }
            return try chunks.next(descriptor, into: &batch)
        } catch {
            throw FileChanged(file, found: "\(error)")
        }
    }

    /// Takes the records of this batch that come no later than `last`. O(log n).
    func take(through last: TimeAndRun) -> Range<Int> {
        let first = position
        let (times, isIncluded) = (batch.times, order <= last.run)
        position = partitionPoint(first..<times.count) { record in
            times[record] < last.time || isIncluded && times[record] == last.time
        }
        return first..<position
    }

    /// Gives the whole batch away in exchange for `other`, whose storage is used again.
    func handOver(_ other: inout FeedBatch) {
        swap(&other, &batch)
        batch.restart()
        position = 0
    }
}

/// The place of a record among all of a source: by time, then by run, which is file order.
struct TimeAndRun {
    let time: Instant
    let run: Int

    static func min(_ left: TimeAndRun, _ right: TimeAndRun) -> TimeAndRun {
        (right.time, right.run) < (left.time, left.run) ? right : left
    }
}

/// A file that is not what the pre-pass saw: the records left in it cannot be replayed.
struct FileChanged: Error {
    /// The file's number within its source, and its path.
    let file: Int
    private let path: String
    private let found: String

    init(_ file: SourceFile, found: String) { (self.file, path, self.found) = (file.number, file.path, found) }

    /// The reject that counts for all that is left of the file.
    var reject: FeedReject { FeedReject(.changed, RecordLocation(path: path, line: nil), found: .file(found)) }
}
