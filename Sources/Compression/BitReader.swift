import Bytes

/// The bits of a deflate stream, the first bit lowest (RFC 1951, section 3.1.1).
struct BitReader {
    /// The next bits, lowest first. Bits from `count` on are those of the stream, or 0.
    var bits: UInt64 = 0
    /// How many of `bits` were taken from the input.
    var count: UInt64 = 0

    /// Takes bytes from `input` until 56 bits are there, or the input has no more.
    @inline(__always)
    mutating func refill(_ input: Span<UInt8>, _ at: inout Int) {
        if at + 8 <= input.count {
            bits |= loadWord(input, at) &<< count
            at += Int((63 &- count) &>> 3)
            count |= 56
            return
        }
        while count < 56 && at < input.count {
            bits |= UInt64(input[at]) &<< count
            at += 1
            count += 8
        }
    }

    /// Takes `length` bits, at most 32. Nil if they are not there.
    mutating func take(_ length: UInt64, _ input: Span<UInt8>, _ at: inout Int) -> Int? {
        if count < length { refill(input, &at) }
        if count < length { return nil }
        let value = bits & (1 &<< length &- 1)
        drop(length)
        return Int(value)
    }

    /// Drops bits that are there.
    @inline(__always)
    mutating func drop(_ length: UInt64) {
        bits &>>= length
        count &-= length
    }

    /// Drops the bits up to the next whole byte.
    mutating func align() { drop(count & 7) }

    /// Moves whole bytes that were taken from `input` back to it, at most up to its beginning.
    mutating func giveBack(_ at: inout Int) {
        let bytes = min(Int(count >> 3), at)
        at -= bytes
        count -= UInt64(bytes) << 3
        bits &= 1 &<< count &- 1
    }
}
