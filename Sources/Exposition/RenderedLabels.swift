import Bytes
import Metrics

/// The label texts of one family's series in scrape order, ready to be copied into an exposition.
///
/// Texts are in chunks of about 1 MiB, mostly in scrape order, so that the processor prefetches them. They never
/// change: renderers and the cache share chunks. Twelve bytes a series beside the text itself.
struct RenderedLabels: Sendable {
    /// Where a series' text is: escaped, sorted by label name, without braces: `hour="08",status="a\"b"`.
    struct Location: Sendable {
        var chunk: UInt32
        var start: UInt32
        var end: UInt32
    }

    private static let chunkBytes = 1 << 20
    private static let noText = [[UInt8](repeating: 0, count: copyOverrun)]

    /// The texts; `copyOverrun` zero bytes end each chunk, so that `copy` may read beyond the last text.
    private(set) var chunks: [[UInt8]] = []
    /// One for each series.
    private(set) var locations: [Location] = []

    /// The texts of all series of `family`, rendered in scrape order. O(bytes).
    init(_ family: Snapshot.Family) {
        if family.labelNames.isEmpty {
            chunks = Self.noText
            locations = Array(repeating: Location(chunk: 0, start: 0, end: 0), count: family.count)
            return
        }
        let names = Self.prefixes(family.labelNames)
        locations.reserveCapacity(family.count)
        for series in 0..<family.count { locations.append(addText(of: series, family.keys, names)) }
        freeSpareCapacity()
    }

    /// Adds the texts of the series that `family` has gained; `old` is the scrape order of the series rendered so far.
    /// If at least half of the series are new, renders all of them again, so that the texts are in scrape order.
    /// O(series), and O(bytes) of the rendered texts.
    mutating func update(to family: Snapshot.Family, from old: [Int32]) {
        let (keys, known) = (family.keys, old.count)
        if keys.count >= 2 * known {
            self = RenderedLabels(family)
            return
        }
        let names = Self.prefixes(family.labelNames)
        var (updated, next): ([Location], Int) = ([], 0)
        updated.reserveCapacity(keys.count)
        for series in 0..<keys.count {
            // Known series have the lowest numbers and keep their relative order.
            if keys.order[series] < known {
                updated.append(locations[next])
                next += 1
            } else {
                updated.append(addText(of: series, keys, names))
            }
        }
        locations = updated
    }

    /// The texts of the first `count` series by number, for a snapshot from before the family gained the others; `old`
    /// is the scrape order of the series rendered so far. O(series).
    func restricted(to count: Int, from old: [Int32]) -> RenderedLabels {
        var restricted = self
        restricted.locations = old.indices.filter { old[$0] < count }.map { locations[$0] }
        return restricted
    }

    /// The text before each label's value: `hour="`.
    private static func prefixes(_ names: [String]) -> [[UInt8]] {
        names.map { Array($0.utf8) + [UInt8(ascii: "="), UInt8(ascii: "\"")] }
    }

    private mutating func addText(of series: Int, _ keys: SeriesKeys, _ names: [[UInt8]]) -> Location {
        if (chunks.last?.count ?? .max) >= Self.chunkBytes { chunks.append(Array(repeating: 0, count: copyOverrun)) }
        let last = chunks.count - 1
        chunks[last].removeLast(copyOverrun)
        let start = chunks[last].count
        appendText(names, keys.bytes.span, keys.range(of: series), to: &chunks[last])
        let end = chunks[last].count
        chunks[last].append(contentsOf: repeatElement(0, count: copyOverrun))
        return Location(chunk: UInt32(last), start: UInt32(start), end: UInt32(end))
    }

    /// Shrinks the last chunk, because few texts will follow. O(bytes of the last chunk).
    private mutating func freeSpareCapacity() {
        guard let last = chunks.indices.last else { return }
        let spare = chunks[last].capacity - chunks[last].count
        // Few spare bytes are not worth a copy.
        if spare < 1024 || spare < chunks[last].count / 4 { return }
        chunks[last] = chunks[last].map(\.self)
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
