import Bytes

/// A prefix code in the form of deflate (RFC 1951, section 3.2.2): the lengths of its words define it.
struct HuffmanCode {
    /// Bits of each symbol's word, at most 15; 0 for a symbol without a word.
    let lengths: [UInt8]
    /// Each symbol's word; the bit that is sent first is the lowest.
    let words: [UInt16]

    /// The code with these lengths, which must leave no word unused.
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

    /// A code for symbols with these counts. At least two counts must be above 0, and their sum below 2^15.
    ///
    /// Each symbol gets the bits of its share, rounded up (Shannon). Words are then shortened, those first where a bit
    /// saves most, until no word is unused. The result is a few percent longer than Huffman's and needs neither a tree
    /// nor a length limit.
    init(_ counts: [Int]) {
        let total = counts.reduce(0, +)
        precondition(total < 1 << 15 && counts.count { $0 > 0 } > 1, "a code has two words or more, of 15 bits at most")
        var lengths = counts.map { count -> UInt8 in
            if count == 0 { return 0 }
            // The smallest length with count * 2^length >= total.
            var length: UInt8 = 1
            while count << Int(length) < total { length += 1 }
            return length
        }
        var unused = 1 << 15
        for length in lengths where length > 0 { unused -= 1 << (15 - Int(length)) }
        let order = counts.indices.filter { counts[$0] > 0 }
            .sorted { counts[$0] << Int(lengths[$0]) > counts[$1] << Int(lengths[$1]) }
        // `unused` is a multiple of the longest word's share, so each round can shorten at least the longest word.
        while unused > 0 {
            for symbol in order where lengths[symbol] > 1 && 1 << (15 - Int(lengths[symbol])) <= unused {
                unused -= 1 << (15 - Int(lengths[symbol]))
                lengths[symbol] -= 1
            }
        }
        self.init(lengths: lengths)
    }
}

/// The bits of `word` in reverse order.
private func reversed(_ word: UInt16) -> UInt16 {
    var (word, result) = (word, UInt16(0))
    for _ in 0..<16 {
        result = result << 1 | word & 1
        word >>= 1
    }
    return result
}

/// Packs bits into bytes, the first bit lowest (RFC 1951, section 3.1.1).
struct BitAccumulator {
    /// The offset in the room of the next whole byte.
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

    /// Adds a symbol's word, then the lowest `extra` bits of `rest`.
    @inline(__always)
    mutating func add(
        _ code: borrowing HuffmanCode, _ symbol: Int, _ rest: UInt64, _ extra: Int, _ room: inout MutableSpan<UInt8>
    ) {
        let length = Int(code.lengths[symbol])
        add(UInt64(code.words[symbol]) | rest << UInt64(length), length + extra, &room)
    }

    /// Appends the last byte, padded with zero bits, if bits are left.
    mutating func flush(to output: inout [UInt8]) {
        if count > 0 { output.append(UInt8(truncatingIfNeeded: bits)) }
        (bits, count) = (0, 0)
    }
}
