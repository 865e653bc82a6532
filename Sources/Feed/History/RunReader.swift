import Bytes
import CSV
import EventTime
import POSIX

/// Reads one run, and knows its next record.
final class RunReader {
    private var chunks: FileChunks
    private let file: SourceFile
    private let openFiles: OpenFileCache
    /// The number of the run in file order, which orders records of equal time.
    let order: Int
    private(set) var batch: FeedBatch
    /// The number of the next record in `batch`.
    private(set) var position = 0

    /// A reader of `chunks`, before its first record. Uses the storage of `batch`.
    init(
        _ chunks: FileChunks, of file: SourceFile, order: Int, reusing batch: FeedBatch, _ openFiles: OpenFileCache
    ) {
        self.chunks = chunks
        self.file = file
        self.order = order
        self.openFiles = openFiles
        self.batch = batch
        self.batch.restart()
    }

    /// The instant at which the next record is due. Only after `fill`.
    var nextTime: Instant { batch.times[position] }

    /// The last record of the batch; nil if the batch has the last record of the run.
    var end: TimeAndRun? { chunks.isAtEnd ? nil : batch.times.last.map { TimeAndRun(time: $0, run: order) } }

    /// The file of the records.
    var feedFile: FeedFile { file.feedFile }

    /// Reads until the batch has a next record. False at the end of the run. Throws if the file has changed since the
    /// pre-pass.
    func fill() throws(ChangedFileError) -> Bool {
        while position >= batch.count {
            if chunks.isAtEnd { return false }
            position = 0
            guard try readNext() else { throw ChangedFileError(file, found: "another size or another file") }
        }
        return true
    }

    private func readNext() throws(ChangedFileError) -> Bool {
        do throws(SystemError) {
            guard let descriptor = try openFiles.descriptor(for: file) else { return false }
            return try chunks.next(descriptor, into: &batch)
        } catch {
            throw ChangedFileError(file, found: "\(error)")
        }
    }

    /// Moves behind the records of the batch that are not later than `last`, and returns their numbers. O(log n).
    func takeRecords(through last: TimeAndRun) -> Range<Int> {
        let first = position
        let (times, isIncluded) = (batch.times, order <= last.run)
        position = partitionPoint(first..<times.count) { record in
            times[record] < last.time || isIncluded && times[record] == last.time
        }
        return first..<position
    }

    /// Exchanges the whole batch for `other`, whose storage the reader uses from then on.
    func exchangeBatch(with other: inout FeedBatch) {
        swap(&other, &batch)
        batch.restart()
        position = 0
    }
}

/// The order of records within a source: by time, then by run, which is file order.
struct TimeAndRun {
    let time: Instant
    let run: Int

    static func min(_ left: TimeAndRun, _ right: TimeAndRun) -> TimeAndRun {
        (right.time, right.run) < (left.time, left.run) ? right : left
    }
}

/// A file that has changed since the pre-pass, so that its remaining records cannot be replayed.
struct ChangedFileError: Error {
    private let path: String
    /// The change, as a noun that can follow "got".
    private let found: String

    init(_ file: SourceFile, found: String) { (path, self.found) = (file.path, found) }

    /// One reject for all remaining records of the file.
    var reject: FeedReject { FeedReject(.changed, RecordLocation(path: path, line: nil), found: .file(found)) }
}
