// If you change the loop, run `swift run -c release benchmark shuffled` before and after. Each slice is a cache miss
// (about 100 ns). The CPU overlaps misses only within its reorder window, a few hundred instructions, so extra work in
// this loop costs more than its own cycles: with `copy`, which checks the length every sixteen bytes, a walk takes a
// third longer.

/// A part of a buffer. The slice does not name its buffer.
package struct ByteSlice {
    /// The offset of the first byte.
    package let offset: Int
    /// The number of bytes.
    package let length: Int

    /// A slice. `append(_:of:)` checks that its bytes exist.
    @inlinable @inline(__always)
    package init(offset: Int, length: Int) { (self.offset, self.length) = (offset, length) }
}

/// How many bytes of a slice are copied before its length is checked. Most records are not longer than this.
private let firstBytes = 32
private let moreBytes = 16

extension [UInt8] {
    /// Appends slices of `source`, in any order. Traps unless all their bytes exist and no length is negative.
    /// O(bytes); a cache miss costs about 20 ns, because several overlap.
    package mutating func append(_ slices: Span<ByteSlice>, of source: Span<UInt8>) {
        var total = 0
        for index in slices.indices {
            let slice = slices[index]
            precondition(slice.length >= 0, "a slice has no negative length")
            total += slice.length
        }
        append(upTo: total + firstBytes) { room in
            var at = 0
            for index in slices.indices {
                let slice = slices[index]
                // `copyAhead` copies up to `firstBytes` beyond the end of the slice.
                if slice.offset >= 0 && slice.offset + slice.length + firstBytes <= source.count {
                    copyAhead(slice, of: source, to: &room, at: at)
                } else {
                    for index in 0..<slice.length { room[at + index] = source[slice.offset + index] }
                }
                at += slice.length
            }
            return total
        }
    }
}

/// Copies a slice to offset `start` of `target`, with up to `firstBytes` more bytes behind it.
@inline(__always)
private func copyAhead(
    _ slice: ByteSlice, of source: Span<UInt8>, to target: inout MutableSpan<UInt8>, at start: Int
) {
    // The caller has checked that `firstBytes` follow the slice in the source. They also follow it in the target,
    // because all slices together are shorter than the target by `firstBytes`. Any bits are valid bytes.
    var room = unsafe target.mutableBytes
    let first = unsafe source.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: slice.offset, as: SIMD32<UInt8>.self)
    unsafe room.storeBytes(of: first, toUncheckedByteOffset: start, as: SIMD32<UInt8>.self)
    var copied = firstBytes
    while copied < slice.length {
        let more = unsafe source.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: slice.offset &+ copied, as: SIMD16<UInt8>.self)
        unsafe room.storeBytes(of: more, toUncheckedByteOffset: start &+ copied, as: SIMD16<UInt8>.self)
        copied &+= moreBytes
    }
}
