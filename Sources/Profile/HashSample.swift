/// Counts hashes that occurred before. Exact for up to `limit` different hashes; beyond, only hashes whose lowest bits
/// are 0 are kept, and the counts are unbiased estimates.
struct HashSample {
    private static let atOnce = 64
    private let limit: Int
    private let hasNotes: Bool
    /// Open addressing; 0 is a free place.
    private var words: [UInt64] = Array(repeating: 0, count: 1024)
    /// What came with each hash when it came first.
    private var notes: [UInt32] = []
    private var mask = 1023
    private var count = 0
    /// How many of its lowest bits must be 0 for a hash to be kept.
    private var zeroBits = 0
    /// How often a hash came again, and with another note, by the number of its lowest bits that are 0.
    private var again = [Int](repeating: 0, count: 65)
    private var withOther = [Int](repeating: 0, count: 65)

    init(limit: Int, hasNotes: Bool = false) {
        (self.limit, self.hasNotes) = (limit, hasNotes)
        if hasNotes { notes = Array(repeating: 0, count: words.count) }
    }

    /// Whether every hash is kept.
    var isExact: Bool { zeroBits == 0 }
    /// How often a hash came that had come before.
    var repeats: Int { again[zeroBits...].reduce(0, +) << zeroBits }
    /// How often it came with another note than the first time.
    var repeatsWithOther: Int { withOther[zeroBits...].reduce(0, +) << zeroBits }

    /// Adds hashes, whose notes are the upper halves of `notes` if the sample has notes.
    mutating func add(_ hashes: [UInt64], notes: [UInt64] = []) {
        var (kept, loaded): ([Int], [UInt64]) = ([], [])
        kept.reserveCapacity(Self.atOnce)
        loaded.reserveCapacity(Self.atOnce)
        var first = 0
        while first < hashes.count {
            kept.removeAll(keepingCapacity: true)
            loaded.removeAll(keepingCapacity: true)
            let end = min(first + Self.atOnce, hashes.count)
            // Most places are in no cache. These loads do not wait for each other, as they would if each hash were
            // looked for in turn.
            for index in first..<end where hashes[index].trailingZeroBitCount >= zeroBits {
                kept.append(index)
                loaded.append(words[Int(truncatingIfNeeded: hashes[index] >> 24) & mask])
            }
            for (place, index) in kept.enumerated() {
                let hash = hashes[index]
                if !hasNotes && loaded[place] == hash | 1 << 63 {
                    again[hash.trailingZeroBitCount] &+= 1
                } else {
                    add(hash, note: hasNotes ? UInt32(truncatingIfNeeded: notes[index] >> 32) : 0)
                }
            }
            first = end
        }
    }

    /// Adds a hash whose bits are all mixed, and a note if the sample has notes.
    @inline(__always)
    mutating func add(_ hash: UInt64, note: UInt32 = 0) {
        let zeros = hash.trailingZeroBitCount
        if zeros < zeroBits { return }
        let hash = hash | 1 << 63  // not 0
        var place = Int(truncatingIfNeeded: hash >> 24) & mask
        while words[place] != 0 {
            if words[place] == hash {
                again[zeros] &+= 1
                if hasNotes && notes[place] != note { withOther[zeros] &+= 1 }
                return
            }
            place = (place &+ 1) & mask
        }
        insert(hash, note, at: place)
    }

    @inline(never)
    private mutating func insert(_ hash: UInt64, _ note: UInt32, at place: Int) {
        words[place] = hash
        if hasNotes { notes[place] = note }
        count += 1
        if count > limit {
            zeroBits += 1
            rebuild(size: words.count)
        } else if count * 3 > mask * 2 && count < limit {
            rebuild(size: words.count * 2)
        }
    }

    /// Moves the kept hashes to a table of `size` places.
    private mutating func rebuild(size: Int) {
        var kept: [UInt64] = []
        var keptNotes: [UInt32] = []
        kept.reserveCapacity(count)
        for place in words.indices where words[place] != 0 && words[place].trailingZeroBitCount >= zeroBits {
            kept.append(words[place])
            if hasNotes { keptNotes.append(notes[place]) }
        }
        words = []
        words = Array(repeating: 0, count: size)
        if hasNotes {
            notes = []
            notes = Array(repeating: 0, count: size)
        }
        (mask, count) = (size - 1, kept.count)
        for (index, hash) in kept.enumerated() {
            var place = Int(truncatingIfNeeded: hash >> 24) & mask
            while words[place] != 0 { place = (place + 1) & mask }
            words[place] = hash
            if hasNotes { notes[place] = keptNotes[index] }
        }
    }
}
