import Bytes

/// A prefix code as deflate wants it (RFC 1951, section 3.2.2): given by the lengths of its words.
struct HuffmanCode {
    /// Bits of each symbol's word, at most 15; 0 for symbols without one.
    let lengths: [UInt8]
    /// Each symbol's word in the order in which its bits are sent, first bit lowest.
    let words: [UInt16]

    /// The code of these lengths, which must leave no word unused.
    init(lengths: [UInt8]) {
        self.lengths = lengths
        var next = [UInt16](repeating: 0, count: 17)
        for length in lengths where length > 0 { next[Int(length) + 1] += 1 }
        for length in 1...16 { next[length] = (next[length] + next[length - 1]) << 1 }
        words = lengths.map { length in
            if length == 0 { return 0 }
            defer { next[Int(length)] += 1 }
            return reversed(next[Int(length)]) >> (16 - UInt16(length))
        }
    }

    /// A code for symbols that occur so often: two or more at least once, all together fewer than 2^15 times.
    ///
    /// Each gets the bits that its share asks for, rounded up (Shannon); then words are shortened, where that saves most for
    /// its price, until none is unused. That is within some percent of Huffman's, and needs no tree and no limit.
    init(_ counts: [Int]) {
        let total = counts.reduce(0, +)
        precondition(total < 1 << 15 && counts.count { $0 > 0 } > 1, "a code has two words or more, of 15 bits at most")
        var lengths = counts.map { count -> UInt8 in
            if count == 0 { return 0 }
            // The least length at which count * 2^length reaches the total.
            var length: UInt8 = 1
            while count << Int(length) < total { length += 1 }
            return length
        }
        var unused = 1 << 15
        for length in lengths where length > 0 { unused -= 1 << (15 - Int(length)) }
        let order = counts.indices.filter { counts[$0] > 0 }
            .sorted { counts[$0] << Int(lengths[$0]) > counts[$1] << Int(lengths[$1]) }
        // What is unused is a multiple of the longest word's share, so that at least that one can be shortened.
        while unused > 0 {
            for symbol in order where lengths[symbol] > 1 && 1 << (15 - Int(lengths[symbol])) <= unused {
                unused -= 1 << (15 - Int(lengths[symbol]))
                lengths[symbol] -= 1
            }
        }
        self.init(lengths: lengths)
    }
}

/// The same bits from last to first.
private func reversed(_ word: UInt16) -> UInt16 {
    var (word, result) = (word, UInt16(0))
    for _ in 0..<16 {
        result = result << 1 | word & 1
        word >>= 1
    }
    return result
}

/// Puts bits together to bytes, the first one lowest (section 3.1.1).
struct BitAccumulator {
    /// Where the next byte goes in the room.
    var offset = 0
    private var bits: UInt64 = 0
    private var count: UInt64 = 0

    /// Adds the lowest `length` bits of `value`, at most 48.
    @inline(__always)
    mutating func add(_ value: UInt64, _ length: Int, _ room: inout MutableSpan<UInt8>) {
        bits |= value << count
        count += UInt64(length)
        storeWord(bits, &room, offset)
        offset += Int(count >> 3)
        bits >>= count & ~7
        count &= 7
    }

    /// Adds a symbol's word, and the lowest `extra` bits of `rest` behind it.
    @inline(__always)
    mutating func add(
        _ code: borrowing HuffmanCode, _ symbol: Int, _ rest: UInt64, _ extra: Int, _ room: inout MutableSpan<UInt8>
    ) {
        let length = Int(code.lengths[symbol])
        add(UInt64(code.words[symbol]) | rest << UInt64(length), length + extra, &room)
    }

    /// Appends the last byte, filled up with zeros, if bits are left.
    mutating func flush(to output: inout [UInt8]) {
        if count > 0 { output.append(UInt8(truncatingIfNeeded: bits)) }
        (bits, count) = (0, 0)
    }
}
