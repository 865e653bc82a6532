import CSV
import EventTime
import POSIX

/// One followed file: an open descriptor that outlives a rename, and how far it has been read.
struct FollowedFile {
    /// How far a file has been read, and how it is read on.
    struct Reading {
        fileprivate(set) var file: SourceFile
        fileprivate var parser: Parser
        fileprivate var fingerprint: Fingerprint
        /// Up to where bytes have been seen; what follows the fingerprint's end is no whole record yet.
        fileprivate var seen: Int

        /// Whether a record, or a reject, was consumed behind the header.
        var hasRecords: Bool { fingerprint.end > file.start }

        /// Whether `descriptor` is the file that was read, as it was then.
        func isStill(_ descriptor: FileDescriptor) -> Bool { (try? fingerprint.isStill(descriptor)) ?? false }
    }

    private static let chunkBytes = 1 << 18
    private static let graceNanoseconds: Int64 = 10_000_000_000

    private let number: Int
    private let firstPath: String
    /// The name that leads to it, or did last.
    private(set) var path: String
    /// That name without symbolic links: where events say it is.
    private(set) var place: String
    /// Why it cannot be read now.
    private(set) var fault: FeedError?
    /// Nil while the header is not whole.
    private(set) var reading: Reading?
    private let source: FeedSource
    private let descriptor: FileDescriptor
    private var status: FileStatus
    /// Where records begin that no replay has applied; used up by the first reading.
    private var mark: FileMark?
    /// There may be something that was not read.
    private var isDirty = true
    /// Since when no name has led to it and nothing was appended.
    private var leftSince: Int64?
    /// It will never grow again: what is there is all.
    private var isEnding = false
    /// It was read to that end.
    private(set) var isSpent = false

    /// Follows an open file, which `path` leads to now and whose records know it as `file`, from its beginning, from
    /// where `reading` left it, or from `mark` on.
    init(
        _ descriptor: FileDescriptor, _ status: FileStatus, path: String, _ file: FeedFile, source: FeedSource,
        from mark: FileMark?, _ reading: Reading?
    ) {
        self.descriptor = descriptor
        self.status = status
        self.path = path
        (number, firstPath) = (file.number, file.firstPath)
        self.source = source
        self.reading = reading
        self.mark = mark
        place = Self.place(of: path)
    }

    var identity: FileIdentity { status.identity }

    private var feedFile: FeedFile { FeedFile(number: number, path: path, firstPath: firstPath) }

    /// Whether a name may lead to it again.
    var isDeleted: Bool { status.links == 0 }

    /// Bytes that are there and not consumed.
    var lagBytes: Int { max(0, status.size - (reading?.fingerprint.end ?? 0)) }

    /// Whether no name leads to it, as far as one can tell.
    var isNameless: Bool { leftSince != nil }

    /// Since when it has had no name and nothing to read; nil if it has.
    var idleWithoutNameSince: Int64? { isDirty || isEnding ? nil : leftSince }

    /// Takes in which name leads to the file now, if any, and whether it has changed. A writer may go on for a while in
    /// a file that was renamed or deleted: it is let go of 10 s after the last change.
    mutating func look(name: String?, now: Int64) {
        if let name {
            if name != path { (path, place) = (name, Self.place(of: name)) }
            (leftSince, isEnding) = (nil, false)
        } else if !mayHaveItsName {
            leftSince = leftSince ?? now
        }
        refresh(now)
        if let since = idleWithoutNameSince, now - since >= Self.graceNanoseconds { letGo() }
    }

    /// Takes in that the file may have changed.
    mutating func touch(now: Int64) {
        isDirty = true
        refresh(now)
    }

    /// Reads what is left as the end of the file.
    mutating func letGo() {
        isEnding = true
        isDirty = true
    }

    private mutating func refresh(_ now: Int64) {
        guard let latest = try? descriptor.status() else { return }  // an open file has one; the next look asks again
        if latest != status || fault != nil {
            isDirty = true
            if leftSince != nil { leftSince = now }
        }
        status = latest
    }

    /// A folder that cannot be searched at the moment says nothing about the names in it.
    private var mayHaveItsName: Bool {
        do {
            return try FileStatus(path: path).identity == identity
        } catch {
            return !error.isMissing
        }
    }

    private static func place(of path: String) -> String {
        // A name that is gone again already is found by the next look.
        (try? FileSystem.realPath(path)) ?? path
    }
}

extension FollowedFile {
    /// Reads what has come since. False if nothing has.
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

    /// Nothing more can be read until the file changes.
    private mutating func pause() {
        isDirty = false
        isSpent = isEnding
    }

    /// Reads the header; nil if it is not whole yet.
    private mutating func begin() throws(FeedError) -> Reading? {
        guard let file = try SourceFile(descriptor, feedFile, source: source, isGrowing: !isEnding) else { return nil }
        var (offset, line) = (file.start, file.startLine)
        if let mark, status.size >= mark.offset { (offset, line) = (mark.offset, mark.line) }
        mark = nil
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
        // An unfinished record is read again from its start: it must fit.
        let wanted = now.seen - batch.records.fileOffset + Self.chunkBytes
        do {
            while batch.records.bytes.count < wanted {
                let place = batch.records.fileOffset + batch.records.bytes.count
                let missing = wanted - batch.records.bytes.count
                if try descriptor.read(into: &batch.records.bytes, atMost: missing, from: place) == 0 { break }
            }
            // Emptied and written anew, perhaps while it was read: the next call begins again with the header.
            guard try now.fingerprint.isStill(descriptor) else { return batch.restart() }
        } catch {
            reading = now
            throw .unreadable(path: path, error)
        }
        let isAtEnd = batch.records.bytes.count < wanted
        now.seen = batch.records.fileOffset + batch.records.bytes.count
        // The parser changes bytes where it removes quotes.
        let first = Array(batch.records.bytes.prefix(now.fingerprint.missing))
        now.parser.parse(&batch.records, atEnd: isEnding && isAtEnd)
        now.fingerprint.note(first, count: batch.records.consumed, descriptor)
        if isAtEnd { pause() }
        reading = now
        for reject in batch.records.rejects { batch.rejects.append(FeedReject(reject, path: path)) }
        source.shape.apply(to: &batch.records)
        // Times without a date belong to the day on which they arrive.
        var times = TimeColumn(source.time, day: source.time.repeatsDaily ? source.time.zone.date(at: arrival) : nil)
        times.read(&batch)
    }
}
