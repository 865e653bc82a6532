import Bytes
import CSV
package import EventTime

/// The position in one source during a pass: the next records in event-time order.
package struct SourceCursor {
    private enum Reader {
        case merge(RunMerge)
        case walk(IndexWalk)
        /// The batch has the last records.
        case none
    }

    private var reader: Reader
    /// Records in event-time order. The records before `position` are behind the cursor.
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

    /// The instant at which the next record is due; nil at the end. Only after `fill`.
    package var nextTime: Instant? { position < batch.count ? batch.times[position] : nil }

    /// The last instant up to which the batch has every record that is due; nil if no instant is complete.
    package var completeThrough: Instant? {
        if case .none = reader { return .latest }
        return batch.times.last?.previous
    }

    /// The number of records of the batch, from `position` on, that are due by `instant`. O(log n).
    package func count(through instant: Instant) -> Int {
        let times = batch.times
        return partitionPoint(position..<times.count) { times[$0] <= instant } - position
    }

    mutating func skip(_ count: Int) { position += count }

    /// Reads until the batch has a next record, or the source ends. Returns a reject for each file that has changed
    /// since the pre-pass.
    mutating func fill() -> [FeedReject] {
        var changed: [FeedReject] = []
        while position >= batch.count, let found = readNext() { changed += found.map(\.reject) }
        if position >= batch.count && !batch.times.isEmpty {
            position = 0
            batch.restart()
        }
        return changed
    }

    /// Replaces the batch by the next batch, and returns the files that have changed. Nil if no batch follows.
    private mutating func readNext() -> [ChangedFileError]? {
        // Takes the reader out of the property, because a second reference would copy it.
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
