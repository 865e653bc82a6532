import CSV
import EventTime
import POSIX

/// Reads a stretch of one file as batches of records with their instants.
struct FileChunks {
    private let file: SourceFile
    private var parser: Parser
    private var times: TimeColumn
    /// Where the next record begins, and where the stretch ends.
    private(set) var offset: Int
    private(set) var end: Int
    private var chunkBytes: Int
    /// What the last batch held beside records with an instant: the parser's rejects, and unreadable times.
    private(set) var rejects: [FeedReject] = []

    /// Reads `offset..<end` of the file, about `chunkBytes` at a time.
    init(
        _ file: SourceFile, source: FeedSource, day: CivilDate?, offset: Int, line: UInt32, end: Int, chunkBytes: Int
    ) {
        self.file = file
        self.offset = offset
        self.end = end
        self.chunkBytes = chunkBytes
        parser = file.parser(source.dialect, line: line)
        times = TimeColumn(source.time, day: day)
    }

    /// Whether all of the stretch has been read.
    var isAtEnd: Bool { offset >= end }

    /// The line of the next record.
    var line: UInt32 { parser.line }

    /// Replaces what is in `batch` and `instants` by the next records; there may be none. False if the file has become
    /// shorter than the stretch. The unfinished record at the end of a chunk is read again with the next.
    ///
    /// At the end of the stretch the last record needs no line end, unless it `isOpenEnded`: then an unfinished one is
    /// left out, and the stretch ends before it.
    mutating func next(
        _ descriptor: FileDescriptor, into batch: inout RecordBatch, _ instants: inout [Instant],
        isOpenEnded: Bool = false
    ) throws(SystemError) -> Bool {
        batch.restart(at: offset)
        batch.file = UInt32(file.number)
        let wanted = min(chunkBytes, end - offset)
        while batch.bytes.count < wanted {
            let count = try descriptor.read(
                into: &batch.bytes, atMost: wanted - batch.bytes.count, from: offset + batch.bytes.count)
            if count == 0 { return false }
        }
        let isLast = offset + wanted == end
        parser.parse(&batch, atEnd: isLast && !isOpenEnded)
        // A record longer than a chunk: the parser's own limit bounds how often this doubles.
        if batch.consumed == 0 && !isLast { chunkBytes *= 2 }
        offset += batch.consumed
        if isLast { end = offset }
        times.read(batch, into: &instants)
        rejects.removeAll(keepingCapacity: true)
        for reject in batch.rejects { rejects.append(FeedReject(reject, file: file.number)) }
        rejects += times.removeUnreadable(from: &batch, &instants)
        return true
    }
}
