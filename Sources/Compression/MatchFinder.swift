import Bytes

/// Finds earlier occurrences of the bytes ahead (LZ77), with one probe per position.
struct MatchFinder {
    /// How far back a match may start (RFC 1951, section 2).
    static let window = 32768
    private static let longest = 258
    private static let hashBits: UInt64 = 13

    /// The latest position of each hash, plus one; 0 without one.
    private var heads = [UInt32](repeating: 0, count: 1 << hashBits)

    /// Appends tokens for `bytes` from `start` on until `block` is full, and returns the position reached.
    mutating func findMatches(_ bytes: Span<UInt8>, _ start: Int, into block: inout DeflateBlock) -> Int {
        var at = start
        // The loop loads whole words, so the last eight bytes become literals.
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
                    // Of the positions inside the match only one more enters the table: two bytes before its end, where
                    // the next line may begin to match.
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

    /// Subtracts `count` from all positions, because the caller dropped the first `count` bytes.
    mutating func forget(_ count: Int) {
        if count == 0 { return }
        let dropped = UInt32(count)
        for index in heads.indices { heads[index] = heads[index] > dropped ? heads[index] - dropped : 0 }
    }

    /// A hash of the first five bytes. Positions with equal hashes mostly share five bytes; the caller compares four.
    @inline(__always)
    private static func hash(_ word: UInt64) -> Int {
        Int(truncatingIfNeeded: (word << 24 &* 0x9E37_79B9_7F4A_7C15) >> (64 - hashBits))
    }

    /// How many bytes are equal at two positions. `difference` is the exclusive or of the first word at each.
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
