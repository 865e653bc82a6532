#if arch(x86_64)
// The compiler's own module: each function of it is one instruction.
public import _Builtin_intrinsics.intel.sse2
#endif

/// Returns a word whose bit i says whether lane i of `lanes` holds, for i from 0 to 15. One instruction on x86-64,
/// about nine where there is none.
@inlinable
@inline(__always)
package func laneBits(_ lanes: SIMDMask<SIMD16<Int8>>) -> UInt64 {
    #if arch(x86_64)
    // Both types are sixteen bytes of plain bits; a lane that holds has all of its bits set, so the highest will do.
    return UInt64(truncatingIfNeeded: _mm_movemask_epi8(unsafe unsafeBitCast(lanes, to: SIMD2<Int64>.self)))
    #else
    let weights = SIMD16<UInt8>(1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128)
    let weighted = SIMD16<UInt8>(repeating: 0).replacing(with: weights, where: lanes)
    // Both types are sixteen bytes of plain bits.
    let halves = unsafe unsafeBitCast(weighted, to: SIMD2<UInt64>.self)
    // A product with 0x0101… sums all eight bytes into the highest one; the weights are distinct, so nothing carries.
    let low = (UInt64(littleEndian: halves[0]) &* 0x0101_0101_0101_0101) >> 56
    let high = (UInt64(littleEndian: halves[1]) &* 0x0101_0101_0101_0101) >> 56
    return low | high &<< 8
    #endif
}

/// Returns a word whose bit i says whether `holds` for byte `offset + i`, for i from 0 to 63; `holds` is asked about
/// sixteen bytes at a time. Traps unless `offset + 64 <= bytes.count`.
@inlinable
@inline(__always)
package func blockBits(
    _ bytes: Span<UInt8>, _ offset: Int, _ holds: (SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>>
) -> UInt64 {
    precondition(offset >= 0 && offset + 64 <= bytes.count, "the block lies outside of the bytes")
    var bits: UInt64 = 0
    for part in 0..<4 {
        // All four parts lie within, checked above, and any bits are a valid vector.
        let vector = unsafe bytes.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: offset &+ part &* 16, as: SIMD16<UInt8>.self)
        bits |= laneBits(holds(vector)) &<< UInt64(truncatingIfNeeded: part &* 16)
    }
    return bits
}
