import CSV
package import EventTime
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
    private(set) var passes: [FilePass]
    /// What the last step read.
    private(set) var batch: RecordBatch
    private(set) var times: [Instant] = []
    /// What the last step could not use. Empty while a file is read for another day.
    private(set) var rejects: [FeedReject] = []
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
    init(_ source: FeedSource) throws(FeedError) {
        self.source = source
        var files: [SourceFile] = []
        for (number, path) in source.files.enumerated() {
            files.append(try SourceFile(path: path, number: number, source: source))
        }
        self.files = files
        passes = source.time.repeatsDaily ? [] : files.indices.map { FilePass(file: $0, day: nil) }
        batch = RecordBatch(width: source.columns.count)
        summary.bytes = files.reduce(0) { $0 + $1.status.size }
    }

    /// Sets the days on which a source without dates repeats; must come before its first step.
    mutating func repeatDaily(on days: [CivilDate]) {
        passes = days.flatMap { day in files.indices.map { FilePass(file: $0, day: day) } }
    }

    /// Reads the next chunk, or goes on sorting what was read. False when all is read and sorted.
    mutating func step() throws(FeedError) -> Bool {
        guard current < passes.count else { return sort() }
        let pass = passes[current]
        let file = files[pass.file]
        do {
            var chunks = try self.chunks ?? open(file, pass)
            self.chunks = nil
            if let descriptor, !chunks.isAtEnd {
                let before = chunks.offset
                if try !chunks.next(descriptor, into: &batch, &times, isOpenEnded: source.isGrowing) {
                    throw FeedError.notAFile(path: file.path, kind: "a file that became shorter while it was read")
                }
                let isFirstReading = pass.day == nil || pass.day == passes[0].day
                let found = isFirstReading ? chunks.rejects : []
                summary.read(times, found, bytes: isFirstReading ? chunks.offset - before : 0)
                report(found)
                guard note(pass: current, end: chunks.offset) else {
                    beginAnew()
                    return true
                }
            }
            if chunks.isAtEnd {
                marks[file.status.identity] = FileMark(chunks.end, line: chunks.line)
                current += 1
                descriptor = nil
            } else {
                self.chunks = chunks
            }
        } catch let error as SystemError {
            throw .unreadable(path: file.path, error)
        } catch let error as FeedError {
            throw error
        } catch {
            preconditionFailure("the calls above throw nothing else")
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
        batch.restart(at: 0)
        (times, rejects) = ([], [])
        return !isDone
    }

    /// Ends the pre-pass: the order is ready to be replayed.
    mutating func finish() {
        switch order {
        case .runs(let runs): summary.runs = runs.count
        case .index: summary.runs = Self.maximumRuns + 1
        }
        batch = RecordBatch(width: 0)
        times = []
    }

    private mutating func open(_ file: SourceFile, _ pass: FilePass) throws -> FileChunks {
        descriptor = try FileDescriptor.open(file.path)
        batch.restart(at: file.start)
        times = []
        return FileChunks(
            file, source: source, day: pass.day, offset: file.start, line: file.startLine, end: file.status.size,
            chunkBytes: Self.chunkBytes)
    }

    /// Hands on what was not reported before the pre-pass began anew.
    private mutating func report(_ found: [FeedReject]) {
        let known = min(found.count, reportedBefore)
        reportedBefore -= known
        rejects = Array(found.dropFirst(known))
    }

    /// Takes the batch just read, which ends at `end`, into the order. False if that asks for an index instead of runs.
    private mutating func note(pass: Int, end: Int) -> Bool {
        switch order {
        case .runs(var runs):
            order = .runs([])
            extend(&runs, pass: pass, end: end)
            order = .runs(runs)
            return runs.count <= Self.maximumRuns
        case .index(var index):
            order = .runs([])
            index.append(batch, times, file: passes[pass].file)
            order = .index(index)
            return true
        }
    }

    /// Reads from the start again, into an index. The rejects of the last step are still to be told.
    private mutating func beginAnew() {
        order = .index(RecordIndex(sizes: files.map(\.status.size)))
        reportedBefore = summary.rejected.values.reduce(0, +)
        let bytes = summary.bytes
        summary = SourceSummary()
        summary.bytes = bytes
        chunks = nil
        descriptor = nil
        times = []
        current = 0
    }

    private func extend(_ runs: inout [Run], pass: Int, end: Int) {
        var last = runs.last?.pass == pass ? runs[runs.count - 1].last : Instant.max
        for record in times.indices {
            if times[record] < last {
                let offset = batch.fileOffset + Int(batch.starts[record])
                if runs.last?.pass == pass { runs[runs.count - 1].end = offset }
                runs.append(
                    Run(
                        pass: pass, offset: offset, line: batch.lines[record], end: end, first: times[record],
                        last: times[record]))
                if runs.count > Self.maximumRuns { return }
            }
            last = times[record]
            runs[runs.count - 1].last = last
        }
        if runs.last?.pass == pass { runs[runs.count - 1].end = end }
    }
}

/// What the pre-pass found in one source.
package struct SourceSummary: Sendable {
    /// Records with a readable time, on all days.
    package var records = 0
    /// Records without one, by the value of the label `reason`.
    package var rejected: [String: Int] = [:]
    /// The instants at which the first and the last record are due; nil without records.
    package var span: ClosedRange<Instant>?
    /// How many ascending runs the records form, at most one more than a merge can take; then there is an index.
    package var runs = 0
    /// Whether the records' order in the files is not their order in time.
    package var needsMerge: Bool { runs > 1 }
    /// The size of all files, and how much of it has been read.
    package var bytes = 0
    /// How much of that has been read.
    package var bytesRead = 0

    mutating func read(_ times: [Instant], _ rejects: [FeedReject], bytes count: Int) {
        records += times.count
        bytesRead += count
        for reject in rejects { rejected[reject.reason, default: 0] += 1 }
        var (least, most) = (Instant.max, Instant.min)
        for time in times {
            least = min(least, time)
            most = max(most, time)
        }
        if times.isEmpty { return }
        span = span.map { min($0.lowerBound, least)...max($0.upperBound, most) } ?? least...most
    }
}
