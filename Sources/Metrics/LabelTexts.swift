import Bytes

/// The label texts of a family's series, in scrape order: what a registry and its snapshots share.
///
/// Texts stand in chunks of about 1 MiB, best in scrape order, so that rendering reads ahead. Twenty bytes a series beside
/// the text itself.
package struct LabelTexts: Sendable {
    /// Where a series' label text lies: escaped, sorted by label name, without braces: `hour="08",status="a\"b"`.
    package struct Place: Sendable {
        /// Which chunk holds it.
        package var chunk: UInt32
        /// Offset of its first byte in the chunk.
        package var start: UInt32
        /// Offset behind its last byte.
        package var end: UInt32
    }

    private static let chunkBytes = 1 << 20

    /// The texts, and `copyOverrun` zero bytes at the end of each chunk.
    package private(set) var chunks: [[UInt8]] = []
    /// One for each series.
    package private(set) var places: [Place] = []
    /// When each counter or histogram began to count, in wall-clock seconds since 1970; 0 where there is no such time.
    package private(set) var created: [Double] = []

    /// No series.
    package init() {}

    /// How many series there are.
    package var count: Int { places.count }

    /// Adds a series with this label text behind all others. Amortised O(bytes).
    package mutating func append(_ text: [UInt8], created now: Double) {
        append(created: now) { $0.append(contentsOf: text) }
    }

    /// Adds a series whose label text is what `write` appends to the chunk.
    mutating func append(created now: Double, _ write: (inout [UInt8]) -> Void) {
        if (chunks.last?.count ?? .max) >= Self.chunkBytes { chunks.append(Array(repeating: 0, count: copyOverrun)) }
        let last = chunks.count - 1
        chunks[last].removeLast(copyOverrun)
        let start = chunks[last].count
        write(&chunks[last])
        places.append(Place(chunk: UInt32(last), start: UInt32(start), end: UInt32(chunks[last].count)))
        chunks[last].append(contentsOf: repeatElement(0, count: copyOverrun))
        created.append(now)
    }

    /// Puts the series into another order, or leaves some out: `order` holds their numbers. O(order); texts stay.
    mutating func reorder(_ order: [Int32]) {
        places = order.map { places[Int($0)] }
        created = order.map { created[Int($0)] }
    }

    /// Frees what the texts do not need because no more are to come soon. O(bytes of the last chunk).
    mutating func trim() {
        guard let last = chunks.indices.last, chunks[last].capacity > chunks[last].count * 5 / 4 else { return }
        chunks[last] = chunks[last].map(\.self)
    }
}
