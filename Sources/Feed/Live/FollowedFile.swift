import CSV
import EventTime
import POSIX

/// One followed file: an open descriptor, which stays open through a rename, and the position up to which it was read.
struct FollowedFile {
    /// The state of reading a file: its position and its parser.
    struct Reading {
        fileprivate(set) var file: SourceFile
        fileprivate var parser: Parser
        fileprivate var fingerprint: Fingerprint
        /// The end of the bytes that were read. The bytes behind the end of the fingerprint are an unfinished record.
        fileprivate var seen: Int

        /// Whether a record, or a reject, was consumed behind the header.
        var hasRecords: Bool { fingerprint.end > file.start }

        /// Whether `descriptor` is the file of this reading, and its consumed bytes are unchanged.
        func isStill(_ descriptor: FileDescriptor) -> Bool { (try? fingerprint.isStill(descriptor)) ?? false }
    }

    private static let chunkBytes = 1 << 18
    private static let graceNanoseconds: Int64 = 10_000_000_000

    private let number: Int
    private let firstPath: String
    /// The present or last path of the file.
    private(set) var path: String
    /// The path without symbolic links, as in events.
    private(set) var realPath: String
    /// The reason why the file cannot be read now; nil if it can.
    private(set) var fault: FeedError?
    /// Nil while the header is incomplete.
    private(set) var reading: Reading?
    private let source: FeedSource
    private let descriptor: FileDescriptor
    private var status: FileStatus
    /// The end of the records that a replay has applied. The first reading begins there, and sets this to nil.
    private var resumePosition: ResumePosition?
    /// Whether the file may have bytes that were not read.
    private var isDirty = true
    /// Since when the file has had no name and has not changed; nil if it has a name.
    private var namelessSince: Int64?
    /// Whether the file will never grow again, so that its last record needs no line end.
    private var isEnding = false
    /// Whether the file was read to its end, after `isEnding`.
    private(set) var isFinished = false

    /// Follows the open file at `path`, whose records have the number and paths of `file`. Begins behind the records of
    /// `reading` or at `resumePosition`; if both are nil, at the beginning of the file.
    init(
        _ descriptor: FileDescriptor, _ status: FileStatus, path: String, as file: FeedFile, source: FeedSource,
        from resumePosition: ResumePosition?, continuing reading: Reading?
    ) {
        self.descriptor = descriptor
        self.status = status
        self.path = path
        (number, firstPath) = (file.number, file.firstPath)
        self.source = source
        self.reading = reading
        self.resumePosition = resumePosition
        realPath = Self.realPath(of: path)
    }

    var identity: FileIdentity { status.identity }

    private var feedFile: FeedFile { FeedFile(number: number, path: path, firstPath: firstPath) }

    /// Whether the file has no name in any folder, so that it can never get one again.
    var isDeleted: Bool { status.links == 0 }

    /// The number of bytes that are not consumed yet.
    var lagBytes: Int { max(0, status.size - (reading?.fingerprint.end ?? 0)) }

    /// Whether no name that is followed leads to the file, as far as is known.
    var isNameless: Bool { namelessSince != nil }

    /// Since when the file has had no name and no unread bytes; nil if it has either.
    var idleWithoutNameSince: Int64? { isDirty || isEnding ? nil : namelessSince }

    /// Sets the present name of the file, nil without a name, and checks whether the file has changed. Ends a file
    /// without a name 10 s after its last change, because a writer may continue in a file that was renamed or deleted.
    mutating func update(name: String?, now: Int64) {
        if let name {
            if name != path { (path, realPath) = (name, Self.realPath(of: name)) }
            (namelessSince, isEnding) = (nil, false)
        } else if !mayHaveItsName {
            namelessSince = namelessSince ?? now
        }
        refresh(now)
        if let since = idleWithoutNameSince, now - since >= Self.graceNanoseconds { end() }
    }

    /// Notes that the file may have changed.
    mutating func markChanged(now: Int64) {
        isDirty = true
        refresh(now)
    }

    /// Ends the file: the next `read` reads its last record, even without a line end.
    mutating func end() {
        isEnding = true
        isDirty = true
    }

    private mutating func refresh(_ now: Int64) {
        guard let latest = try? descriptor.status() else { return }  // unlikely; the next call retries
        if latest != status || fault != nil {
            isDirty = true
            if namelessSince != nil { namelessSince = now }
        }
        status = latest
    }

    /// Whether the file may still have its name. True if its folder cannot be searched at the moment.
    private var mayHaveItsName: Bool {
        do {
            return try FileStatus(path: path).identity == identity
        } catch {
            return !error.isMissing
        }
    }

    private static func realPath(of path: String) -> String {
        // If the name was removed meanwhile, the next lookup of names finds that.
        (try? FileSystem.realPath(path)) ?? path
    }
}

extension FollowedFile {
    /// Reads new bytes into `batch`, which may get no records. `arrival` is the wall time. False if there is nothing to
    /// read.
    mutating func read(into batch: inout FeedBatch, _ arrival: Instant) -> Bool {
        guard isDirty else { return false }
        batch.restart()
        batch.files = FileColumn(feedFile)
        do throws(FeedError) {
            fault = nil
            if reading == nil { reading = try begin() }
            if let now = reading { try read(on: now, into: &batch, arrival) } else { pause() }
        } catch {
            fault = error
            pause()
        }
        return true
    }

    /// Reads no more until the file changes.
    private mutating func pause() {
        isDirty = false
        isFinished = isEnding
    }

    /// Reads the header; nil if the header is incomplete.
    private mutating func begin() throws(FeedError) -> Reading? {
        guard let file = try SourceFile(descriptor, feedFile, source: source, isGrowing: !isEnding) else { return nil }
        var (offset, line) = (file.start, file.startLine)
        if let resumePosition, status.size >= resumePosition.offset {
            (offset, line) = (resumePosition.offset, resumePosition.line)
        }
        resumePosition = nil
        let fingerprint = try Feed.reading(path) { () throws(SystemError) in
            try Fingerprint(descriptor, start: file.start, end: offset)
        }
        return Reading(
            file: file, parser: file.parser(source.dialect, line: line), fingerprint: fingerprint, seen: offset)
    }

    private mutating func read(
        on now: Reading, into batch: inout FeedBatch, _ arrival: Instant
    ) throws(FeedError) {
        var now = now
        reading = nil
        batch.restart(at: now.fingerprint.end)
        // Reads an unfinished record again from its start, and a chunk of new bytes.
        let wanted = now.seen - batch.records.fileOffset + Self.chunkBytes
        do {
            while batch.records.bytes.count < wanted {
                let position = batch.records.fileOffset + batch.records.bytes.count
                let missing = wanted - batch.records.bytes.count
                if try descriptor.read(into: &batch.records.bytes, atMost: missing, from: position) == 0 { break }
            }
            // The file was truncated and rewritten, perhaps during this read: the next call begins with the header.
            guard try now.fingerprint.isStill(descriptor) else { return batch.restart() }
        } catch {
            reading = now
            throw .unreadable(path: path, error)
        }
        let isAtEnd = batch.records.bytes.count < wanted
        now.seen = batch.records.fileOffset + batch.records.bytes.count
        // A copy, because the parser moves bytes when it removes quotes.
        let first = Array(batch.records.bytes.prefix(now.fingerprint.missing))
        now.parser.parse(&batch.records, atEnd: isEnding && isAtEnd)
        now.fingerprint.extend(first, count: batch.records.consumed, descriptor)
        if isAtEnd { pause() }
        reading = now
        for reject in batch.records.rejects { batch.rejects.append(FeedReject(reject, path: path)) }
        batch.lines = source.shape.apply(to: &batch.records)
        // Times without a date get the day on which they arrive.
        var times = TimeColumn(source.time, day: source.time.repeatsDaily ? source.time.zone.date(at: arrival) : nil)
        times.read(&batch)
    }
}
