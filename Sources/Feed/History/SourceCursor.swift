import Bytes
import CSV
package import EventTime

/// One source during a pass: the records that come next, in event-time order.
package struct SourceCursor {
    private enum Reader {
        case merge(RunMerge)
        case walk(IndexWalk)
        /// All records are in the batch.
        case none
    }

    private var reader: Reader
    /// Records in event-time order; those before `position` are taken.
    package private(set) var batch: FeedBatch
    /// The number of the next record.
    package private(set) var position = 0

    init(_ prePass: PrePass) {
        batch = prePass.emptyBatch
        switch prePass.order {
        case .runs(let runs): reader = .merge(RunMerge(runs, prePass))
        case .index(let index):
            let walk = IndexWalk(index, prePass)
            walk.prepare(&batch)
            reader = .walk(walk)
        }
    }

    /// When the next record is due; nil when all are taken. Only meaningful after `fill`.
    package var nextTime: Instant? { position < batch.count ? batch.times[position] : nil }

    /// The instant through which the batch has every record that is due; nil if there is none.
    package var completeThrough: Instant? {
        if case .none = reader { return .latest }
        return batch.times.last?.previous
    }

    /// How many records of the batch from `position` on are due by `instant`. O(log n).
    package func count(through instant: Instant) -> Int {
        let times = batch.times
        return partitionPoint(position..<times.count) { times[$0] <= instant } - position
    }

    mutating func take(_ count: Int) { position += count }

    /// Makes sure that there is a next record, unless none is left. Returns a reject for each file that turned out to
    /// have changed.
    mutating func fill() -> [FeedReject] {
        var changed: [FeedReject] = []
        while position >= batch.count, let found = readNext() { changed += found.map(\.reject) }
        if position >= batch.count && !batch.times.isEmpty {
            position = 0
            batch.restart()
        }
        return changed
    }

    /// Replaces the batch by the next; nil if none follows.
    private mutating func readNext() -> [FileChanged]? {
        // Taken out, so that there is one owner and nothing is copied.
        var current = Reader.none
        swap(&current, &reader)
        position = 0
        switch current {
        case .none:
            position = batch.count
            return nil
        case .merge(var merge):
            if merge.next(&batch) { reader = .merge(merge) }
            return merge.changed
        case .walk(var walk):
            if walk.next(&batch) { reader = .walk(walk) }
            return walk.changed
        }
    }
}
