import Bytes

/// The series of one family in the order of the exposition, with their label texts.
///
/// Texts are rendered once, in bulk, when a snapshot first needs them: the chunks they stand in are then never written
/// again, so snapshots share them.
struct ScrapeOrder {
    private static let chunkBytes = 1 << 20
    private let names: [[UInt8]]
    /// For each place in scrape order, the index of the series in its table.
    private(set) var indices: [Int32] = []
    /// For each place in scrape order, the series' labels.
    private(set) var series: [Snapshot.Series] = []

    /// The order of series whose keys hold one value for each of `names`, which must be sorted.
    init(names: [String]) { self.names = names.map { Array("\($0)=\"".utf8) } }

    /// Takes in what `table` has gained since. O(n log n) in all series if there is anything new, else O(1).
    mutating func update(_ table: SeriesTable, created: [Double]) {
        let known = series.count
        guard table.count > known else { return }
        let keys = table.keyBytes
        var all = zip(indices, series).map { (index: $0, series: $1) }
        all.reserveCapacity(table.count)
        var next = known
        while next < table.count {
            var chunk: [UInt8] = []
            var places: [(Int, Int)] = []
            while next + places.count < table.count && chunk.count < Self.chunkBytes {
                let start = chunk.count
                appendText(keys.span, table.keyRange(next + places.count), to: &chunk)
                places.append((start, chunk.count))
            }
            for (start, end) in places {
                let labels = Snapshot.Series(
                    chunk: chunk, start: UInt32(start), end: UInt32(end), created: created.isEmpty ? 0 : created[next])
                all.append((Int32(next), labels))
                next += 1
            }
        }
        all.sort { precedes(keys.span, table.keyRange(Int($0.index)), table.keyRange(Int($1.index))) }
        indices = all.map(\.index)
        series = all.map(\.series)
    }

    private func appendText(_ key: Span<UInt8>, _ range: Range<Int>, to chunk: inout [UInt8]) {
        var from = range.lowerBound
        for (index, name) in names.enumerated() {
            var end = range.upperBound
            if index < names.count - 1 {
                guard let separator = firstIndex(of: labelSeparator, in: key, from..<end) else {
                    preconditionFailure("a series key holds fewer values than the family has labels")
                }
                end = separator
            }
            if index > 0 { chunk.append(UInt8(ascii: ",")) }
            chunk.append(contentsOf: name)
            appendEscapedLabelValue(key, from..<end, to: &chunk)
            chunk.append(UInt8(ascii: "\""))
            from = end + 1
        }
    }
}

/// Says whether the series key `left` stands before `right`: by label values, first label first, byte by byte.
func precedes(_ keys: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
    for offset in 0..<min(left.count, right.count) {
        // Plus one makes the separator the least of all bytes, so that a shorter value stands first.
        let (a, b) = (keys[left.lowerBound + offset] &+ 1, keys[right.lowerBound + offset] &+ 1)
        if a != b { return a < b }
    }
    return left.count < right.count
}
