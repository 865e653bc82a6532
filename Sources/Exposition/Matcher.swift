import Bytes

/// Finds what stood before (LZ77), with one probe a position.
struct Matcher {
    /// How far back a match may lie (RFC 1951, section 2).
    static let window = 32768
    private static let longest = 258
    private static let hashBits: UInt64 = 13

    /// For each hash of some bytes, where they stood last, plus one; 0 for nowhere.
    private var heads = [UInt32](repeating: 0, count: 1 << hashBits)

    /// Takes apart `bytes` from `start` on into tokens until the block is full; returns how far it came.
    mutating func match(_ bytes: Span<UInt8>, _ start: Int, into block: inout Block) -> Int {
        var at = start
        // Words are loaded whole: the last few bytes are literals.
        let end = bytes.count - 8
        while at < end && !block.isFull {
            let word = loadWord(bytes, at)
            let hash = Self.hash(word)
            let candidate = Int(heads[hash]) - 1
            heads[hash] = UInt32(truncatingIfNeeded: at + 1)
            if candidate >= 0 && at - candidate <= Self.window {
                let difference = loadWord(bytes, candidate) ^ word
                if difference & 0xFFFF_FFFF == 0 {
                    let length = Self.length(bytes, at, candidate, difference)
                    block.append(length: length, distance: at - candidate)
                    // One more place of those that the match passes over: the next line may begin to match there.
                    at += length
                    if at < end { heads[Self.hash(loadWord(bytes, at - 2))] = UInt32(truncatingIfNeeded: at - 1) }
                    continue
                }
            }
            block.append(literal: UInt8(truncatingIfNeeded: word))
            at += 1
        }
        while at < bytes.count && at >= end && !block.isFull {
            block.append(literal: bytes[at])
            at += 1
        }
        return at
    }

    /// Lets positions count from `count` bytes further on, because as many were dropped.
    mutating func forget(_ count: Int) {
        if count == 0 { return }
        let dropped = UInt32(count)
        for index in heads.indices { heads[index] = heads[index] > dropped ? heads[index] - dropped : 0 }
    }

    /// Of five bytes: those that hash alike and are four alike only are rare and found out by comparing.
    @inline(__always)
    private static func hash(_ word: UInt64) -> Int {
        Int(truncatingIfNeeded: (word << 24 &* 0x9E37_79B9_7F4A_7C15) >> (64 - hashBits))
    }

    /// How many bytes are alike at two places, of which `difference` is the first word's.
    @inline(__always)
    private static func length(_ bytes: Span<UInt8>, _ at: Int, _ candidate: Int, _ difference: UInt64) -> Int {
        var (length, difference) = (0, difference)
        let most = min(longest, bytes.count - at)
        while difference == 0 {
            length += 8
            if length + 8 > most { break }
            difference = loadWord(bytes, at + length) ^ loadWord(bytes, candidate + length)
        }
        if difference != 0 { return min(length + difference.trailingZeroBitCount >> 3, most) }
        while length < most && bytes[at + length] == bytes[candidate + length] { length += 1 }
        return min(length, most)
    }
}
