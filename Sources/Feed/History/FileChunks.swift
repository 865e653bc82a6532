import Bytes
import CSV
import EventTime
import POSIX

/// Reads a range of one file as batches of records with their instants.
struct FileChunks {
    /// The most bytes that are read again to decide on the order of the file.
    private static let mostAgain = 1 << 23

    private let file: SourceFile
    private var cutter: RecordCutter
    private var times: TimeColumn
    /// The start of the next record, and the end of the range.
    private(set) var offset: Int
    private(set) var end: Int
    private var chunkBytes: Int
    /// The bytes of the next chunk: fewer behind a new header, because many headers may follow each other, and all
    /// bytes behind a header are cut again.
    private var reach: Int
    /// The content of a file that must be decoded; nil for a file that is read as it is.
    private var content: DecodedChunks?

    /// Whether the newest record of the file comes first. Nil until a time occurs twice, because before it does not
    /// matter.
    private(set) var isNewestFirst: Bool?
    /// The start of the range, and its line.
    private let start: (offset: Int, line: UInt32)

    /// The section of the last chunk, and the offset of the new header at which the chunk ended, if there is one.
    private(set) var chunkSection: Section
    private(set) var header: Int?

    /// A reader of `range` of the file's content, in chunks of about `chunkBytes`. The first byte of the range is on
    /// `line`; `previous` is the event time of the record before it. Looks for new headers if it `findsHeaders`; else
    /// the range must be in one section. If `isNewestFirst` is nil, the range must be the whole file, which decides.
    /// Records later than `latest` are rejected. `Int.max` ends the range of a file that must be decoded where the
    /// content ends.
    init(
        _ file: SourceFile, range: Range<Int>, line: UInt32, source: FeedSource, day: CivilDate?, chunkBytes: Int,
        isNewestFirst: Bool?, after previous: Instant? = nil, findsHeaders: Bool = false, latest: Instant? = nil
    ) {
        self.file = file
        (self.chunkBytes, reach) = (chunkBytes, chunkBytes)
        (offset, end) = (range.lowerBound, range.upperBound)
        let section = file.sections[file.section(at: range.lowerBound)]
        chunkSection = section
        cutter = RecordCutter(source, section, line: line, findsHeaders: findsHeaders)
        content = file.decoder(isGrowing: source.isGrowing).map { DecodedChunks($0) }
        times = TimeColumn(
            source, file, day: day, arrival: Instant(nanoseconds: file.status.modificationTime), latest: latest)
        (self.isNewestFirst, start) = (isNewestFirst, (range.lowerBound, line))
        times.isNewestFirst = isNewestFirst ?? false
        times.previous = previous
    }

    /// Whether the whole range has been read.
    var isAtEnd: Bool { offset >= end }

    /// The event time before the next record.
    var previous: Instant? { times.previous }

    /// The line of the next record.
    var line: UInt32 { cutter.line }

    /// The section of the next record.
    var section: Section { cutter.section }

    /// The end of what was read in the file itself, and the offset of the next record there. The latter has no meaning
    /// for gzip.
    var bytesRead: Int { content?.bytesRead ?? offset }
    var rawOffset: Int { content?.rawOffset ?? offset }

    /// Why the content of the file ends too early; nil if it does not, as far as is known.
    var fault: ContentFault? { content?.fault }

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
        let previous = times.previous
        let wanted = min(reach, end - offset)
        guard
            content == nil
                ? try readPlain(descriptor, wanted, &batch.records.bytes)
                : try readDecoded(descriptor, wanted, &batch.records.bytes)
        else { return false }
        let isLast = offset + batch.records.bytes.count == end
        let mayBeCut = content.map { $0.mayBeCut(isGrowing: isOpenEnded) } ?? isOpenEnded
        content?.keep(batch.records.bytes)
        let result = cutter.cut(&batch, path: file.path, &times, atEnd: isLast && !mayBeCut)
        content?.drop(result.consumed)
        if isNewestFirst == nil && times.hasMetTwice { try decideOrder(descriptor, &batch, after: previous) }
        (chunkSection, header) = (result.section, result.header)
        // The record is longer than a chunk. The limit of a record's bytes limits how often this doubles.
        if result.consumed == 0 && !isLast { chunkBytes = max(chunkBytes, reach * 2) }
        reach = header == nil ? min(chunkBytes, reach * 2) : max(4096, min(chunkBytes, result.consumed * 2))
        offset += result.consumed
        if isLast && header == nil { end = offset }
        return true
    }

    /// Decides whether the newest record of the file comes first. If so, reads the times of `batch` again, which has
    /// the first times for which it matters. `previous` is the event time before the batch.
    private mutating func decideOrder(
        _ descriptor: FileDescriptor, _ batch: inout FeedBatch, after previous: Instant?
    ) throws(SystemError) {
        var steps = TimeSteps()
        steps.add(batch.times)
        // A new header, the end of the file or long records may leave few records to this batch.
        if !steps.areEnough { steps = try firstSteps(descriptor, batch.source) }
        isNewestFirst = steps.descend
        guard steps.descend else { return }
        times.isNewestFirst = true
        times.previous = previous
        times.read(&batch)
    }

    /// The steps of time in the file from its start on. Reads it again, as far as is necessary.
    private func firstSteps(_ descriptor: FileDescriptor, _ source: Int) throws(SystemError) -> TimeSteps {
        var again = self
        (again.offset, again.isNewestFirst, again.reach) = (start.offset, false, chunkBytes)
        again.cutter = RecordCutter(
            cutter.source, file.sections[file.section(at: start.offset)], line: start.line, findsHeaders: true)
        again.content =
            content == nil ? nil : file.decoder(isGrowing: cutter.source.isGrowing).map { DecodedChunks($0) }
        again.times.previous = nil
        var steps = TimeSteps()
        var batch = FeedBatch(source: source, width: cutter.source.columns.count)
        while !steps.areEnough && !again.isAtEnd && again.offset < start.offset + Self.mostAgain {
            if try !again.next(descriptor, into: &batch) { break }
            steps.add(batch.times)
        }
        return steps
    }

    /// Appends the next `wanted` bytes. False if the file does not have them.
    private func readPlain(
        _ descriptor: FileDescriptor, _ wanted: Int, _ bytes: inout [UInt8]
    ) throws(SystemError) -> Bool {
        while bytes.count < wanted {
            let position = offset + bytes.count
            if try descriptor.read(into: &bytes, atMost: wanted - bytes.count, from: position) == 0 { return false }
        }
        return true
    }

    /// Appends `wanted` bytes of the content or more, but none behind the end of the range. False if the content ends
    /// before it.
    private mutating func readDecoded(
        _ descriptor: FileDescriptor, _ wanted: Int, _ bytes: inout [UInt8]
    ) throws(SystemError) -> Bool {
        try content?.read(descriptor, from: offset, atLeast: wanted, into: &bytes)
        if bytes.count < wanted {
            if end < .max { return false }
            end = offset + bytes.count
        }
        bytes.removeLast(max(0, bytes.count - (end - offset)))
        return true
    }
}

/// The content of a file that must be decoded, with the bytes that were decoded and not parsed.
private struct DecodedChunks {
    private let reader: ContentReader
    private var ahead: [UInt8] = []
    private var isStarted = false

    init(_ reader: ContentReader) { self.reader = reader }

    var bytesRead: Int { reader.position }
    var rawOffset: Int { reader.offset(of: ahead) }
    var fault: ContentFault? { reader.fault }

    /// Whether the last record of the content may be a part of one. `isGrowing` says it of the file.
    func mayBeCut(isGrowing: Bool) -> Bool { fault?.isWithinRecord ?? (isGrowing && !reader.isGzip) }

    /// Appends at least `count` bytes of the content from `offset` on, or all that are left. The first call may begin
    /// anywhere, each further call at the first byte that was kept.
    mutating func read(
        _ descriptor: FileDescriptor, from offset: Int, atLeast count: Int, into bytes: inout [UInt8]
    ) throws(SystemError) {
        if !isStarted { ahead = try reader.skip(descriptor, offset) }
        isStarted = true
        bytes.append(ahead.span, 0..<ahead.count)
        try reader.read(descriptor, atLeast: max(0, count - bytes.count), into: &bytes)
    }

    /// Keeps a copy of bytes, because they will be changed while they are parsed.
    mutating func keep(_ bytes: [UInt8]) {
        ahead.removeAll(keepingCapacity: true)
        ahead.append(bytes.span, 0..<bytes.count)
    }

    /// Drops the kept bytes that were parsed.
    mutating func drop(_ parsed: Int) { ahead.keepOnly(parsed..<ahead.count) }
}
