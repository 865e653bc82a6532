import CSV
import EventTime
import POSIX

/// The followed files of one source.
struct LiveSource {
    /// How many files without a name stay open after they were read to their end, because they may grow.
    private static let maximumNameless = 64

    private let source: FeedSource
    private let globs: [Glob]
    /// The positions at which following begins in files that a replay has read.
    private var resumePositions: [FileIdentity: ResumePosition]
    private var files: [FollowedFile] = []
    private var closed = ClosedFiles()
    private var nextNumber = 0
    /// Whether the files that are there at the start were looked up.
    private var isStarted = false
    private var current = 0
    /// The last batch, whose storage the next read uses.
    private var batch: FeedBatch
    /// The faults of names that lead to no file that can be followed, by name.
    private var nameFaults: [String: FeedError] = [:]
    private var reportedFaults: [String: String] = [:]

    init(
        _ source: FeedSource, number: Int, _ globs: [Glob], from resumePositions: [FileIdentity: ResumePosition]
    ) {
        self.source = source
        self.globs = globs
        self.resumePositions = resumePositions
        // Files of the replay keep their numbers; new files get higher numbers.
        nextNumber = (resumePositions.values.map(\.file.number).max() ?? -1) + 1
        batch = FeedBatch(source: number, width: source.columns.count)
    }

    var count: Int { files.count }

    var status: LiveStatus {
        let skipped = Array(faults.values)
        return LiveStatus(
            files: files.count - files.count { $0.fault != nil }, skipped: skipped,
            lagBytes: files.reduce(0) { $0 + $1.lagBytes })
    }

    /// The faults of all names that cannot be followed now, by name.
    private var faults: [String: FeedError] {
        var faults = nameFaults
        for file in files { if let fault = file.fault { faults[file.path] = fault } }
        return faults
    }

    /// The folders in which files of the source are, or may be created, and the files with several links: a change
    /// through a link in another folder is an event of that folder only.
    var watchedPaths: [String] {
        globs.flatMap { $0.folders() } + files.map { Glob($0.realPath).directory }
            + files.filter(\.hasSeveralLinks).map(\.realPath)
    }

    /// Looks up all names. Opens new files while fewer than `room` files are open.
    mutating func lookUpNames(now: Int64, room: Int) {
        var (names, order) = ([FileIdentity: String](), [FileIdentity]())
        nameFaults.removeAll()
        closeFinished()
        for path in globs.flatMap({ $0.paths() }) where !source.excluded.contains(where: { $0.matches(path) }) {
            do {
                let status = try FileStatus(path: path)
                if let kind = status.kind.nameUnlessRegular { throw FeedError.notAFile(path: path, kind: kind) }
                if uncompressedName(of: path) != nil { throw FeedError.compressed(path: path) }
                // If a file has several names, the first name counts.
                if names.updateValue(names[status.identity] ?? path, forKey: status.identity) == nil {
                    order.append(status.identity)
                }
            } catch {
                note(error, path)
            }
        }
        for index in files.indices {
            files[index].update(name: names.removeValue(forKey: files[index].identity), now: now)
        }
        endOldestNameless()
        var left = room - files.count
        for path in order.compactMap({ names[$0] }) { open(path, &left, now: now) }
        isStarted = true
    }

    /// Notes that the file at `realPath` has changed; nil means any file. A file without a name may always have
    /// changed, because events do not concern it.
    mutating func markChanged(_ realPath: String?, now: Int64) {
        for index in files.indices
        where realPath == nil || files[index].realPath == realPath || files[index].isNameless {
            files[index].markChanged(now: now)
        }
    }

    /// Reads about 256 KiB of the next file with unread bytes. Nil if no file has any.
    mutating func read(_ arrival: Instant, now: Int64) -> FeedBatch? {
        for _ in files.indices {
            current = (current + 1) % files.count
            let hasPredecessor = files[current].predecessor != nil
            if hasPredecessor && !prepareComparison(current) { continue }
            let number = files[current].number
            if files[current].read(into: &batch, arrival, now: now) {
                if hasPredecessor || files[current].number != number { endComparison(current, number) }
                return batch
            }
        }
        return nil
    }

    /// Sentences about faults that are new since the last call.
    mutating func takeFaults() -> [FeedError] {
        if faults.isEmpty && reportedFaults.isEmpty { return [] }
        let now = faults.mapValues { "\($0)" }
        defer { reportedFaults = now }
        let new = now.filter { reportedFaults[$0.key] != $0.value }.sorted { $0.value < $1.value }
        return new.compactMap { faults[$0.key] }
    }

    /// Reports waits that are too long.
    mutating func reportWaits(now: Int64) {
        for index in files.indices { files[index].reportWait(now: now) }
    }

    /// The next moment at which a wait is too long; nil if no file waits.
    var nextReport: Int64? { files.lazy.compactMap(\.wait.due).min() }

    /// Sentences for the log, each once.
    mutating func takeNotices() -> [String] {
        var notices: [String] = []
        for index in files.indices where !files[index].notices.isEmpty {
            notices += files[index].notices
            files[index].notices = []
        }
        return notices
    }

    private mutating func open(_ path: String, _ room: inout Int, now: Int64) {
        do {
            guard room > 0 else { throw FeedError.tooManyFiles(path: path) }
            let descriptor = try FileDescriptor.open(path)
            let status = try descriptor.status()
            // Another file may have the name since it was looked up.
            if let kind = status.kind.nameUnlessRegular { throw FeedError.notAFile(path: path, kind: kind) }
            if files.contains(where: { $0.identity == status.identity }) { return }
            let position = resumePositions.removeValue(forKey: status.identity)
            let known = closed.take(status.identity)
            // Another file may have the inode now.
            let reading = known.flatMap { $0.isCompared && $0.reading.isStill(descriptor) ? $0.reading : nil }
            let file =
                position?.file ?? reading?.file.feedFile
                ?? FeedFile(number: nextNumber, path: path, firstPath: path)
            nextNumber = max(nextNumber, file.number + 1)
            var followed = FollowedFile(
                descriptor, status, path: path, as: file, source: source, from: position, continuing: reading)
            let (predecessor, former) = replace(path)
            if let known, !known.isCompared, known.reading.isBegun(in: descriptor) {
                followed.former = FormerContent(reading: known.reading, isInPlace: false, isReported: false)
            } else if reading == nil && position == nil {
                (followed.predecessor, followed.former) = (predecessor, former)
            }
            if source.startsAtEnd && !isStarted { followed.skipEnd = status.size }
            followed.prepare(now: now)
            files.append(followed)
            room -= 1
        } catch {
            note(error, path)
        }
    }

    /// Notes the fault of a name. A missing file is awaited.
    private mutating func note(_ error: any Error, _ path: String) {
        switch error {
        case let error as SystemError:
            let fault = FeedError(path, error)
            if error.isMissing, case .unreadable = fault { return }
            nameFaults[path] = fault
        case let fault as FeedError: nameFaults[path] = fault
        default: preconditionFailure("only system calls and kinds of files fail here")
        }
    }

    /// Closes files that were read to their end.
    private mutating func closeFinished() {
        for file in files where file.isFinished {
            closed.add(file, isAwaited: files.contains { $0.predecessor == file.number })
        }
        files.removeAll(where: \.isFinished)
    }

    /// Ends the files that have been without a name for the longest time, if there are too many.
    private mutating func endOldestNameless() {
        let nameless = files.indices.filter { files[$0].idleWithoutNameSince != nil }
            .sorted { files[$0].idleWithoutNameSince ?? 0 < files[$1].idleWithoutNameSince ?? 0 }
        for index in nameless.dropLast(Self.maximumNameless) { files[index].end() }
    }
}

/// Files that have the name of a deleted file.
extension LiveSource {
    /// Finds the number, or the content, of the deleted file that had the name last. No other file can
    /// replace it later.
    private mutating func replace(_ path: String) -> (predecessor: Int?, former: FormerContent?) {
        let index = files.lastIndex { $0.isDeleted && !$0.isFinished && !$0.isReplaced && $0.path == path }
        let former = closed.takeDeleted(path: path)
        if let index {
            files[index].isReplaced = true
            return (files[index].number, nil)
        }
        // Between deletion and creation there was no file, so that other content is no surprise.
        return (nil, former.map { FormerContent(reading: $0, isInPlace: false, isReported: false) })
    }

    /// Lets a file know the content of the deleted file whose name it has. False if the file cannot be read yet.
    private mutating func prepareComparison(_ index: Int) -> Bool {
        guard files[index].isUnread else { return false }
        while let number = files[index].predecessor, let old = present(number, besides: index) {
            // All records of the deleted file count before the comparison.
            if files[old].isUnread { return false }
            if let reading = files[old].reading {
                files[index].former = former(reading)
                return true
            }
            // The deleted file was itself compared with a deleted file, and was never as long.
            files[index].former = files[old].former.flatMap { former($0.reading) }
            files[index].predecessor = files[old].predecessor
            files[old].retire()
        }
        if let number = files[index].predecessor, let reading = closed.takeDeleted(number: number) {
            files[index].former = former(reading)
        }
        files[index].predecessor = nil
        return true
    }

    /// The index of the file with this number, unless it is closed.
    private func present(_ number: Int, besides index: Int) -> Int? {
        files.indices.first { files[$0].number == number && $0 != index && !files[$0].isRetired }
    }

    private func former(_ reading: LiveReading) -> FormerContent? {
        reading.hasRecords ? FormerContent(reading: reading, isInPlace: false, isReported: true) : nil
    }

    /// Forgets the deleted file, if the comparison has a result. If the file goes on behind the records of the deleted
    /// file, it has the number of that file instead of `number`.
    private mutating func endComparison(_ index: Int, _ number: Int) {
        guard files[index].former == nil, files[index].reading != nil else { return }
        let old = files[index].predecessor.flatMap { present($0, besides: index) }
        files[index].predecessor = nil
        let goesOn = files[index].number != number
        if let old, goesOn || files[old].reading?.hasRecords == false {
            if files[index].hasUnfinishedRecord(of: files[old]) {
                files[old].retire()
            } else if goesOn {
                // The old file has an unfinished record of its own.
                files[old].number = nextNumber
                nextNumber += 1
            }
        }
        guard goesOn else { return }
        for other in files.indices where files[other].predecessor == number {
            files[other].predecessor = files[index].number
        }
    }
}
