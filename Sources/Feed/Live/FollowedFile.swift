import CSV
import EventTime
import POSIX

/// One followed file: an open descriptor, which stays open through a rename, and the position up to which it was read.
struct FollowedFile {
    static let graceNanoseconds: Int64 = 10_000_000_000

    /// The number of the file within its source, and the path when it was first found.
    var number: Int
    var firstPath: String
    /// The present or last path of the file.
    private(set) var path: String
    /// The path without symbolic links, as in events.
    private(set) var realPath: String
    /// The reason why the file cannot be read now; nil if it can.
    var fault: FeedError?
    /// Nil while the header is incomplete, or while `former` is compared with the file.
    var reading: LiveReading?
    /// What was consumed of the content before, until the present content is compared with it.
    var former: FormerContent?
    /// The number of the deleted file that had the name before, until the content of this file is compared with its
    /// content.
    var predecessor: Int?
    /// Whether another file got the name after this file was deleted.
    var isReplaced = false
    let source: FeedSource
    let descriptor: FileDescriptor
    var status: FileStatus
    /// The end of the records that a replay has applied. The first reading begins there, and sets this to nil.
    var resumePosition: ResumePosition?
    /// Whether the file may have bytes that were not read.
    private(set) var isDirty = true
    /// Since when the file has had no name and has not changed; nil if it has a name.
    private var namelessSince: Int64?
    /// Whether the file will never grow again, so that its last record needs no line end.
    private(set) var isEnding = false
    /// Whether the file was read to its end, after `isEnding`.
    private(set) var isFinished = false
    /// Whether another file has the name and the records, so that the file is not read any more.
    private(set) var isRetired = false
    /// Records that end up to this offset are consumed without an effect; 0 if there are none.
    var skipEnd = 0
    /// What the reader waits for.
    var wait = LiveWait()
    /// Sentences for the log.
    var notices: [String] = []

    /// Follows the open file at `path`, whose records have the number and paths of `file`. Begins behind the records of
    /// `reading` or at `resumePosition`; if both are nil, at the beginning of the file.
    init(
        _ descriptor: FileDescriptor, _ status: FileStatus, path: String, as file: FeedFile, source: FeedSource,
        from resumePosition: ResumePosition?, continuing reading: LiveReading?
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

    var feedFile: FeedFile { FeedFile(number: number, path: path, firstPath: firstPath) }

    /// Whether the file has no name in any folder, so that it can never get one again.
    var isDeleted: Bool { status.links == 0 }

    var hasSeveralLinks: Bool { status.links > 1 }

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
        if name != nil && hasMissingBytes { isDirty = true }
        if let since = idleWithoutNameSince, now - since >= Self.graceNanoseconds { end() }
    }

    /// Whether the file has bytes up to its size that could not be read, or that are NUL. A mount may show them later,
    /// without a new size or time.
    private var hasMissingBytes: Bool { reading.map { status.size > $0.seen } ?? false }

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

    /// Ends the file without its unfinished record, because another file has the name and the records.
    mutating func retire() {
        reading = nil
        (isRetired, isFinished) = (true, true)
    }

    /// Reads no more until the file changes.
    mutating func pause() {
        isDirty = false
        isFinished = isEnding
    }

    /// Whether the file must be read.
    var isUnread: Bool { isDirty && !isRetired }

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
