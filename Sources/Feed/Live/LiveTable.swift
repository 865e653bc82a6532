import CSV
import EventTime
import POSIX

/// One step of reading a table anew.
package enum TableStep {
    /// The records of all files follow.
    case begins
    /// Records of one file.
    case records(FeedBatch)
    /// All records were read: they are the state.
    case isComplete
    /// The files have changed while they were read: the state before stays.
    case isAbandoned
}

/// The files of a source with `content: table`: together they are a state, and are read anew when one of them has
/// changed. A change is over once its writer closes the file, or the file has been unchanged for a second.
struct LiveTable {
    private static let chunkBytes = 1 << 18
    private static let settlingNanoseconds: Int64 = 1_000_000_000

    private let source: FeedSource
    private let number: Int
    private let globs: [Glob]
    /// The files of the last lookup, in the order of reading.
    private var present: [TableFile] = []
    /// The files of the present state; nil before the first.
    private var shown: [TableFile]?
    /// The files of which one was empty and was not before.
    private var refused: [TableFile]?
    /// When the last change was seen, and whether its writer has closed the file.
    private var changedAt: Int64 = .min
    private var isClosed = true
    /// The number of the file that is being read; nil between two readings.
    private var current: Int?
    private var descriptor: FileDescriptor?
    private var chunks: FileChunks?
    private var batch: FeedBatch
    /// The faults of files that are passed over, by path.
    private(set) var faults: [String: FeedError] = [:]
    private var reportedFaults: [String: String] = [:]

    init(_ source: FeedSource, number: Int, _ globs: [Glob]) {
        self.source = source
        self.number = number
        self.globs = globs
        batch = FeedBatch(source: number, width: source.columns.count)
    }

    /// Whether a state is complete.
    var isRead: Bool { shown != nil }

    /// The folders of the files.
    var folders: [String] { globs.flatMap { $0.folders() } + present.map { Glob($0.realPath).directory } }

    var status: LiveStatus {
        let unread = shown == present ? [] : present
        return LiveStatus(
            files: present.count - faults.count, skipped: Array(faults.values),
            lagBytes: unread.reduce(0) { $0 + $1.status.size })
    }

    /// The moment at which a change is over; nil without a change.
    var nextWake: Int64? {
        if current != nil || shown == present || refused == present { return nil }
        return isClosed ? .min : changedAt + Self.settlingNanoseconds
    }

    /// Looks for changes of names, sizes and times.
    mutating func lookUp(now: Int64) {
        let found = globs.flatMap { $0.paths() }.filter { path in !source.excluded.contains { $0.matches(path) } }
            .compactMap { TableFile($0) }
        if found == present { return }
        // What is there at the start is a state.
        (present, changedAt, isClosed) = (found, now, isRead ? false : isClosed)
    }

    /// Notes that a file has changed. `isClosed` if its writer has closed it.
    mutating func markChanged(_ realPath: String, isClosed: Bool, now: Int64) {
        guard present.contains(where: { $0.realPath == realPath }) else { return }
        lookUp(now: now)
        if !isClosed { changedAt = now }
        self.isClosed = isClosed
    }

    /// Reads about 256 KiB. Nil if there is nothing to read now.
    mutating func read(_ arrival: Instant, now: Int64) -> TableStep? {
        guard let number = current else {
            guard let due = nextWake, now >= due else { return nil }
            let before = present
            lookUp(now: now)
            if before != present && !isClosed { return nil }
            (current, faults) = (0, [:])
            return .begins
        }
        if chunks == nil && number == present.count { return finish(now) }
        do throws(FeedError) {
            if chunks == nil {
                guard try open(present[number], number, arrival) else {
                    // Until the next change, the state before stays.
                    refused = present
                    return abandon(now)
                }
            }
            return try Feed.reading(present[number].path) { () throws(SystemError) in try readChunk(now) }
        } catch {
            faults[present[number].path] = error
            batch.restart()
            (current, chunks, descriptor) = (number + 1, nil, nil)
            return .records(batch)
        }
    }

    /// Sentences about faults that are new since the last call.
    mutating func takeFaults() -> [FeedError] {
        let now = faults.mapValues { "\($0)" }
        defer { reportedFaults = now }
        let new = now.filter { reportedFaults[$0.key] != $0.value }.sorted { $0.value < $1.value }
        return new.compactMap { faults[$0.key] }
    }

    /// False if the file is empty now and was not before: its writer has only begun.
    private mutating func open(_ file: TableFile, _ number: Int, _ arrival: Instant) throws(FeedError) -> Bool {
        let named = FeedFile(number: number, path: file.path, firstPath: file.path)
        let opened = try Feed.reading(file.path) { () throws(SystemError) in try FileDescriptor.open(file.path) }
        let header: SourceFile
        do throws(FeedError) {
            guard let found = try SourceFile(opened, named, source: source, isGrowing: false, isFollowed: false)
            else { return false }
            header = found
        } catch {
            guard case .empty = error, let before = shown?.first(where: { $0.path == file.path }) else { throw error }
            if before.status.size > 0 { return false }
            throw error
        }
        // Where a content that must be decoded ends is not known.
        let end = try Feed.reading(file.path) { () throws(SystemError) in
            header.isEncoded ? .max : try opened.startOfNULs(before: header.status.size, atLeast: header.start)
        }
        let day = source.time.repeatsDaily ? source.time.zone.date(at: arrival) : nil
        chunks = FileChunks(
            header, range: header.start..<max(header.start, end), line: header.startLine, source: source, day: day,
            chunkBytes: Self.chunkBytes, isNewestFirst: nil, findsHeaders: true,
            latest: source.time.ahead.map {
                max(arrival, Instant(nanoseconds: header.status.modificationTime)).advanced(by: $0)
            })
        descriptor = opened
        return true
    }

    private mutating func readChunk(_ now: Int64) throws(SystemError) -> TableStep {
        guard var reading = chunks.take(), let descriptor else { return abandon(now) }
        batch.restart()
        if !reading.isAtEnd, !(try reading.next(descriptor, into: &batch)) { return abandon(now) }
        if reading.isAtEnd {
            current = (current ?? 0) + 1
            self.descriptor = nil
        } else {
            chunks = reading
        }
        return .records(batch)
    }

    private mutating func finish(_ now: Int64) -> TableStep {
        let before = present
        lookUp(now: now)
        if before != present { return abandon(now) }
        (current, shown, refused) = (nil, present, nil)
        return .isComplete
    }

    private mutating func abandon(_ now: Int64) -> TableStep {
        (current, chunks, descriptor) = (nil, nil, nil)
        (changedAt, isClosed) = (now, false)
        return .isAbandoned
    }
}

/// A file of a table.
private struct TableFile: Equatable {
    let path: String
    let realPath: String
    let status: FileStatus

    /// Nil for a file that is missing. A path that is no file is refused when it is opened.
    init?(_ path: String) {
        guard let status = try? FileStatus(path: path) else { return nil }
        self.path = path
        self.status = status
        realPath = (try? FileSystem.realPath(path)) ?? path
    }
}
