package import CSV
package import EventTime

/// One source during a pass: the records that come next, in event-time order.
package struct SourceCursor {
    /// Just one of the two, as the pre-pass decided.
    private var merge: RunMerge?
    private var walk: IndexWalk?
    private var hasMore = true
    /// Records in event-time order; those before `position` are taken.
    package private(set) var batch: RecordBatch
    /// When each record of the batch is due.
    package private(set) var times: [Instant] = []
    /// The number of the next record.
    package private(set) var position = 0

    init(_ prePass: PrePass) {
        let (source, files, passes) = (prePass.source, prePass.files, prePass.passes)
        batch = RecordBatch(width: source.columns.count)
        switch prePass.order {
        case .runs(let runs): merge = RunMerge(runs, source: source, files: files, passes: passes)
        case .index(let index): walk = IndexWalk(index, source: source, files: files)
        }
    }

    /// When the next record is due; nil when all are taken. Only meaningful after `fill`.
    package var nextTime: Instant? { position < times.count ? times[position] : nil }

    /// Every record due by this instant is in the batch. `Instant.max` if no other batch follows.
    package var isCompleteThrough: Instant { hasMore ? (times.last.map { $0 - 1 } ?? .min) : .max }

    /// How many records of the batch from `position` on are due by `instant`. O(log n).
    package func count(through instant: Instant) -> Int {
        var (low, high) = (position, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low - position
    }

    /// The offset in its file of a record of an indexed batch.
    func offset(of record: Int) -> Int { walk?.places.offset(of: record) ?? 0 }

    mutating func take(_ count: Int) { position += count }

    mutating func fill() -> [FileChanged] {
        var changed: [FileChanged] = []
        while position >= times.count && hasMore {
            position = 0
            hasMore = merge?.next(&batch, &times) ?? walk?.next(&batch, &times) ?? false
            changed += merge?.changed ?? walk?.changed ?? []
        }
        if position >= times.count {
            position = 0
            times.removeAll(keepingCapacity: true)
        }
        return changed
    }
}
