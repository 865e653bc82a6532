import Bytes

/// Compresses a text piece by piece into one gzip member (RFC 1952) with the deflate method (RFC 1951).
///
/// Each piece becomes a block with a Huffman code of its own. Matches reach 32 KiB back, over pieces: what holds for the
/// exposition, that each line begins almost as the one before, is found with one probe a position. Needs about 300 KiB.
package struct Gzip {
    /// What is to be compressed next: append to it, at best 64 KiB, then call `compress`.
    package var input: [UInt8] = []
    private var matcher = Matcher()
    private var block = Block()
    private var bits = BitAccumulator()
    private var checksum = CRC32()
    private var isBegun = false
    /// How many bytes of `input` have been compressed already; matches may refer to them.
    private var history = 0

    /// A compressor before the first byte.
    package init() {}

    /// Compresses the bytes that `input` has gained and appends what comes of them, whole bytes only, to `output`. The
    /// call with `isLast` ends the member; none may follow. O(bytes).
    package mutating func compress(isLast: Bool, to output: inout [UInt8]) {
        if !isBegun {
            // Deflate; no name, no time, nothing known of the system: the same text gives the same bytes.
            output.append(contentsOf: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
            isBegun = true
        }
        // A span of a field locks all of them.
        var input: [UInt8] = []
        swap(&input, &self.input)
        checksum.update(input.span, history..<input.count)
        // The last block may be empty; there must be one.
        var isEnded = false
        while history < input.count || isLast && !isEnded {
            history = matcher.match(input.span, history, into: &block)
            isEnded = history == input.count
            block.write(isLast: isLast && isEnded, &bits, to: &output)
        }
        if isLast {
            bits.flush(to: &output)
            for word in [checksum.value, UInt32(truncatingIfNeeded: checksum.count)] {
                for shift in [0, 8, 16, 24] as [UInt32] { output.append(UInt8(truncatingIfNeeded: word >> shift)) }
            }
        }
        let kept = min(history, Matcher.window)
        input.keepOnly(input.count - kept..<input.count)
        matcher.forget(history - kept)
        history = kept
        swap(&input, &self.input)
    }
}
