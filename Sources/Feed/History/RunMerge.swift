import Bytes
import CSV
import EventTime

/// Merges the runs of one source: records in event-time order, records of equal time in file order.
///
/// Each step takes from all open runs what is known to come before anything not read yet, and puts that into order at
/// once. Memory depends on how many runs overlap, not on records: their buffers share about 8 MiB.
struct RunMerge {
    /// How much of the files a step should put into order, at most.
    private static let stepBytes = 1 << 19
    /// With less than that it looks for more.
    private static let littleBytes = 1 << 16
    /// How many readers' storage is kept: files that follow one another need no more.
    private static let mostSpare = 4

    private let runs: [Run]
    private let source: FeedSource
    private let files: [SourceFile]
    private let parts: [FileOnDay]
    private let chunkBytes: Int
    private let openFiles = OpenFileCache()
    /// The runs not opened yet, by the time of their first record.
    private var pending: ArraySlice<Int>
    /// The open runs, in file order; each stands on a record.
    private var readers: [RunReader] = []
    /// The storage of a few that are done, for those to come.
    private var spare: [FeedBatch] = []
    /// The records that a step takes from them, one run behind the other, and how they are put into order.
    private var taken: FeedBatch
    private var merge = AscendingMerge()
    private var order: [UInt32] = []
    /// Which files turned out to have changed, since the last call of `next`.
    private(set) var changed: [FileChanged] = []

    /// Merges `runs`, given in file order.
    init(_ runs: [Run], _ prePass: PrePass) {
        self.runs = runs
        (source, files, parts) = (prePass.source, prePass.files, prePass.parts)
        taken = prePass.emptyBatch
        taken.files = FileColumn(all: files.map(\.feedFile))
        pending = runs.indices.sorted { (runs[$0].first, $0) < (runs[$1].first, $1) }[...]
        let overlapping = max(1, Self.mostAtOnce(runs))
        // A single run is passed on unmerged, so larger reads pay off.
        let most = overlapping == 1 ? 1 << 17 : min(1 << 16, Self.stepBytes / overlapping)
        // Keep buffers small for small files, or they would dominate the process's memory.
        chunkBytes = max(4096, min(most, runs.reduce(0) { $0 + $1.end - $1.offset } / 256))
    }

    /// Replaces the records of `batch` by the next. False when none is left after them.
    mutating func next(_ batch: inout FeedBatch) -> Bool {
        changed.removeAll(keepingCapacity: true)
        batch.restart()
        openDue()
        if readers.count == 1, readers[0].position == 0, isBeforePending(readers[0].batch.times.last) {
            readers[0].handOver(&batch)
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
            let records = reader.take(through: last)
            taken.files.append(reader.feedFile, count: records.count, behind: taken.count)
            taken.records.append(
                reader.batch.records, records, shareBytes: source.shape.spread != nil)
            merge.add(reader.batch.times[records])
        }
        merge.merge(into: &batch.times, &order)
        batch.files.take(taken.files, in: order)
        batch.records.take(&taken.records, in: order)
    }

    /// Up to where all records are in the readers' batches: the end of one of these, or the start of a run that is not
    /// open. The earliest record of all never comes after it. Nil without readers.
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

    /// Opens the runs that begin no later than the earliest record at hand, or the next one if there is none; and more,
    /// as long as little is at hand, that begin before the readers' batches end: each step should be worth its while.
    private mutating func openDue() {
        var (earliest, held) = (Instant.latest, 0)
        // Up to where the batches of all readers have their records; nil while each has its last one.
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
            readers.insert(reader, at: place(of: next))
        }
    }

    /// Where the reader of a run belongs among those that are open.
    private func place(of run: Int) -> Int {
        partitionPoint(readers.indices) { readers[$0].order < run }
    }

    /// A reader that stands on the first record of the run; nil if its file has changed.
    private mutating func open(_ number: Int) -> RunReader? {
        let (run, part) = (runs[number], parts[runs[number].part])
        let chunks = FileChunks(
            files[part.file], source: source, day: part.day, run.offset..<run.end, line: run.line,
            chunkBytes: chunkBytes)
        let batch = spare.popLast() ?? FeedBatch(source: taken.source, width: source.columns.count)
        let reader = RunReader(chunks, files[part.file], order: number, batch, openFiles)
        return fill(reader) ? reader : nil
    }

    /// Makes all readers stand on a record again; those at their end go.
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

    /// How many runs overlap at most: that many buffers are in use at once.
    private static func mostAtOnce(_ runs: [Run]) -> Int {
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
