/// How often each of some keys occurs, exactly, for at most `limit` different keys.
struct KeyCounts {
    /// Key and count of each place in turn; a count of 0 means that the place is free.
    private var words: [UInt64] = Array(repeating: 0, count: 32)
    private var mask = 15
    /// The number of different keys.
    private(set) var count = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Counts a key. False, without counting it, if it is new and there is no room.
    @inline(__always)
    mutating func add(_ key: UInt64, _ times: UInt64 = 1) -> Bool {
        var place = Int(truncatingIfNeeded: mixed(key, 0)) & mask
        while words[place &* 2 &+ 1] != 0 {
            if words[place &* 2] == key {
                words[place &* 2 &+ 1] &+= times
                return true
            }
            place = (place &+ 1) & mask
        }
        return insert(key, times, at: place)
    }

    /// The count of a key; 0 if it did not occur.
    func value(of key: UInt64) -> UInt64 {
        var place = Int(truncatingIfNeeded: mixed(key, 0)) & mask
        while words[place * 2 + 1] != 0 {
            if words[place * 2] == key { return words[place * 2 + 1] }
            place = (place + 1) & mask
        }
        return 0
    }

    /// All keys with their counts, in no order.
    func forEach(_ body: (_ key: UInt64, _ count: UInt64) -> Void) {
        for place in 0...mask where words[place * 2 + 1] != 0 { body(words[place * 2], words[place * 2 + 1]) }
    }

    @inline(never)
    private mutating func insert(_ key: UInt64, _ times: UInt64, at place: Int) -> Bool {
        if count == limit { return false }
        count += 1
        (words[place * 2], words[place * 2 + 1]) = (key, times)
        if count * 4 > mask * 3 { grow() }
        return true
    }

    private mutating func grow() {
        let old = words
        mask = mask * 2 + 1
        words = Array(repeating: 0, count: (mask + 1) * 2)
        for index in stride(from: 0, to: old.count, by: 2) where old[index + 1] != 0 {
            var place = Int(truncatingIfNeeded: mixed(old[index], 0)) & mask
            while words[place * 2 + 1] != 0 { place = (place + 1) & mask }
            (words[place * 2], words[place * 2 + 1]) = (old[index], old[index + 1])
        }
    }
}
