import CSV
import EventTime
import POSIX

/// Reads each file of one source once, one chunk per step. Finds the runs in which event times ascend, and hands on
/// every record, so that the caller can find the series in advance.
///
/// If a source has more than `maximumRuns` runs, the pre-pass starts again, and builds an index of all records instead.
final class PrePass {
    static let maximumRuns = 4096
    private static let chunkBytes = 1 << 17
    /// The most decoders that a pass may have at once. Each takes about half a megabyte with its buffers.
    private static let mostDecoded = 16

    let source: FeedSource
    private(set) var files: [SourceFile]
    /// The faults of the files that are passed over.
    let skipped: [FeedError]
    /// The files; if the source repeats daily, each file on each day.
    private(set) var parts: [FileOnDay]
    /// The records of the last step. When a file is read for a second day, its rejects are not reported again.
    private(set) var batch: FeedBatch
    private(set) var order = Order.runs([])
    private(set) var summary = SourceSummary()
    /// The end of the records of each file.
    private(set) var resumePositions: [FileIdentity: ResumePosition] = [:]
    /// For each file in which a local time occurs twice: whether its newest record comes first.
    private var newestFirst: [Int: Bool] = [:]
    private var current = 0
    /// The files to decode into temporary files before the next chunk is read, and the one that is being decoded.
    private var unspooled: [Int] = []
    private var spooling: Spooling?
    private var hasPlannedSpools = false
    /// Whether the next chunk needs an index, which is made when `unspooled` is empty.
    private var isIndexWanted = false
    /// Why the content of a file in a temporary file ends too early, by the number of the file.
    private var damage: [Int: ContentFault] = [:]
    /// How many rejects were reported before the pre-pass started again, and must not be reported again.
    private var reportedBefore = 0
    private var chunks: FileChunks?
    private var descriptor: FileDescriptor?
    /// The start of the section of the current file that is being read. A run ends with its section.
    private var sectionStart = 0
    /// The sections of the current file so far. They become a part of the file at its end: other copies of the file
    /// share its sections until then, and a change would copy them all.
    private var sections: [Section] = []

    /// How the records of the source are put in event-time order.
    enum Order {
        case runs([Run])
        case index(RecordIndex)
    }

    /// Opens all files of the source and reads their headers. Throws if the source has files, and none can be used.
    init(_ source: FeedSource, number: Int) throws(FeedError) {
        self.source = source
        (files, skipped) = usableFiles(of: source)
        if files.isEmpty, let first = skipped.first {
            if skipped.count == 1 { throw first }
            throw .noUsableFile(source: source.name, count: skipped.count, first: first)
        }
        parts = source.time.repeatsDaily ? [] : files.indices.map { FileOnDay(file: $0, day: nil) }
        batch = FeedBatch(source: number, width: source.columns.count)
        summary.bytes = files.reduce(0) { $0 + $1.status.size }
    }

    /// Sets the days on which a source without dates repeats. Must be called before the first step.
    func repeatDaily(on days: [CivilDate]) {
        parts = days.flatMap { day in files.indices.map { FileOnDay(file: $0, day: day) } }
    }

    /// A batch without records, for readers of the passes.
    var emptyBatch: FeedBatch { FeedBatch(source: batch.source, width: source.columns.count) }

    /// Reads the next chunk, decodes the next piece of a file, or continues to sort the index. False when all is done.
    func step() throws(FeedError) -> Bool {
        if try spoolSome() { return true }
        guard current < parts.count else {
            if planSpools() { return true }
            return sort()
        }
        let part = parts[current]
        let file = files[part.file]
        do throws(SystemError) {
            var chunks: FileChunks
            if let started = self.chunks.take() { chunks = started } else { chunks = try open(file, part) }
            let before = chunks.bytesRead
            let damage = damage[part.file]
            if !chunks.isAtEnd || damage != nil {
                let isOpenEnded = damage?.isWithinRecord ?? (source.isGrowing && !file.isGzip)
                guard let descriptor, try chunks.next(descriptor, into: &batch, isOpenEnded: isOpenEnded) else {
                    lose(file, found: "a smaller size")
                    return true
                }
                if before == file.start, let nuls = FeedReject(leadingNULsOf: file) {
                    batch.rejects.insert(nuls, at: 0)
                }
                if let isNewestFirst = chunks.isNewestFirst { newestFirst[part.file] = isNewestFirst }
                if chunks.isAtEnd, let fault = chunks.fault ?? damage { batch.rejects.append(file.reject(fault)) }
                let isFirstReading = part.day == nil || part.day == parts[0].day
                if !isFirstReading { batch.rejects = [] }
                summary.add(batch, bytes: isFirstReading && file.spool == nil ? chunks.bytesRead - before : 0)
                skipReported()
                let isAdded = addToOrder(part: current, end: chunks.header ?? chunks.offset)
                note(chunks.chunkSection)
                note(chunks.section)
                sectionStart = chunks.section.start
                guard isAdded else {
                    startAgain()
                    return true
                }
            }
            if chunks.isAtEnd { end(file, chunks) } else { self.chunks = chunks }
        } catch {
            lose(file, found: "\(error)")
        }
        return true
    }

    /// Adds a section of the current file, or what is known of it now.
    private func note(_ section: Section) {
        if sections.last?.start == section.start { sections.removeLast() }
        sections.append(section)
    }

    /// Ends the reading of a part.
    private func end(_ file: SourceFile, _ chunks: FileChunks) {
        for section in sections { files[parts[current].file].note(section) }
        // If a file has several names, the first name counts.
        let end = ResumePosition(
            file.feedFile, file.spool?.rawOffset(of: chunks.end) ?? chunks.rawOffset, line: chunks.line,
            after: chunks.previous, chunks.section)
        resumePositions[file.status.identity] = resumePositions[file.status.identity] ?? end
        current += 1
        descriptor = nil
    }

    /// Ends the reading of a file that cannot be read any more. One reject stands for its rest.
    private func lose(_ file: SourceFile, found: String) {
        for section in sections { files[parts[current].file].note(section) }
        batch.restart()
        batch.rejects = [ChangedFileError(file, found: found).reject]
        summary.add(batch, bytes: 0)
        skipReported()
        current += 1
        descriptor = nil
    }

    /// Decodes the next piece of a file. False if no file must be decoded now.
    private func spoolSome() throws(FeedError) -> Bool {
        if spooling == nil, let next = unspooled.popLast(),
            let decoder = files[next].decoder(isGrowing: source.isGrowing)
        {
            spooling = try Spooling(files[next], decoder)
        }
        if spooling == nil {
            if isIndexWanted { order = .index(RecordIndex(sizes: files.map { $0.size }, spread: source.shape.spread)) }
            isIndexWanted = false
            return false
        }
        batch.restart()
        if let spool = try spooling?.step(), let done = spooling.take() {
            files[done.number].spool = spool
            damage[done.number] = done.fault
        }
        return true
    }

    /// Once all is read: plans which files with runs must be decoded into temporary files, because the passes read them
    /// from several places at once, or because many of them are open at once. True if there are any.
    private func planSpools() -> Bool {
        guard !hasPlannedSpools, case .runs(let runs) = order else { return false }
        hasPlannedSpools = true
        let decoded = runs.filter { files[parts[$0.part].file].isEncoded }
        let isCrowded = RunMerge.mostAtOnce(decoded) > Self.mostDecoded
        let repeated = Dictionary(grouping: decoded) { $0.part }.filter { $0.value.count > 1 || isCrowded }
        unspooled = Set(repeated.keys.map { parts[$0].file }).sorted().reversed()
        return !unspooled.isEmpty
    }

    /// Continues to sort the index. False when the index is sorted, or if there are runs instead.
    private func sort() -> Bool {
        guard case .index(var index) = order else { return false }
        // Takes the index out of `order`, because a second reference would copy the index.
        order = .runs([])
        let isDone = index.sortSome()
        order = .index(index)
        batch.restart()
        return !isDone
    }

    /// Ends the pre-pass: `order` is complete.
    func finish() {
        switch order {
        case .runs(let runs): summary.order = runs.count > 1 ? .merged(runs: runs.count) : .asWritten
        case .index: summary.order = .indexed
        }
        batch = emptyBatch
    }

    private func open(_ file: SourceFile, _ part: FileOnDay) throws(SystemError) -> FileChunks {
        let opened: FileDescriptor
        if let spool = file.spool { opened = spool.descriptor } else { opened = try .open(file.path) }
        descriptor = opened
        sections = []
        batch.restart(at: file.start)
        sectionStart = file.start
        // Where a content that must be decoded ends is not known.
        let end = !file.isEncoded ? try opened.startOfNULs(before: file.size, atLeast: file.start) : Int.max
        return FileChunks(
            file, range: file.start..<max(file.start, end), line: file.startLine, source: source,
            day: part.day, chunkBytes: Self.chunkBytes, isNewestFirst: newestFirst[part.file], findsHeaders: true)
    }

    /// Whether the newest record of a file comes first, as far as that matters for its times. Known after the pre-pass.
    func isNewestFirst(_ file: Int) -> Bool { newestFirst[file] ?? false }

    /// Removes the rejects that were already reported before the pre-pass started again.
    private func skipReported() {
        let known = min(batch.rejects.count, reportedBefore)
        reportedBefore -= known
        batch.rejects.removeFirst(known)
    }

    /// Adds the records of `batch`, which ends at `end`, to `order`. False if the source needs an index instead of
    /// runs.
    private func addToOrder(part: Int, end: Int) -> Bool {
        switch order {
        case .runs(var runs):
            order = .runs([])
            let isDone = extend(&runs, part: part, end: end)
            order = .runs(runs)
            return isDone
        case .index(var index):
            order = .runs([])
            index.append(batch, file: parts[part].file)
            order = .index(index)
            return true
        }
    }

    /// Starts the pre-pass again, with an index. Keeps the rejects of the last step, which the caller has not seen yet.
    private func startAgain() {
        // An index needs offsets, and the sizes of all files.
        unspooled = files.indices.filter { files[$0].isEncoded }
        isIndexWanted = true
        order = .runs([])
        reportedBefore = summary.rejected.values.reduce(0, +)
        let bytes = summary.bytes
        summary = SourceSummary()
        summary.bytes = bytes
        descriptor = nil
        batch.times = []
        batch.records.restart(at: 0)
        resumePositions = [:]
        current = 0
    }

    /// Adds the records of `batch` to `runs`. False if there are too many runs, or if a run would begin within a line:
    /// a `RunReader` begins at the start of a line.
    private func extend(_ runs: inout [Run], part: Int, end: Int) -> Bool {
        let (records, times) = (batch.records, batch.times)
        func isOpen() -> Bool { runs.last.map { $0.part == part && $0.offset >= sectionStart } ?? false }
        var last = isOpen() ? runs[runs.count - 1].last : nil
        var record = 0
        while record < times.count {
            if let known = last, times[record] >= known {
                record = endOfAscent(times, from: record)
                runs[runs.count - 1].last = times[record - 1]
            } else {
                let (time, offset) = (times[record], records.fileOffset + Int(records.starts[record]))
                if isOpen() { runs[runs.count - 1].end = offset }
                runs.append(
                    Run(part: part, offset: offset, line: records.lines[record], end: end, first: time, last: time))
                let isWithinLine = record > 0 && records.starts[record] == records.starts[record - 1]
                if runs.count > Self.maximumRuns || isWithinLine { return false }
                record += 1
            }
            last = times[record - 1]
        }
        if isOpen() { runs[runs.count - 1].end = end }
        return true
    }
}
