// The counterpart of Loads.swift, for code that writes text. The target is larger than the text, so that the last step
// of a copy may write beyond the text: later text overwrites these bytes, or they are removed. If you change a
// function, run `swift run -c release benchmark scrape-100k` before and after, and the tests with `--sanitize=address`.

/// How many bytes behind the range `copy` may read and write.
package let copyOverrun = 16

/// Copies `range` of `source` to `offset` of `target`, sixteen bytes a step, and returns the end of the copy. For texts
/// of some dozen bytes this is about three times as fast as a call of the C library. Fewer than `copyOverrun` bytes
/// behind the end are overwritten. Traps unless `copyOverrun` bytes follow in `source` and in `target`.
@inlinable
@inline(__always)
package func copy(
    _ source: Span<UInt8>, _ range: Range<Int>, to target: inout MutableSpan<UInt8>, at offset: Int
) -> Int {
    let count = range.upperBound - range.lowerBound
    precondition(range.lowerBound >= 0 && range.upperBound + 16 <= source.count, "the range lies outside of the bytes")
    precondition(offset >= 0 && offset + count + 16 <= target.count, "the copy would lie outside of the target")
    // All writes lie within `target` (checked above), and any bits are valid bytes.
    var room = unsafe target.mutableBytes
    var at = 0
    while at < count {
        // `at` is less than `count`, and sixteen bytes behind `count` lie within `source` and `target` (checked above).
        let lanes = unsafe source.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: range.lowerBound + at, as: SIMD16<UInt8>.self)
        unsafe room.storeBytes(of: lanes, toUncheckedByteOffset: offset + at, as: SIMD16<UInt8>.self)
        at += 16
    }
    return offset + count
}

/// Writes `word`, lowest byte first, to the eight bytes from `offset` on. Traps unless these lie within `bytes`.
@inlinable
@inline(__always)
package func storeWord(_ word: UInt64, _ bytes: inout MutableSpan<UInt8>, _ offset: Int) {
    precondition(offset >= 0 && offset + 8 <= bytes.count, "the word would lie outside of the bytes")
    // The word lies within `bytes` (checked above), and any bits are valid bytes.
    var room = unsafe bytes.mutableBytes
    unsafe room.storeBytes(of: word.littleEndian, toUncheckedByteOffset: offset, as: UInt64.self)
}

extension Array {
    /// Appends the elements, at most `count`, that `initialize` writes. Does the same as `append(addingCapacity:)` of
    /// the standard library, which with a capacity of 0 would write to the empty array that all threads share.
    @inlinable
    @inline(__always)
    package mutating func append(atMost count: Int, _ initialize: (inout OutputSpan<Element>) -> Void) {
        append(addingCapacity: Swift.max(1, count)) { room in initialize(&room) }
    }
}

extension [UInt8] {
    /// Appends the bytes that `write` puts at the beginning of a room of `count` bytes. `write` returns their number;
    /// the rest of the room is removed.
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
