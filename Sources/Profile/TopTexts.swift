import Bytes

/// The commonest of any number of texts, after A. Metwally and others, "Efficient computation of frequent and top-k
/// elements in data streams": of at most `limit` texts all counts are exact; a text among more that has a share above
/// 1/limit is never missed.
struct TopTexts {
    private static let keptBytes = 64
    private let limit: Int
    private var hashes: [UInt64] = []
    private var counts: [UInt64] = []
    /// How much a count may be too high.
    private var errors: [UInt64] = []
    private var texts: [UInt8] = []
    private var lengths: [UInt8] = []
    /// Open addressing by hash: the number of the entry plus 1; 0 for a free place.
    private var places: [UInt16] = Array(repeating: 0, count: 64)
    private var mask = 63
    /// The least count, and the entry from which on the next one with it is looked for.
    private var leastCount: UInt64 = 0
    private var cursor = 0

    init(limit: Int) { self.limit = limit }

    /// Counts a text with its hash.
    @inline(__always)
    mutating func add(_ bytes: Span<UInt8>, _ range: Range<Int>, hash: UInt64) {
        var place = Int(truncatingIfNeeded: hash) & mask
        while places[place] != 0 {
            let entry = Int(places[place]) &- 1
            if hashes[entry] == hash {
                counts[entry] &+= 1
                return
            }
            place = (place &+ 1) & mask
        }
        insert(bytes, range, hash)
    }

    /// The texts that are kept, most first by what `counted` says of a text with its hash and the least count that it
    /// can have; of equally common ones the one that came first. Texts are cut to 64 bytes.
    func most(
        _ limit: Int, by counted: (_ hash: UInt64, _ least: UInt64) -> UInt64 = { $1 }
    ) -> [(text: [UInt8], count: UInt64, isExact: Bool)] {
        let found = counts.indices.map { counted(hashes[$0], counts[$0] - errors[$0]) }
        return ascending(found.map { -Double($0) }).prefix(limit).map { entry in
            let start = entry * Self.keptBytes
            return (Array(texts[start..<start + Int(lengths[entry])]), found[entry], errors[entry] == 0)
        }
    }

    @inline(never)
    private mutating func insert(_ bytes: Span<UInt8>, _ range: Range<Int>, _ hash: UInt64) {
        let kept = range.prefix(Self.keptBytes)
        if counts.count < limit {
            if (counts.count + 1) * 2 > mask { grow() }
            link(hash, counts.count)
            hashes.append(hash)
            counts.append(1)
            errors.append(0)
            texts.append(bytes, kept)
            texts.append(contentsOf: repeatElement(0, count: Self.keptBytes - kept.count))
            lengths.append(UInt8(kept.count))
            return
        }
        let entry = leastEntry()
        unlink(hashes[entry])
        link(hash, entry)
        (hashes[entry], errors[entry]) = (hash, counts[entry])
        counts[entry] += 1
        lengths[entry] = UInt8(kept.count)
        var at = entry * Self.keptBytes
        for index in kept {
            texts[at] = bytes[index]
            at += 1
        }
    }

    /// An entry with the least count. The least count only grows, so all calls together look at each entry once for
    /// each value of it.
    private mutating func leastEntry() -> Int {
        while true {
            while cursor < counts.count {
                if counts[cursor] <= leastCount {
                    cursor += 1
                    return cursor - 1
                }
                cursor += 1
            }
            (leastCount, cursor) = (counts.min() ?? 0, 0)
        }
    }

    private mutating func link(_ hash: UInt64, _ entry: Int) {
        var place = Int(truncatingIfNeeded: hash) & mask
        while places[place] != 0 { place = (place + 1) & mask }
        places[place] = UInt16(entry + 1)
    }

    /// Removes a hash, and moves back the entries that stood behind their places because of it.
    private mutating func unlink(_ hash: UInt64) {
        var free = Int(truncatingIfNeeded: hash) & mask
        while places[free] == 0 || hashes[Int(places[free]) - 1] != hash { free = (free + 1) & mask }
        var place = (free + 1) & mask
        while places[place] != 0 {
            let home = Int(truncatingIfNeeded: hashes[Int(places[place]) - 1]) & mask
            if (place - home) & mask >= (place - free) & mask {
                places[free] = places[place]
                free = place
            }
            place = (place + 1) & mask
        }
        places[free] = 0
    }

    private mutating func grow() {
        mask = mask * 2 + 1
        places = Array(repeating: 0, count: mask + 1)
        for entry in hashes.indices { link(hashes[entry], entry) }
    }
}
