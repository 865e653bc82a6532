import Bytes

/// Compresses a text piece by piece into one gzip member (RFC 1952) with the deflate method (RFC 1951).
///
/// Each piece becomes one block or several, each with its own Huffman code. Matches reach 32 KiB back, across pieces.
/// One probe per position finds them: a line of an exposition begins almost like the line before it. A compressor takes
/// about 300 KiB.
package struct Gzip {
    /// The bytes to compress next: append to them, 64 KiB at best, then call `compress`. Bytes that were compressed
    /// stay at the front, up to 32 KiB, because matches may refer to them.
    package var input: [UInt8] = []
    private var finder = MatchFinder()
    private var block = DeflateBlock()
    private var bits = BitAccumulator()
    private var checksum = CRC32()
    private var hasHeader = false
    /// How many bytes of `input` are compressed already.
    private var history = 0

    /// A compressor before the first byte.
    package init() {}

    /// Compresses the bytes appended to `input` since the last call and appends the result, whole bytes only, to
    /// `output`. A call with `isLast` ends the member and must be the last call. O(bytes).
    package mutating func compress(isLast: Bool, to output: inout [UInt8]) {
        if !hasHeader {
            // Method deflate, no name, no time, system unknown: equal texts give equal bytes.
            output.append(contentsOf: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
            hasHeader = true
        }
        // A span of a property would lock all of `self`, so the array moves to a local variable.
        var input: [UInt8] = []
        swap(&input, &self.input)
        checksum.update(input.span, history..<input.count)
        // A member needs a last block, even an empty one.
        var isEnded = false
        while history < input.count || isLast && !isEnded {
            history = finder.findMatches(input.span, history, into: &block)
            isEnded = history == input.count
            block.write(isLast: isLast && isEnded, &bits, to: &output)
        }
        if isLast {
            bits.flush(to: &output)
            for word in [checksum.value, UInt32(truncatingIfNeeded: checksum.count)] {
                for shift in [0, 8, 16, 24] as [UInt32] { output.append(UInt8(truncatingIfNeeded: word >> shift)) }
            }
        }
        let kept = min(history, MatchFinder.window)
        input.keepOnly(input.count - kept..<input.count)
        finder.forget(history - kept)
        history = kept
        swap(&input, &self.input)
    }
}
