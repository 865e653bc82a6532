import Bytes

/// The series of one family in the order of the exposition, with their label texts.
///
/// Texts are rendered once, in bulk, when a snapshot first needs them, in scrape order if they are many; snapshots share
/// them.
struct ScrapeOrder {
    private let names: [[UInt8]]
    /// For each place in scrape order, the index of the series in its table.
    private(set) var indices: [Int32] = []
    /// For each place in scrape order, the series' labels.
    private(set) var labels = LabelTexts()

    /// The order of series whose keys hold one value for each of `names`, which must be sorted.
    init(names: [String]) { self.names = names.map { Array("\($0)=\"".utf8) } }

    /// Takes in what `table` has gained since. O(n) and O(k log k) in all series and in those gained, else O(1).
    mutating func update(_ table: SeriesTable, created: [Double]) {
        let known = labels.count
        guard table.count > known else { return }
        let keys = table.keyBytes
        let gained = (Int32(known)..<Int32(table.count)).sorted {
            precedes(keys.span, table.keyRange(Int($0)), table.keyRange(Int($1)))
        }
        let places = merged(gained, keys.span, table)
        if gained.count < known {
            for index in gained { append(index, keys.span, table, created) }
            labels.reorder(places)
            indices = places.map { $0 < known ? indices[Int($0)] : gained[Int($0) - known] }
        } else {
            // Texts that stand as they are read are worth writing the few known ones anew.
            indices = places.map { $0 < known ? indices[Int($0)] : gained[Int($0) - known] }
            labels = LabelTexts()
            for index in indices { append(index, keys.span, table, created) }
            labels.trim()
        }
    }

    /// The new order as numbers: a known series' is its present place, those of `gained` go on behind the known.
    private func merged(_ gained: [Int32], _ keys: Span<UInt8>, _ table: SeriesTable) -> [Int32] {
        var places: [Int32] = []
        places.reserveCapacity(indices.count + gained.count)
        var next = 0
        for (number, index) in gained.enumerated() {
            let key = table.keyRange(Int(index))
            while next < indices.count && precedes(keys, table.keyRange(Int(indices[next])), key) {
                places.append(Int32(next))
                next += 1
            }
            places.append(Int32(indices.count + number))
        }
        for place in next..<indices.count { places.append(Int32(place)) }
        return places
    }

    private mutating func append(_ index: Int32, _ keys: Span<UInt8>, _ table: SeriesTable, _ created: [Double]) {
        let (names, key) = (names, table.keyRange(Int(index)))
        labels.append(created: created.isEmpty ? 0 : created[Int(index)]) { appendText(names, keys, key, to: &$0) }
    }
}

/// Appends the label text of a series key, which holds one value for each of `names`.
private func appendText(_ names: [[UInt8]], _ key: Span<UInt8>, _ range: Range<Int>, to chunk: inout [UInt8]) {
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

/// Says whether the series key `left` stands before `right`: by label values, first label first, byte by byte.
func precedes(_ keys: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
    let count = min(left.count, right.count)
    var offset = 0
    // Eight bytes at a time up to the first that differs.
    while offset + 8 <= count {
        let (a, b) = (loadWord(keys, left.lowerBound + offset), loadWord(keys, right.lowerBound + offset))
        if a != b {
            offset += (a ^ b).trailingZeroBitCount >> 3
            break
        }
        offset += 8
    }
    while offset < count {
        // Plus one makes the separator the least of all bytes, so that a shorter value stands first.
        let (a, b) = (keys[left.lowerBound + offset] &+ 1, keys[right.lowerBound + offset] &+ 1)
        if a != b { return a < b }
        offset += 1
    }
    return left.count < right.count
}
