import Bytes
import CSV
import EventTime
import POSIX

/// One followed file: an open descriptor that outlives a rename, and how far it has been read.
struct FollowedFile {
    let path: String
    /// Set once another file bears the name: this one is read to its end and then let go.
    var isReplaced = false
    private let source: FeedSource
    private var file: SourceFile
    private let descriptor: FileDescriptor
    private var parser: Parser
    private var times: TimeColumn
    /// Up to where records have been consumed, and how long the file was when last asked.
    private var offset: Int
    private var size: Int
    /// Up to where bytes have been seen that are no whole record yet.
    private var seen: Int
    private static let chunkBytes = 1 << 18

    /// Opens the file and reads its header; with `from`, records begin at that offset.
    init(path: String, number: Int, source: FeedSource, from: Int?) throws(FeedError) {
        self.path = path
        self.source = source
        file = try SourceFile(path: path, number: number, source: source)
        do {
            descriptor = try FileDescriptor.open(path)
        } catch {
            throw .unreadable(path: path, error)
        }
        offset = max(from ?? 0, file.start)
        seen = offset
        size = file.status.size
        parser = file.parser(source.dialect, line: file.startLine)
        times = TimeColumn(source.time, day: Self.today(source))
    }

    /// Times without a date belong to the day on which they arrive.
    private static func today(_ source: FeedSource) -> CivilDate? {
        source.time.repeatsDaily ? source.time.zone.date(at: SystemClock.wallNanoseconds()) : nil
    }

    /// Bytes that are there and not consumed.
    var lagBytes: Int { max(0, size - offset) }

    /// Replaced, and read to its end.
    var isSpent: Bool { isReplaced && seen >= size }

    /// Whether another file bears the name now.
    var isReplacedOnDisk: Bool {
        guard let now = try? FileStatus(path: path) else { return false }  // a name that is gone may come back
        return now.inode != file.status.inode || now.device != file.status.device
    }

    /// Asks how long the file is. One that became shorter is read again from its beginning.
    mutating func refresh() {
        guard let now = try? descriptor.status() else { return }  // the next look asks again
        if now.size < seen, let again = try? SourceFile(path: path, number: file.number, source: source) {
            file = again
            offset = again.start
            seen = offset
            parser = again.parser(source.dialect, line: again.startLine)
        }
        size = now.size
    }

    /// Reads what has come since. False if nothing has.
    mutating func read(into batch: inout RecordBatch, _ instants: inout [Instant], _ rejects: inout [FeedReject])
        -> Bool
    {
        guard seen < size || (isReplaced && offset < size) else { return false }
        batch.restart(at: offset)
        batch.file = UInt32(file.number)
        let wanted = max(Self.chunkBytes, seen - offset + Self.chunkBytes)
        while batch.bytes.count < wanted {
            let room = wanted - batch.bytes.count
            guard let count = try? descriptor.read(into: &batch.bytes, atMost: room, from: offset + batch.bytes.count),
                count > 0
            else { break }  // what cannot be read now is tried again at the next look
        }
        seen = offset + batch.bytes.count
        size = max(size, seen)
        // The last record of a file that another has replaced will never be completed.
        parser.parse(&batch, atEnd: isReplaced && seen >= size)
        offset += batch.consumed
        if isReplaced && seen >= size { offset = seen }
        if let today = Self.today(source) { times = TimeColumn(source.time, day: today) }
        times.read(batch, into: &instants)
        rejects = batch.rejects.map { FeedReject($0, file: file.number) }
        rejects += times.removeUnreadable(from: &batch, &instants)
        return true
    }
}
