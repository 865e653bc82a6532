import Bytes
import CSV
import EventTime

/// Merges the runs of one source: records in event-time order, records of equal time in file order.
///
/// Each step takes from all open runs the records that are due before every record not read yet, and sorts these
/// records together. The memory depends on how many runs overlap, not on the number of records: the buffers share about
/// 8 MiB. If you change the sizes below, run `swift run -c release benchmark blocks files-1000` before and after.
struct RunMerge {
    /// The most bytes that one step should merge.
    private static let stepBytes = 1 << 19
    /// A step opens more runs if the open runs have fewer bytes than this.
    private static let littleBytes = 1 << 16
    /// How many batches of closed runs are kept for new runs. Runs that follow one another need no more.
    private static let mostSpare = 4

    private let runs: [Run]
    private let source: FeedSource
    private let files: [SourceFile]
    private let parts: [FileOnDay]
    private let isNewestFirst: [Bool]
    private let chunkBytes: Int
    private let openFiles = OpenFileCache()
    /// The runs that are not open yet, by the time of their first record.
    private var pending: ArraySlice<Int>
    /// The open runs, in file order. Each has a next record.
    private var readers: [RunReader] = []
    /// Batches of closed runs, whose storage new runs use.
    private var spare: [FeedBatch] = []
    /// The records of one step, one run behind the other, and the order in which the step returns them.
    private var taken: FeedBatch
    private var merge = AscendingMerge()
    private var order: [UInt32] = []
    /// The files that were found to have changed, since the last call of `next`.
    private(set) var changed: [ChangedFileError] = []

    /// Merges `runs`, given in file order.
    init(_ runs: [Run], _ prePass: PrePass) {
        self.runs = runs
        (source, files, parts) = (prePass.source, prePass.files, prePass.parts)
        isNewestFirst = prePass.files.indices.map { prePass.isNewestFirst($0) }
        taken = prePass.emptyBatch
        taken.files = FileColumn(all: files.map(\.feedFile))
        pending = runs.indices.sorted { (runs[$0].first, $0) < (runs[$1].first, $1) }[...]
        let overlapping = max(1, Self.mostAtOnce(runs))
        // A single run is passed on unmerged, so larger reads pay off.
        let most = overlapping == 1 ? 1 << 17 : min(1 << 16, Self.stepBytes / overlapping)
        // Keep buffers small for small files, or they would dominate the process's memory.
        chunkBytes = max(4096, min(most, runs.reduce(0) { $0 + $1.end - $1.offset } / 256))
    }

    /// Replaces the records of `batch` by the next records. False if no records follow them.
    mutating func next(_ batch: inout FeedBatch) -> Bool {
        changed.removeAll(keepingCapacity: true)
        batch.restart()
        openDue()
        if readers.count == 1, readers[0].position == 0, isBeforePending(readers[0].batch.times.last) {
            readers[0].exchangeBatch(with: &batch)
        } else if let last = lastKnown {
            merge(through: last, into: &batch)
        }
        refill()
        return !readers.isEmpty || !pending.isEmpty
    }

    private mutating func merge(through last: TimeAndRun, into batch: inout FeedBatch) {
        taken.restart()
        taken.files.removeAll()
        merge.removeAll()
        for reader in readers {
            let records = reader.takeRecords(through: last)
            taken.files.append(reader.feedFile, count: records.count, behind: taken.count)
            taken.records.append(
                reader.batch.records, records, shareBytes: source.shape.spread != nil)
            merge.add(reader.batch.times[records])
        }
        merge.merge(into: &batch.times, &order)
        batch.files.replace(by: taken.files, in: order)
        batch.records.replace(by: &taken.records, in: order)
    }

    /// The end of the records that this step can merge: the earliest end of a reader's batch, or the start of the first
    /// pending run. The batches of the readers contain all records up to this point, and at least one. Nil without
    /// readers.
    private var lastKnown: TimeAndRun? {
        if readers.isEmpty { return nil }
        var last = TimeAndRun(time: .latest, run: .max)
        if let next = pending.first { last = TimeAndRun(time: runs[next].first, run: next) }
        for reader in readers {
            if let end = reader.end { last = .min(last, end) }
        }
        return last
    }

    private func isBeforePending(_ time: Instant?) -> Bool {
        guard let time, let next = pending.first else { return true }
        return time < runs[next].first
    }

    /// Opens the runs that begin no later than the earliest record of the open runs; without open runs, the next run.
    /// While the open runs have few bytes, also opens runs that begin before the batches of the readers end, so that
    /// each step merges enough records.
    private mutating func openDue() {
        var (earliest, held) = (Instant.latest, 0)
        // The earliest end of a reader's batch; nil while each batch has the last record of its run.
        var known: Instant?
        func note(_ reader: RunReader) {
            earliest = min(earliest, reader.nextTime)
            if let end = reader.end?.time { known = min(known ?? end, end) }
            held += reader.batch.records.bytes.count
        }
        for reader in readers { note(reader) }
        while let next = pending.first {
            let enough = known == nil ? Self.littleBytes : Self.stepBytes
            let first = runs[next].first
            if first > earliest && (held >= enough || first > known ?? .latest) { return }
            pending.removeFirst()
            guard let reader = open(next) else { continue }
            note(reader)
            let index = partitionPoint(readers.indices) { readers[$0].order < next }
            readers.insert(reader, at: index)
        }
    }

    /// A reader before the first record of the run; nil if its file has changed.
    private mutating func open(_ number: Int) -> RunReader? {
        let (run, part) = (runs[number], parts[runs[number].part])
        // The first record gets the time that it got in the pre-pass, if a time just before it in the order of the file
        // precedes it.
        let previous = source.time.eventTime(ofDue: run.first).advanced(by: isNewestFirst[part.file] ? 1 : -1)
        let chunks = FileChunks(
            files[part.file], range: run.offset..<run.end, line: run.line, source: source, day: part.day,
            chunkBytes: chunkBytes, isNewestFirst: isNewestFirst[part.file], after: previous)
        let batch = spare.popLast() ?? FeedBatch(source: taken.source, width: source.columns.count)
        let reader = RunReader(chunks, of: files[part.file], order: number, reusing: batch, openFiles)
        return fill(reader) ? reader : nil
    }

    /// Reads on until each reader has a next record again. Removes the readers that are at their end.
    private mutating func refill() {
        var kept = 0
        for number in readers.indices {
            if fill(readers[number]) {
                if kept < number { readers.swapAt(kept, number) }
                kept += 1
            } else if spare.count < Self.mostSpare {
                spare.append(readers[number].batch)
            }
        }
        readers.removeLast(readers.count - kept)
    }

    private mutating func fill(_ reader: RunReader) -> Bool {
        do {
            return try reader.fill()
        } catch {
            changed.append(error)
            return false
        }
    }

    /// The most runs that overlap, which is the number of buffers in use at once.
    static func mostAtOnce(_ runs: [Run]) -> Int {
        let ends = runs.map(\.last).sorted()
        var (closed, open, most) = (0, 0, 0)
        for first in runs.map(\.first).sorted() {
            while closed < ends.count && ends[closed] < first {
                closed += 1
                open -= 1
            }
            open += 1
            most = max(most, open)
        }
        return most
    }
}
