#if arch(x86_64)
// A module of the compiler; each of its functions is one instruction.
import _Builtin_intrinsics.intel.sse2
#endif

/// Returns a word whose bit i is set if lane i of `lanes` is true, for i from 0 to 15. One instruction on x86-64, about
/// nine elsewhere.
@inline(__always)
func moveMask(_ lanes: SIMDMask<SIMD16<Int8>>) -> UInt64 {
    #if arch(x86_64)
    // Both types are sixteen bytes of plain bits. A true lane has all of its bits set, so its highest bit is enough.
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
