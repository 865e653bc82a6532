// Advice for the next editor: the counterpart of Loads.swift, for those who write text. Writing goes to a room that is
// larger than the text, so that the last step of a copy needs no care: what lies behind it is written over or dropped.

/// How far `copy` may read and write beyond the bytes it is asked for.
package let copyOverrun = 16

/// Copies `range` of `source` to `offset` of `target`, sixteen bytes a step, and returns where the copy ends: for
/// texts of some dozen bytes about three times as fast as a call of the C library. The bytes behind that end, fewer
/// than `copyOverrun`, are clobbered. Traps unless `copyOverrun` bytes follow in both.
@inlinable
@inline(__always)
package func copy(
    _ source: Span<UInt8>, _ range: Range<Int>, to target: inout MutableSpan<UInt8>, at offset: Int
) -> Int {
    let count = range.upperBound - range.lowerBound
    precondition(range.lowerBound >= 0 && range.upperBound + 16 <= source.count, "the range lies outside of the bytes")
    precondition(offset >= 0 && offset + count + 16 <= target.count, "the copy would lie outside of the target")
    // Only bytes that lie within, checked above, are written to it, and any bits are a valid byte.
    var room = unsafe target.mutableBytes
    var at = 0
    while at < count {
        // `at` is below `count`, and sixteen bytes behind `count` lie within both, checked above.
        let lanes = unsafe source.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: range.lowerBound + at, as: SIMD16<UInt8>.self)
        unsafe room.storeBytes(of: lanes, toUncheckedByteOffset: offset + at, as: SIMD16<UInt8>.self)
        at += 16
    }
    return offset + count
}

/// Writes `word`, lowest byte first, to the eight bytes from `offset` on. Traps unless they lie within `bytes`.
@inlinable
@inline(__always)
package func storeWord(_ word: UInt64, _ bytes: inout MutableSpan<UInt8>, _ offset: Int) {
    precondition(offset >= 0 && offset + 8 <= bytes.count, "the word would lie outside of the bytes")
    // The word lies within, checked above, and any bits are valid bytes.
    var room = unsafe bytes.mutableBytes
    unsafe room.storeBytes(of: word.littleEndian, toUncheckedByteOffset: offset, as: UInt64.self)
}

extension Array {
    /// Appends what `initialize` puts into a room for `count` elements, like `append(addingCapacity:)` of the standard
    /// library, which for a room of 0 would write to the empty array that all threads share.
    @inlinable
    @inline(__always)
    package mutating func append(atMost count: Int, _ initialize: (inout OutputSpan<Element>) -> Void) {
        append(addingCapacity: Swift.max(1, count)) { room in initialize(&room) }
    }
}

extension [UInt8] {
    /// Appends what `write` puts at the beginning of a room of `count` bytes; it returns how many of them stay.
    @inlinable
    @inline(__always)
    package mutating func append(upTo count: Int, _ write: (inout MutableSpan<UInt8>) -> Int) {
        append(atMost: count) { added in
            added.append(repeating: 0, count: count)
            var room = added.mutableSpan
            let written = write(&room)
            added.removeLast(count - written)
        }
    }
}
