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
    private let passes: [FilePass]
    private let chunkBytes: Int
    private let descriptors = Descriptors()
    /// The runs not opened yet, by the time of their first record.
    private var pending: ArraySlice<Int>
    /// The open runs, in file order; each stands on a record.
    private var readers: [RunReader] = []
    /// The storage of a few that are done, for those to come.
    private var spare: [RecordBatch] = []
    /// What a step takes from them, one run behind the other, and how that is put into order.
    private var taken: RecordBatch
    private var stretches = StretchMerge()
    private var order: [UInt32] = []
    /// Which files turned out to have changed, since the last call of `next`.
    private(set) var changed: [FileChanged] = []

    /// Merges `runs`, given in file order.
    init(_ runs: [Run], source: FeedSource, files: [SourceFile], passes: [FilePass]) {
        self.runs = runs
        self.source = source
        self.files = files
        self.passes = passes
        taken = RecordBatch(width: source.columns.count)
        pending = runs.indices.sorted { (runs[$0].first, $0) < (runs[$1].first, $1) }[...]
        let overlapping = max(1, Self.mostAtOnce(runs))
        // What is handed on whole is worth a larger piece than what waits beside others.
        let most = overlapping == 1 ? 1 << 17 : min(1 << 16, Self.stepBytes / overlapping)
        // Files that are small are read at leisure: their buffers should not be what the process consists of.
        chunkBytes = max(4096, min(most, runs.reduce(0) { $0 + $1.end - $1.offset } / 256))
    }

    /// Replaces what is in `batch` and `times` by the next records. False when none is left after them.
    mutating func next(_ batch: inout RecordBatch, _ times: inout [Instant]) -> Bool {
        changed.removeAll(keepingCapacity: true)
        batch.restart(at: 0)
        times.removeAll(keepingCapacity: true)
        openDue()
        if readers.count == 1, readers[0].position == 0, isBeforePending(readers[0].times.last) {
            readers[0].handOver(&batch, &times)
        } else if let last = lastKnown {
            merge(through: last, into: &batch, &times)
        }
        refill()
        return !readers.isEmpty || !pending.isEmpty
    }

    private mutating func merge(through last: Moment, into batch: inout RecordBatch, _ times: inout [Instant]) {
        taken.restart(at: 0)
        stretches.removeAll()
        for reader in readers {
            let records = reader.take(through: last)
            taken.append(reader.batch, records)
            stretches.add(reader.times[records])
        }
        stretches.merge(into: &times, &order)
        batch.take(&taken, in: order)
    }

    /// Up to where all records are in the readers' batches: the end of one of these, or the start of a run that is not
    /// open. The earliest record of all never comes after it. Nil without readers.
    private var lastKnown: Moment? {
        if readers.isEmpty { return nil }
        var last = pending.first.map { Moment(time: runs[$0].first, order: $0) } ?? Moment(time: .max, order: .max)
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
        var (earliest, known, held) = (Instant.max, Instant.max, 0)
        func note(_ reader: RunReader) {
            earliest = min(earliest, reader.nextTime)
            known = min(known, reader.end?.time ?? .max)
            held += reader.batch.bytes.count
        }
        for reader in readers { note(reader) }
        while let next = pending.first {
            let enough = known == .max ? Self.littleBytes : Self.stepBytes
            if runs[next].first > earliest && (held >= enough || runs[next].first > known) { return }
            pending.removeFirst()
            guard let reader = open(next) else { continue }
            note(reader)
            readers.insert(reader, at: place(of: next))
        }
    }

    /// Where the reader of a run belongs among those that are open.
    private func place(of run: Int) -> Int {
        var (low, high) = (0, readers.count)
        while low < high {
            let middle = (low + high) / 2
            if readers[middle].order < run { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// A reader that stands on the first record of the run; nil if its file has changed.
    private mutating func open(_ number: Int) -> RunReader? {
        let (run, pass) = (runs[number], passes[runs[number].pass])
        let chunks = FileChunks(
            files[pass.file], source: source, day: pass.day, offset: run.offset, line: run.line, end: run.end,
            chunkBytes: chunkBytes)
        let batch = spare.popLast() ?? RecordBatch(width: source.columns.count)
        let reader = RunReader(chunks, files[pass.file], order: number, batch, descriptors)
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
