/// How many bytes a number takes as a varint of Protocol Buffers, seven bits a byte.
@inline(__always)
func varintBytes(_ number: Int) -> Int {
    max(1, (64 - number.leadingZeroBitCount + 6) / 7)
}

/// Writes a number of at least 0 as a varint, and returns its end.
@inline(__always)
func writeVarint(_ number: Int, _ room: inout MutableSpan<UInt8>, _ start: Int) -> Int {
    var (rest, at) = (number, start)
    while rest >= 0x80 {
        room[at] = UInt8(truncatingIfNeeded: rest | 0x80)
        rest >>= 7
        at += 1
    }
    room[at] = UInt8(truncatingIfNeeded: rest)
    return at + 1
}

/// Appends a number of at least 0 as a varint.
func appendVarint(_ number: Int, to bytes: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest | 0x80))
        rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
}

/// Appends a field of bytes: its tag, its length and the bytes.
func appendField(_ tag: UInt8, _ content: some Collection<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(tag)
    appendVarint(content.count, to: &bytes)
    bytes.append(contentsOf: content)
}

/// A tag and a number behind it, of at most eight bytes together.
struct TaggedNumber {
    /// The bytes, lowest first.
    let word: UInt64
    /// How many there are.
    let count: Int

    /// A number from 0 to 2^49 - 1, which milliseconds since 1970 reach in the year 19809.
    init(tag: UInt8, _ number: Int64) {
        precondition(number >= 0 && number < 1 << 49, "the number has at most seven bytes")
        var (word, count, rest) = (UInt64(tag), 1, UInt64(number))
        repeat {
            let byte = rest & 0x7F | (rest >= 0x80 ? 0x80 : 0)
            word |= byte << UInt64(8 * count)
            rest >>= 7
            count += 1
        } while rest > 0
        (self.word, self.count) = (word, count)
    }
}
