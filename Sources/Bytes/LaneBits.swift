/// Returns a word whose bit i says whether lane i of `lanes` holds, for i from 0 to 15. About nine instructions: no
/// target without extensions offers the one that would do.
@inlinable
@inline(__always)
package func laneBits(_ lanes: SIMDMask<SIMD16<Int8>>) -> UInt64 {
    let weights = SIMD16<UInt8>(1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128)
    let weighted = SIMD16<UInt8>(repeating: 0).replacing(with: weights, where: lanes)
    // Both types are sixteen bytes of plain bits.
    let halves = unsafe unsafeBitCast(weighted, to: SIMD2<UInt64>.self)
    // A product with 0x0101… sums all eight bytes into the highest one; the weights are distinct, so nothing carries.
    let low = (UInt64(littleEndian: halves[0]) &* 0x0101_0101_0101_0101) >> 56
    let high = (UInt64(littleEndian: halves[1]) &* 0x0101_0101_0101_0101) >> 56
    return low | high &<< 8
}
