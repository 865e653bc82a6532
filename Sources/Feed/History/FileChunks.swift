import CSV
import EventTime
import POSIX

/// Reads a range of one file as batches of records with their instants.
struct FileChunks {
    private let file: SourceFile
    private var cutter: RecordCutter
    private var times: TimeColumn
    /// The start of the next record, and the end of the range.
    private(set) var offset: Int
    private(set) var end: Int
    private var chunkBytes: Int

    /// The section of the last chunk, and the offset of the new header at which the chunk ended, if there is one.
    private(set) var chunkSection: Section
    private(set) var header: Int?

    /// A reader of `range` of the file, in chunks of about `chunkBytes`. The first byte of the range is on `line`;
    /// `previous` is the event time of the record before it. Looks for new headers if it `findsHeaders`; else the range
    /// must be in one section. Records later than `latest` are rejected.
    init(
        _ file: SourceFile, range: Range<Int>, line: UInt32, source: FeedSource, day: CivilDate?, chunkBytes: Int,
        isNewestFirst: Bool, after previous: Instant? = nil, findsHeaders: Bool = false, latest: Instant? = nil
    ) {
        self.file = file
        self.chunkBytes = chunkBytes
        (offset, end) = (range.lowerBound, range.upperBound)
        let section = file.sections[file.section(at: range.lowerBound)]
        chunkSection = section
        cutter = RecordCutter(source, section, line: line, findsHeaders: findsHeaders)
        times = TimeColumn(
            source.time, file, day: day, arrival: Instant(nanoseconds: file.status.modificationTime),
            latest: latest, encoding: source.dialect.encoding)
        times.isNewestFirst = isNewestFirst
        times.previous = previous
    }

    /// Whether the whole range has been read.
    var isAtEnd: Bool { offset >= end }

    /// The event time before the next record.
    var previous: Instant? { times.previous }

    /// Whether the order of the file has decided on a time so far.
    var hasMetTwice: Bool { times.hasMetTwice }

    /// The line of the next record.
    var line: UInt32 { cutter.line }

    /// The section of the next record.
    var section: Section { cutter.section }

    /// Replaces the records of `batch` by the records of the next chunk, which may have none. False if the file has
    /// become shorter than the range. An unfinished record at the end of a chunk is read again with the next chunk.
    ///
    /// At the end of the range the last record needs no line end. But if the range `isOpenEnded`, an unfinished last
    /// record is not read, and the range ends before it. A chunk ends before a new header.
    mutating func next(
        _ descriptor: FileDescriptor, into batch: inout FeedBatch, isOpenEnded: Bool = false
    ) throws(SystemError) -> Bool {
        batch.restart(at: offset)
        batch.files = FileColumn(file.feedFile)
        let wanted = min(chunkBytes, end - offset)
        while batch.records.bytes.count < wanted {
            let missing = wanted - batch.records.bytes.count
            let position = offset + batch.records.bytes.count
            if try descriptor.read(into: &batch.records.bytes, atMost: missing, from: position) == 0 { return false }
        }
        let isLast = offset + wanted == end
        let result = cutter.cut(&batch, path: file.path, &times, atEnd: isLast && !isOpenEnded)
        (chunkSection, header) = (result.section, result.header)
        // The record is longer than a chunk. The limit of a record's bytes limits how often this doubles.
        if result.consumed == 0 && !isLast { chunkBytes *= 2 }
        offset += result.consumed
        if isLast && header == nil { end = offset }
        return true
    }

    /// Reads the times of `batch` again, as of a file whose newest record comes first. `previous` is the event time
    /// before the batch.
    mutating func readNewestFirst(_ batch: inout FeedBatch, after previous: Instant?) {
        times.isNewestFirst = true
        times.previous = previous
        times.read(&batch)
    }
}
