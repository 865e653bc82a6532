import Bytes

/// Compresses bytes into the block format of Snappy, which remote write requires: a length, then literals and copies.
/// https://github.com/google/snappy/blob/main/format_description.txt
///
/// The search is that of the reference: fragments of 64 KiB, one probe per position, and steps that grow where nothing
/// matches, so that blocks are as long as the reference's. A compressor takes 32 KiB.
package struct Snappy {
    private static let fragmentBytes = 65536
    private static let hashBits: UInt32 = 14

    /// The latest position of each hash, from the start of the fragment.
    private var heads = [UInt16](repeating: 0, count: 1 << Int(hashBits))

    /// A compressor; use it again, because it allocates its table once.
    package init() {}

    /// Appends a block of `bytes` to `output`. About 500 MB/s. Traps for 4 GiB or more.
    package mutating func compress(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        precondition(bytes.count <= UInt32.max, "a block has a length of 32 bits")
        // A span of a property would lock all of `self`, so the array moves to a local variable.
        var heads: [UInt16] = []
        swap(&heads, &self.heads)
        // No literal takes more than a sixth more than its bytes; a copy is never longer than what it stands for.
        output.append(upTo: 32 + bytes.count + bytes.count / 6) { room in
            var at = 0
            var rest = bytes.count
            while rest >= 0x80 {
                room[at] = UInt8(truncatingIfNeeded: rest | 0x80)
                rest >>= 7
                at += 1
            }
            room[at] = UInt8(truncatingIfNeeded: rest)
            at += 1
            var start = 0
            while start < bytes.count {
                let end = min(start + Self.fragmentBytes, bytes.count)
                var table = heads.mutableSpan
                at = writeElements(bytes, start..<end, &table, &room, at)
                start = end
            }
            return at
        }
        swap(&heads, &self.heads)
    }
}

/// Writes the elements of one fragment from `at` on, and returns their end.
private func writeElements(
    _ bytes: Span<UInt8>, _ fragment: Range<Int>, _ heads: inout MutableSpan<UInt16>,
    _ room: inout MutableSpan<UInt8>, _ start: Int
) -> Int {
    var at = start
    var literal = fragment.lowerBound
    // A short fragment needs and clears a small table only.
    var shift: UInt32 = 32 - 14
    while shift < 24 && 1 << (32 - shift - 1) >= fragment.count { shift += 1 }
    for index in 0..<1 << Int(32 - shift) { heads[index] = 0 }
    // Words are loaded at the position of a match and behind it.
    let last = fragment.upperBound - 15
    var position = fragment.lowerBound + 1
    // From here on every thirty-two bytes without a match make the steps longer by one.
    var skip = 32
    while position <= last {
        let word = loadWord(bytes, position)
        let slot = hash(word, shift)
        var candidate = fragment.lowerBound + Int(heads[slot])
        heads[slot] = UInt16(truncatingIfNeeded: position - fragment.lowerBound)
        var difference = loadWord(bytes, candidate) ^ word
        if difference & 0xFFFF_FFFF != 0 {
            position += skip >> 5
            skip += 1
            continue
        }
        at = writeLiteral(bytes, literal..<position, &room, at)
        while true {
            let length = matchLength(bytes, position, candidate, difference, end: fragment.upperBound)
            at = writeCopy(offset: position - candidate, length: length, &room, at)
            position += length
            literal = position
            if position > last { break }
            // Where a match ends, the next one often starts.
            let next = loadWord(bytes, position - 1)
            heads[hash(next, shift)] = UInt16(truncatingIfNeeded: position - 1 - fragment.lowerBound)
            let slot = hash(next >> 8, shift)
            candidate = fragment.lowerBound + Int(heads[slot])
            heads[slot] = UInt16(truncatingIfNeeded: position - fragment.lowerBound)
            difference = loadWord(bytes, candidate) ^ loadWord(bytes, position)
            if difference & 0xFFFF_FFFF != 0 { break }
        }
        position += 1
        skip = 32
    }
    return literal == fragment.upperBound ? at : writeLiteral(bytes, literal..<fragment.upperBound, &room, at)
}

/// A hash of the first four bytes of a word.
@inline(__always)
private func hash(_ word: UInt64, _ shift: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt32(truncatingIfNeeded: word) &* 0x1E35_A7BD) &>> shift)
}

/// How many bytes are equal at two positions before `end`. `difference` is the exclusive or of the first word at each.
@inline(__always)
private func matchLength(_ bytes: Span<UInt8>, _ position: Int, _ candidate: Int, _ first: UInt64, end: Int) -> Int {
    var (length, difference) = (0, first)
    let most = end - position
    while difference == 0 {
        length += 8
        if length + 8 > most { break }
        difference = loadWord(bytes, position + length) ^ loadWord(bytes, candidate + length)
    }
    if difference != 0 { return min(length + difference.trailingZeroBitCount >> 3, most) }
    while length < most && bytes[position + length] == bytes[candidate + length] { length += 1 }
    return min(length, most)
}

@inline(__always)
private func writeLiteral(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ room: inout MutableSpan<UInt8>, _ start: Int
) -> Int {
    var at = start
    let length = range.count - 1
    if length < 60 {
        room[at] = UInt8(truncatingIfNeeded: length << 2)
        at += 1
    } else {
        // A fragment is at most 64 KiB, so that two bytes of length are enough.
        let hasOne = length < 256
        room[at] = hasOne ? 60 << 2 : 61 << 2
        room[at + 1] = UInt8(truncatingIfNeeded: length)
        if !hasOne { room[at + 2] = UInt8(truncatingIfNeeded: length >> 8) }
        at += hasOne ? 2 : 3
    }
    if range.upperBound + copyOverrun <= bytes.count && at + range.count + copyOverrun <= room.count {
        return copy(bytes, range, to: &room, at: at)
    }
    for index in range {
        room[at] = bytes[index]
        at += 1
    }
    return at
}

@inline(__always)
private func writeCopy(offset: Int, length: Int, _ room: inout MutableSpan<UInt8>, _ start: Int) -> Int {
    var (at, length) = (start, length)
    // The rest of a long copy must not be shorter than four bytes, which only the longer form can express.
    while length >= 68 {
        at = writeLongCopy(offset, 64, &room, at)
        length -= 64
    }
    if length > 64 {
        at = writeLongCopy(offset, 60, &room, at)
        length -= 60
    }
    if length >= 12 || offset >= 2048 { return writeLongCopy(offset, length, &room, at) }
    room[at] = UInt8(truncatingIfNeeded: 1 | (length - 4) << 2 | (offset >> 8) << 5)
    room[at + 1] = UInt8(truncatingIfNeeded: offset)
    return at + 2
}

@inline(__always)
private func writeLongCopy(_ offset: Int, _ length: Int, _ room: inout MutableSpan<UInt8>, _ at: Int) -> Int {
    room[at] = UInt8(truncatingIfNeeded: 2 | (length - 1) << 2)
    room[at + 1] = UInt8(truncatingIfNeeded: offset)
    room[at + 2] = UInt8(truncatingIfNeeded: offset >> 8)
    return at + 3
}
