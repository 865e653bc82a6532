package import Bytes
package import EventTime

/// Collects which series a family will have, each with the event time of its first sample, in bounded memory.
///
/// Admission is by (first event time, label values), so the order in which files are read cannot matter.
package struct SeriesDiscovery {
    private let limit: Int
    private var table = SeriesTable()
    private var first: [Instant] = []

    /// Collects for a family that may have `limit` series; keeps at most about twice as many.
    package init(limit: Int) { self.limit = limit }

    /// Changes when series get other numbers, because some were forgotten.
    package private(set) var generation = 0

    /// How many series were found, as far as they are still remembered.
    package var count: Int { table.count }

    /// The index of the key in `range` of `bytes` among those found, or -1.
    package func index(of bytes: Span<UInt8>, _ range: Range<Int>) -> Int { table.index(of: bytes, range) }

    /// As `SeriesTable.indices`: looks up one field of each record.
    package func indices(
        _ bytes: Span<UInt8>, _ bounds: Span<ByteRange>, column: Int, stride: Int, records: Range<Int>,
        into indices: inout [Int32]
    ) {
        table.indices(bytes, bounds, column: column, stride: stride, records: records, into: &indices)
    }

    /// Notes a sample at `time` of a series already found.
    package mutating func note(_ index: Int, at time: Instant) {
        if time < first[index] { first[index] = time }
    }

    /// Notes a sample at `time` of a series not found yet. Amortised O(key); forgets the latest beyond the limit, which
    /// is no loss: a forgotten series that turns out to begin earlier is found again then.
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
