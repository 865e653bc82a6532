import CSV
import EventTime
import POSIX

/// Reads each file of one source once, a chunk a step: finds the runs in which event times ascend, and hands on every
/// record so that the series to come are known.
///
/// A source with more runs than `maximumRuns` is begun anew and gets an index of all its records instead.
struct PrePass {
    static let maximumRuns = 4096
    private static let chunkBytes = 1 << 17

    let source: FeedSource
    let files: [SourceFile]
    /// The files, or each of them on each day.
    private(set) var parts: [FileOnDay]
    /// The records that the last step read. Without rejects while a file is read for another day.
    private(set) var batch: FeedBatch
    private(set) var order = Order.runs([])
    private(set) var summary = SourceSummary()
    /// Where the records of each file end.
    private(set) var marks: [FileIdentity: FileMark] = [:]
    private var current = 0
    private var reportedBefore = 0
    private var chunks: FileChunks?
    private var descriptor: FileDescriptor?

    /// How the source's records are put in event-time order.
    enum Order {
        case runs([Run])
        case index(RecordIndex)
    }

    /// Opens all files of the source and reads their headers.
    init(_ source: FeedSource, number: Int) throws(FeedError) {
        self.source = source
        var files: [SourceFile] = []
        for (number, path) in source.files.enumerated() {
            files.append(try SourceFile(path: path, number: number, source: source))
        }
        self.files = files
        parts = source.time.repeatsDaily ? [] : files.indices.map { FileOnDay(file: $0, day: nil) }
        batch = FeedBatch(source: number, width: source.columns.count)
        summary.bytes = files.reduce(0) { $0 + $1.status.size }
    }

    /// Sets the days on which a source without dates repeats; must come before its first step.
    mutating func repeatDaily(on days: [CivilDate]) {
        parts = days.flatMap { day in files.indices.map { FileOnDay(file: $0, day: day) } }
    }

    /// A batch without records, for those who read the source again.
    var emptyBatch: FeedBatch { FeedBatch(source: batch.source, width: source.columns.count) }

    /// Reads the next chunk, or goes on sorting the records that were read. False when all are read and sorted.
    mutating func step() throws(FeedError) -> Bool {
        guard current < parts.count else { return sort() }
        let part = parts[current]
        let file = files[part.file]
        try reading(file.path) { () throws(SystemError) in
            if chunks == nil { try open(file, part) }
        }
        guard var chunks = chunks.take(), let descriptor else { return true }
        if !chunks.isAtEnd {
            let before = chunks.offset
            let isWhole = try reading(file.path) { () throws(SystemError) in
                try chunks.next(descriptor, into: &batch, isOpenEnded: source.isGrowing)
            }
            if !isWhole { throw .notAFile(path: file.path, kind: "a file that became shorter while it was read") }
            let isFirstReading = part.day == nil || part.day == parts[0].day
            if !isFirstReading { batch.rejects = [] }
            summary.read(batch, bytes: isFirstReading ? chunks.offset - before : 0)
            skipReported()
            guard note(part: current, end: chunks.offset) else {
                beginAnew()
                return true
            }
        }
        if chunks.isAtEnd {
            // Of several names for one file the first counts.
            let mark = FileMark(file.feedFile, chunks.end, line: chunks.line)
            marks[file.status.identity] = marks[file.status.identity] ?? mark
            current += 1
            self.descriptor = nil
        } else {
            self.chunks = chunks
        }
        return true
    }

    /// Goes on sorting the index, if there is one. False when it is sorted.
    private mutating func sort() -> Bool {
        guard case .index(var index) = order else { return false }
        // Local, or the index would be copied.
        order = .runs([])
        let isDone = index.sortSome()
        order = .index(index)
        batch.restart()
        return !isDone
    }

    /// Ends the pre-pass: the order is ready to be replayed.
    mutating func finish() {
        switch order {
        case .runs(let runs): summary.order = runs.count > 1 ? .merged(runs: runs.count) : .asWritten
        case .index: summary.order = .indexed
        }
        batch = emptyBatch
    }

    private mutating func open(_ file: SourceFile, _ part: FileOnDay) throws(SystemError) {
        descriptor = try FileDescriptor.open(file.path)
        batch.restart(at: file.start)
        chunks = FileChunks(
            file, source: source, day: part.day, file.start..<max(file.start, file.status.size), line: file.startLine,
            chunkBytes: Self.chunkBytes)
    }

    /// Drops the rejects that were handed on before the pre-pass began anew.
    private mutating func skipReported() {
        let known = min(batch.rejects.count, reportedBefore)
        reportedBefore -= known
        batch.rejects.removeFirst(known)
    }

    /// Takes the batch just read, which ends at `end`, into the order. False if that asks for an index instead of runs.
    private mutating func note(part: Int, end: Int) -> Bool {
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

    /// Reads from the start again, into an index. The rejects of the last step are still to be handed on.
    private mutating func beginAnew() {
        order = .index(RecordIndex(sizes: files.map(\.status.size), spread: source.shape.spread))
        reportedBefore = summary.rejected.values.reduce(0, +)
        let bytes = summary.bytes
        summary = SourceSummary()
        summary.bytes = bytes
        descriptor = nil
        batch.times = []
        batch.records.restart(at: 0)
        marks = [:]
        current = 0
    }

    /// False if there are too many runs, or if a run would begin within a line: a reader of runs begins with a line.
    private func extend(_ runs: inout [Run], part: Int, end: Int) -> Bool {
        let (records, times) = (batch.records, batch.times)
        var last = runs.last?.part == part ? runs[runs.count - 1].last : nil
        for record in times.indices {
            let time = times[record]
            if let last, time >= last {
                runs[runs.count - 1].last = time
            } else {
                let offset = records.fileOffset + Int(records.starts[record])
                if runs.last?.part == part { runs[runs.count - 1].end = offset }
                runs.append(
                    Run(part: part, offset: offset, line: records.lines[record], end: end, first: time, last: time))
                let isWithinLine = record > 0 && records.starts[record] == records.starts[record - 1]
                if runs.count > Self.maximumRuns || isWithinLine { return false }
            }
            last = time
        }
        if runs.last?.part == part { runs[runs.count - 1].end = end }
        return true
    }
}
