import CSV
import EventTime

/// Merges the runs of one source: records in event-time order, records of equal time in file order.
///
/// Memory depends on how many runs overlap, not on records: their buffers share about 8 MiB.
struct RunMerge {
    private static let sharedBytes = 8 << 20
    private static let mergedBytes = 1 << 16

    private let runs: [Run]
    private let source: FeedSource
    private let files: [SourceFile]
    private let passes: [FilePass]
    private let chunkBytes: Int
    private let descriptors = Descriptors()
    /// The runs not opened yet, by the time of their first record.
    private var pending: ArraySlice<Int>
    /// The open runs as a binary heap: the one with the earliest next record first.
    private var heap: [RunReader] = []
    /// Which files turned out to have changed, since the last call of `next`.
    private(set) var changed: [FileChanged] = []

    /// Merges `runs`, given in file order.
    init(_ runs: [Run], source: FeedSource, files: [SourceFile], passes: [FilePass]) {
        self.runs = runs
        self.source = source
        self.files = files
        self.passes = passes
        pending = runs.indices.sorted { (runs[$0].first, $0) < (runs[$1].first, $1) }[...]
        let overlapping = max(1, Self.mostAtOnce(runs))
        // What is handed on whole is worth a larger piece than what waits beside others.
        chunkBytes = max(4096, min(overlapping == 1 ? 1 << 18 : 1 << 14, Self.sharedBytes / overlapping))
    }

    /// Replaces what is in `batch` and `times` by the next records. False when none is left after them.
    mutating func next(_ batch: inout RecordBatch, _ times: inout [Instant]) -> Bool {
        changed.removeAll(keepingCapacity: true)
        batch.restart(at: 0)
        times.removeAll(keepingCapacity: true)
        if heap.isEmpty { open(through: .min) }
        if let only = heap.first, heap.count == 1, only.position == 0, isBeforePending(only.times.last) {
            only.handOver(&batch, &times)
            refillFirst()
        } else {
            merge(into: &batch, &times)
        }
        return !heap.isEmpty || !pending.isEmpty
    }

    private mutating func merge(into batch: inout RecordBatch, _ times: inout [Instant]) {
        while let first = heap.first, batch.bytes.count < Self.mergedBytes {
            open(through: first.nextTime)
            let barrier = pending.first.map { runs[$0].first } ?? .max
            heap[0].move(before: secondInHeap, barrier: barrier, to: &batch, &times)
            refillFirst()
        }
    }

    private func isBeforePending(_ time: Instant?) -> Bool {
        guard let time, let next = pending.first else { return true }
        return time < runs[next].first
    }

    /// Opens the runs that begin by `time`, or the next one if none is open.
    private mutating func open(through time: Instant) {
        while let next = pending.first, heap.isEmpty || runs[next].first <= time {
            pending.removeFirst()
            let (run, pass) = (runs[next], passes[runs[next].pass])
            let chunks = FileChunks(
                files[pass.file], source: source, day: pass.day, offset: run.offset, line: run.line, end: run.end,
                chunkBytes: chunkBytes)
            heap.append(
                RunReader(chunks, files[pass.file], order: next, width: source.columns.count, descriptors))
            if fill(heap[heap.count - 1]) { siftUp() } else { heap.removeLast() }
        }
    }

    /// Makes the first of the heap stand on its next record again, or takes it out.
    private mutating func refillFirst() {
        if !fill(heap[0]) {
            heap.swapAt(0, heap.count - 1)
            heap.removeLast()
        }
        siftDown()
    }

    private mutating func fill(_ reader: RunReader) -> Bool {
        do {
            return try reader.fill()
        } catch {
            changed.append(error)
            return false
        }
    }

    private var secondInHeap: RunReader? {
        if heap.count < 3 { return heap.count < 2 ? nil : heap[1] }
        return heap[1].precedes(heap[2]) ? heap[1] : heap[2]
    }

    private mutating func siftUp() {
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if !heap[child].precedes(heap[parent]) { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while 2 * parent + 1 < heap.count {
            var child = 2 * parent + 1
            if child + 1 < heap.count && heap[child + 1].precedes(heap[child]) { child += 1 }
            if !heap[child].precedes(heap[parent]) { return }
            heap.swapAt(child, parent)
            parent = child
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
