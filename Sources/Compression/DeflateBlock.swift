import Bytes

/// Collects the tokens of one block of a deflate stream and writes them (RFC 1951, section 3.2.7).
struct DeflateBlock {
    /// `HuffmanCode` takes fewer than 2^15 symbols, so that no word is longer than 15 bits.
    private static let maximumTokens = 32000
    private static let end = 256
    /// The order in which a block lists the lengths of the code for code lengths (section 3.2.7).
    static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    /// The symbol for a run of 11 to 138 zeros among the code lengths.
    private static let zeroRun = 18

    /// A literal, or a match: its length in the lowest nine bits, its distance above them. A literal has distance 0.
    private var tokens: [UInt32] = []
    private var counts = [Int](repeating: 0, count: 286)
    private var distanceCounts = [Int](repeating: 0, count: 30)

    /// Whether the block takes no more tokens: write it first.
    var isFull: Bool { tokens.count >= Self.maximumTokens }

    /// Appends one byte as it is.
    @inline(__always)
    mutating func append(literal: UInt8) {
        tokens.append(UInt32(literal))
        counts[Int(literal)] += 1
    }

    /// Appends a match of 3 to 258 bytes that starts `distance` bytes back, 1 to 32 768.
    @inline(__always)
    mutating func append(length: Int, distance: Int) {
        tokens.append(UInt32(truncatingIfNeeded: distance << 9 | length))
        counts[lengthSymbol(length).symbol] += 1
        distanceCounts[distanceSymbol(distance).symbol] += 1
    }

    /// Writes the block and empties it.
    mutating func write(isLast: Bool, _ bits: inout BitAccumulator, to output: inout [UInt8]) {
        counts[Self.end] = 1
        // `HuffmanCode` needs two symbols that occur, even if no token uses them.
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

    /// Writes both codes as the lengths of their words. The code for these lengths is always the same: four bits per
    /// length, five for the lengths 14 and 15.
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
                writer.add(code, zeroRun, UInt64(run - 11), 7, &room)
                at += run
            } else {
                writer.add(code, lengths[at], 0, 0, &room)
                at += 1
            }
        }
    }
}

/// The symbol of a match length from 3 to 258, and the `extra` bits in `rest` that follow the symbol (section 3.2.5).
@inline(__always)
private func lengthSymbol(_ length: Int) -> (symbol: Int, rest: UInt64, extra: Int) {
    if length == 258 { return (285, 0, 0) }
    let number = UInt64(length &- 3)
    let extra = max(0, 61 &- number.leadingZeroBitCount)
    return (257 + extra << 2 + Int(number >> UInt64(extra)), number & (1 << UInt64(extra) &- 1), extra)
}

/// The symbol of a distance from 1 to 32 768, and the `extra` bits in `rest` that follow the symbol.
@inline(__always)
private func distanceSymbol(_ distance: Int) -> (symbol: Int, rest: UInt64, extra: Int) {
    let number = UInt64(distance &- 1)
    let extra = max(0, 62 &- number.leadingZeroBitCount)
    return (extra << 1 + Int(number >> UInt64(extra)), number & (1 << UInt64(extra) &- 1), extra)
}
