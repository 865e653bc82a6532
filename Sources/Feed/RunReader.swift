import CSV
import EventTime
import POSIX

/// Reads one run and stands on its next record.
final class RunReader {
    private var chunks: FileChunks
    private let file: SourceFile
    private let descriptors: Descriptors
    /// The run's place in file order, which decides between records of equal time.
    let order: Int
    private(set) var batch: RecordBatch
    private(set) var times: [Instant] = []
    /// The number, in the batch, of the next record.
    private(set) var position = 0

    /// A reader before its first record; `batch` is storage to be used again.
    init(_ chunks: FileChunks, _ file: SourceFile, order: Int, _ batch: RecordBatch, _ descriptors: Descriptors) {
        self.chunks = chunks
        self.file = file
        self.order = order
        self.descriptors = descriptors
        self.batch = batch
    }

    /// When the next record is due. Only after `fill`.
    var nextTime: Instant { times[position] }

    /// Up to where the batch has all records of the run; nil if it has the last one.
    var end: Moment? { chunks.isAtEnd ? nil : times.last.map { Moment(time: $0, order: order) } }

    /// Makes sure that there is a next record. False at the end of the run.
    /// Throws `FileChanged` if the file is not what the pre-pass saw.
    func fill() throws(FileChanged) -> Bool {
        while position >= times.count {
            if chunks.isAtEnd { return false }
            position = 0
            do {
                guard let descriptor = try descriptors.descriptor(for: file),
                    try chunks.next(descriptor, into: &batch, &times)
                else { throw FileChanged(file: file.number, path: file.path, found: "another size or another file") }
            } catch let error as SystemError {
                throw FileChanged(file: file.number, path: file.path, found: "\(error)")
            } catch let error as FileChanged {
                throw error
            } catch {
                preconditionFailure("the calls above throw nothing else")
            }
        }
        return true
    }

    /// Takes the records of this batch that come no later than `moment`. O(log n).
    func take(through moment: Moment) -> Range<Int> {
        let (first, isIncluded) = (position, order <= moment.order)
        var after = times.count
        while position < after {
            let middle = (position + after) / 2
            if times[middle] < moment.time || isIncluded && times[middle] == moment.time {
                position = middle + 1
            } else {
                after = middle
            }
        }
        return first..<position
    }

    /// Gives the whole batch away in exchange for the one handed in, whose storage is used again.
    func handOver(_ batch: inout RecordBatch, _ times: inout [Instant]) {
        swap(&batch, &self.batch)
        swap(&times, &self.times)
        self.times.removeAll(keepingCapacity: true)
        position = 0
    }
}

/// Where a record stands among all: by its time, then in file order, of which the run's place is enough.
struct Moment {
    let time: Instant
    let order: Int

    static func min(_ left: Moment, _ right: Moment) -> Moment {
        (right.time, right.order) < (left.time, left.order) ? right : left
    }
}

/// A file that is not what the pre-pass saw: the records left in it cannot be replayed.
package struct FileChanged: Error, Sendable {
    /// The file's number within its source, and its path.
    package let file: Int
    /// Its path.
    package let path: String
    /// What was found instead.
    package let found: String
}
