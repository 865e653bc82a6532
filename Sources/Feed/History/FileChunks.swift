import CSV
import EventTime
import POSIX

/// Reads a range of one file as batches of records with their instants.
struct FileChunks {
    private let file: SourceFile
    private let shape: RecordShape
    private var parser: Parser
    private var times: TimeColumn
    /// Where the next record begins, and where the range ends.
    private(set) var offset: Int
    private(set) var end: Int
    private var chunkBytes: Int

    /// Reads `range` of the file, whose first byte is on `line`, about `chunkBytes` at a time.
    init(
        _ file: SourceFile, source: FeedSource, day: CivilDate?, _ range: Range<Int>, line: UInt32, chunkBytes: Int
    ) {
        self.file = file
        self.chunkBytes = chunkBytes
        (offset, end) = (range.lowerBound, range.upperBound)
        shape = source.shape
        parser = file.parser(source.dialect, line: line)
        times = TimeColumn(source.time, day: day)
    }

    /// Whether the range has been read to its end.
    var isAtEnd: Bool { offset >= end }

    /// The line of the next record.
    var line: UInt32 { parser.line }

    /// Replaces the records of `batch` by the next; there may be none. False if the file has become shorter than the
    /// range. The unfinished record at the end of a chunk is read again with the next.
    ///
    /// At the end of the range the last record needs no line end, unless the range `isOpenEnded`: then an unfinished one
    /// is left out, and the range ends before it.
    mutating func next(
        _ descriptor: FileDescriptor, into batch: inout FeedBatch, isOpenEnded: Bool = false
    ) throws(SystemError) -> Bool {
        batch.restart(at: offset)
        batch.files = FileColumn(file.feedFile)
        let wanted = min(chunkBytes, end - offset)
        while batch.records.bytes.count < wanted {
            let missing = wanted - batch.records.bytes.count
            let place = offset + batch.records.bytes.count
            if try descriptor.read(into: &batch.records.bytes, atMost: missing, from: place) == 0 { return false }
        }
        let isLast = offset + wanted == end
        parser.parse(&batch.records, atEnd: isLast && !isOpenEnded)
        // A record longer than a chunk: the parser's own limit bounds how often this doubles.
        if batch.records.consumed == 0 && !isLast { chunkBytes *= 2 }
        offset += batch.records.consumed
        if isLast { end = offset }
        for reject in batch.records.rejects { batch.rejects.append(FeedReject(reject, path: file.path)) }
        shape.apply(to: &batch.records)
        times.read(&batch)
        return true
    }
}
