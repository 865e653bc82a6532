package import Bytes
package import EventTime

/// Collects the series that a family will have and the event time of each first sample, in bounded memory.
///
/// Series are admitted in the order of (first event time, label values), so the order of reading files has no effect.
package struct SeriesDiscovery {
    private let limit: Int
    private var table = SeriesTable()
    private var first: [Instant] = []

    /// Collects for a family that may have `limit` series. Remembers at most `2 * limit + 1024`.
    package init(limit: Int) { self.limit = limit }

    /// Increases when the discovery forgets series and renumbers the others.
    package private(set) var generation = 0

    /// How many series are remembered.
    package var count: Int { table.count }

    /// The index of the remembered series with the key in `range` of `bytes`, or -1.
    package func index(of bytes: Span<UInt8>, _ range: Range<Int>) -> Int { table.index(of: bytes, range) }

    /// As `SeriesTable.indices`: looks up one field of each record.
    package func indices(
        _ bytes: Span<UInt8>, _ bounds: Span<ByteRange>, column: Int, stride: Int, records: Range<Int>,
        into indices: inout [Int32]
    ) {
        table.indices(bytes, bounds, column: column, stride: stride, records: records, into: &indices)
    }

    /// Records a sample at `time` of the series with this index. O(1).
    package mutating func note(_ index: Int, at time: Instant) {
        if time < first[index] { first[index] = time }
    }

    /// Records a sample at `time` of a series that is not remembered. Amortised O(key).
    ///
    /// Forgets the latest series beyond the limit when there are too many. Nothing is lost: a forgotten series is found
    /// again by each later record, and one of these may be early enough.
    package mutating func add(_ bytes: Span<UInt8>, _ range: Range<Int>, at time: Instant) {
        if table.count >= 2 * limit + 1024 { prune() }
        _ = table.insert(bytes, range)
        first.append(time)
    }

    /// The keys to admit, in order of admission, at most `limit`.
    package func admitted() -> [[UInt8]] {
        let keys = table.keyBytes
        return earliest().map { Array(keys[table.keyRange($0)]) }
    }

    private func earliest() -> ArraySlice<Int> {
        let keys = table.keyBytes
        let order = (0..<table.count).sorted {
            first[$0] != first[$1]
                ? first[$0] < first[$1] : precedes(keys.span, table.keyRange($0), table.keyRange($1))
        }
        return order.prefix(limit)
    }

    private mutating func prune() {
        let keys = table.keyBytes
        let kept = SeriesTable()
        var times: [Instant] = []
        for index in earliest() {
            _ = kept.insert(keys.span, table.keyRange(index))
            times.append(first[index])
        }
        table = kept
        first = times
        generation += 1
    }
}
