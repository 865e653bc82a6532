import Bytes
import Compression

// Advice for the next editor. Each sample of a backfill comes through `append`: run `swift run -c release benchmark
// blocks` before and after a change, and `Tests/System/checks/backfill.py`, which has Prometheus read the result.

/// Samples of one series in Prometheus' XOR encoding, after "Gorilla: A Fast, Scalable, In-Memory Time Series Database"
/// (T. Pelkonen et al., 2015), as `tsdb/chunkenc/xor.go` has it.
struct XorChunk {
    /// As many as Prometheus puts into a chunk itself.
    static let maximumSamples = 120

    /// How many samples there are.
    private(set) var count = 0
    /// The time of the first sample, in milliseconds since 1970.
    private(set) var firstTime: Int64 = 0
    /// The time of the last sample, in milliseconds since 1970.
    private(set) var lastTime: Int64 = 0
    private var delta: Int64 = 0
    private var lastBits: UInt64 = 0
    /// The window of the last difference that was written in full: its zeros in front and behind. No difference has so
    /// many zeros in front.
    private var leading = 64
    private var trailing = 0
    /// The encoded bits, first bit highest. The first sixteen are for the count.
    private var words: [UInt64] = []
    private var word: UInt64 = 0
    private var used = 16

    /// An empty chunk.
    init() {}

    /// Adds a sample, which must be later than the last one; `bits` are those of a double. Amortised O(1).
    @inline(__always)
    mutating func append(_ bits: UInt64, at time: Int64) {
        if count >= 2 {
            let next = time &- lastTime
            let change = next &- delta
            delta = next
            let difference = bits ^ lastBits
            if change == 0 && difference == 0 {
                put(0, 2)
            } else {
                if change == 0 { put(0, 1) } else { putChange(change) }
                putDifference(difference)
            }
        } else {
            begin(bits, at: time)
        }
        lastTime = time
        lastBits = bits
        count += 1
    }

    /// Appends the chunk as it stands in a file of chunks (length, encoding, data, checksum), and forgets its samples.
    /// O(bytes).
    mutating func close(into bytes: inout [UInt8]) {
        let bits = words.count * 64 + used
        if used > 0 { words.append(word) }
        words[0] |= UInt64(count) << 48
        appendVarint(UInt64((bits + 7) / 8), to: &bytes)
        let start = bytes.count
        bytes.append(1)
        for word in words { appendBigEndian(word, to: &bytes) }
        bytes.removeLast(words.count * 8 - (bits + 7) / 8)
        appendBigEndian(crc32c(bytes.span, start..<bytes.count), to: &bytes)
        words.removeAll(keepingCapacity: true)
        (count, delta, leading, word, used) = (0, 0, 64, 0, 16)
    }

    /// The first two samples.
    @inline(never)
    private mutating func begin(_ bits: UInt64, at time: Int64) {
        if count == 0 {
            firstTime = time
            putVarint(zigzag(time))
            putRarely(bits, 64)
        } else {
            delta = time - lastTime
            putVarint(UInt64(bitPattern: delta))
            putDifferenceRarely(bits ^ lastBits)
        }
    }

    /// The change of the time between two samples, which is not 0.
    @inline(never)
    private mutating func putChange(_ change: Int64) {
        func fits(_ bits: Int64) -> Bool { change > -(1 << (bits - 1)) && change <= 1 << (bits - 1) }
        let pattern = UInt64(bitPattern: change)
        if fits(14) {
            putRarely(0b10 << 14 | pattern & 0x3FFF, 16)
        } else if fits(17) {
            putRarely(0b110 << 17 | pattern & 0x1_FFFF, 20)
        } else if fits(20) {
            putRarely(0b1110 << 20 | pattern & 0xF_FFFF, 24)
        } else {
            putRarely(0b1111, 4)
            putRarely(pattern, 64)
        }
    }

    /// The difference of a value to the one before.
    @inline(__always)
    private mutating func putDifference(_ difference: UInt64) {
        if difference == 0 { return put(0, 1) }
        let (zeros, ending) = (min(difference.leadingZeroBitCount, 31), difference.trailingZeroBitCount)
        if zeros >= leading && ending >= trailing {
            put(0b10, 2)
            return put(difference >> UInt64(trailing), 64 - leading - trailing)
        }
        (leading, trailing) = (zeros, ending)
        let significant = 64 - zeros - ending
        // 64 significant bits are written as 0.
        put(0b11 << 11 | UInt64(zeros) << 6 | UInt64(significant & 63), 13)
        put(difference >> UInt64(ending), significant)
    }

    @inline(never)
    private mutating func putDifferenceRarely(_ difference: UInt64) { putDifference(difference) }

    @inline(never)
    private mutating func putRarely(_ bits: UInt64, _ count: Int) { put(bits, count) }

    private mutating func putVarint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            putRarely(rest & 0x7F | 0x80, 8)
            rest >>= 7
        }
        putRarely(rest, 8)
    }

    /// Adds the lowest `count` bits of `bits`, from 1 to 64; all others are 0.
    @inline(__always)
    private mutating func put(_ bits: UInt64, _ count: Int) {
        let free = 64 &- used
        if count < free {
            word |= bits &<< UInt64(free &- count)
            used &+= count
        } else {
            let rest = count &- free
            words.append(word | bits &>> UInt64(rest))
            // A shift by 64 gives 0.
            word = rest == 0 ? 0 : bits &<< UInt64(64 &- rest)
            used = rest
        }
    }
}
