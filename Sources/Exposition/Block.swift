import Bytes

/// The tokens of one block of a deflate stream, and how they are written (RFC 1951, section 3.2.7).
struct Block {
    /// With fewer than 2^15 symbols, none needs a word of more than 15 bits.
    private static let maximumTokens = 32000
    private static let end = 256
    /// The order in which the lengths of the codes for code lengths stand (section 3.2.7).
    private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    /// Stands for a run of 11 to 138 zeros among the code lengths.
    private static let zeros = 18

    /// A literal, or a length with its distance from bit 9 on.
    private var tokens: [UInt32] = []
    private var counts = [Int](repeating: 0, count: 286)
    private var distanceCounts = [Int](repeating: 0, count: 30)

    var isFull: Bool { tokens.count >= Self.maximumTokens }

    @inline(__always)
    mutating func append(literal: UInt8) {
        tokens.append(UInt32(literal))
        counts[Int(literal)] += 1
    }

    @inline(__always)
    mutating func append(length: Int, distance: Int) {
        tokens.append(UInt32(truncatingIfNeeded: distance << 9 | length))
        counts[lengthSymbol(length).symbol] += 1
        distanceCounts[distanceSymbol(distance).symbol] += 1
    }

    /// Writes the block, and empties it.
    mutating func write(isLast: Bool, _ bits: inout BitAccumulator, to output: inout [UInt8]) {
        counts[Self.end] = 1
        // A code has at least two words, whether or not anything is to be written with them.
        counts[0] = max(1, counts[0])
        for symbol in 0...1 { distanceCounts[symbol] = max(1, distanceCounts[symbol]) }
        let (symbols, distances) = (HuffmanCode(counts), HuffmanCode(distanceCounts))
        let tokens = tokens
        output.append(upTo: 8 * (tokens.count + 500)) { room in
            var writer = bits
            writer.offset = 0
            writer.add(isLast ? 0b101 : 0b100, 3, &room)
            Self.writeCodes(symbols, distances, &writer, &room)
            for token in tokens {
                let (low, distance) = (Int(token & 0x1FF), Int(token >> 9))
                if distance == 0 {
                    writer.add(symbols, low, 0, 0, &room)
                    continue
                }
                let length = lengthSymbol(low)
                writer.add(symbols, length.symbol, length.rest, length.extra, &room)
                let back = distanceSymbol(distance)
                writer.add(distances, back.symbol, back.rest, back.extra, &room)
            }
            writer.add(symbols, Self.end, 0, 0, &room)
            bits = writer
            return writer.offset
        }
        self.tokens.removeAll(keepingCapacity: true)
        for index in counts.indices { counts[index] = 0 }
        for index in distanceCounts.indices { distanceCounts[index] = 0 }
    }

    /// Writes both codes as the lengths of their words, which are themselves written with a code that is always the same:
    /// four bits, but five for the longest two.
    private static func writeCodes(
        _ symbols: HuffmanCode, _ distances: HuffmanCode, _ writer: inout BitAccumulator,
        _ room: inout MutableSpan<UInt8>
    ) {
        let lengths = (symbols.lengths + distances.lengths).map(Int.init)
        writer.add(UInt64(symbols.lengths.count - 257), 5, &room)
        writer.add(UInt64(distances.lengths.count - 1), 5, &room)
        writer.add(UInt64(lengthOrder.count - 4), 4, &room)
        let code = HuffmanCode(lengths: (0..<19).map { $0 == 16 || $0 == 17 ? 0 : $0 == 14 || $0 == 15 ? 5 : 4 })
        for symbol in lengthOrder { writer.add(UInt64(code.lengths[symbol]), 3, &room) }
        var at = 0
        while at < lengths.count {
            let run = min(138, lengths[at...].prefix { $0 == 0 }.count)
            if run >= 11 {
                writer.add(code, zeros, UInt64(run - 11), 7, &room)
                at += run
            } else {
                writer.add(code, lengths[at], 0, 0, &room)
                at += 1
            }
        }
    }
}

/// The symbol of a match length from 3 to 258 and what follows it (section 3.2.5).
@inline(__always)
private func lengthSymbol(_ length: Int) -> (symbol: Int, rest: UInt64, extra: Int) {
    if length == 258 { return (285, 0, 0) }
    let number = UInt64(length &- 3)
    let extra = max(0, 61 &- number.leadingZeroBitCount)
    return (257 + extra << 2 + Int(number >> UInt64(extra)), number & (1 << UInt64(extra) &- 1), extra)
}

/// The symbol of a distance from 1 to 32768 and what follows it.
@inline(__always)
private func distanceSymbol(_ distance: Int) -> (symbol: Int, rest: UInt64, extra: Int) {
    let number = UInt64(distance &- 1)
    let extra = max(0, 62 &- number.leadingZeroBitCount)
    return (extra << 1 + Int(number >> UInt64(extra)), number & (1 << UInt64(extra) &- 1), extra)
}
