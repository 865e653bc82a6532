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
    var batch: RecordBatch
    var times: [Instant] = []
    /// The number, in the batch, of the next record, and its time.
    private(set) var position = 0
    private(set) var nextTime = Instant.min

    init(_ chunks: FileChunks, _ file: SourceFile, order: Int, width: Int, _ descriptors: Descriptors) {
        self.chunks = chunks
        self.file = file
        self.order = order
        self.descriptors = descriptors
        batch = RecordBatch(width: width)
    }

    /// Whether the next record comes before that of `other`.
    func precedes(_ other: RunReader) -> Bool {
        nextTime != other.nextTime ? nextTime < other.nextTime : order < other.order
    }

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
        nextTime = times[position]
        return true
    }

    /// Appends to `merged` the records of this batch that come before `rival` and, but for those at the time of the
    /// first, before `barrier`; at least one. O(bytes moved).
    func move(before rival: RunReader?, barrier: Instant, to merged: inout RecordBatch, _ instants: inout [Instant]) {
        let first = nextTime
        while position < times.count {
            let time = times[position]
            if time > first {
                if time >= barrier { break }
                if let rival, time > rival.nextTime || (time == rival.nextTime && order > rival.order) { break }
            }
            instants.append(time)
            merged.append(batch, position)
            position += 1
        }
        if position < times.count { nextTime = times[position] }
    }

    /// Gives the whole batch away in exchange for the one handed in, whose storage is used again.
    func handOver(_ batch: inout RecordBatch, _ times: inout [Instant]) {
        swap(&batch, &self.batch)
        swap(&times, &self.times)
        self.times.removeAll(keepingCapacity: true)
        position = 0
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
