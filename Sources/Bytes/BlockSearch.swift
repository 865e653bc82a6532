/// Searches blocks of bytes for any of four bytes at once.
package struct BlockSearch {
    /// How many bytes one search covers.
    package static let blockBytes = 64

    private let wanted: (SIMD16<UInt8>, SIMD16<UInt8>, SIMD16<UInt8>, SIMD16<UInt8>)

    /// A search for four bytes, some of which may be equal.
    package init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
        wanted = (
            SIMD16(repeating: first), SIMD16(repeating: second), SIMD16(repeating: third), SIMD16(repeating: fourth)
        )
    }

    /// Returns a word whose bit i is set if byte `offset + i` is one of the four. Traps unless 64 bytes follow
    /// `offset`.
    package func hits(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset + Self.blockBytes <= bytes.count, "the block lies outside of the bytes")
        var bits: UInt64 = 0
        for part in 0..<4 {
            // All four parts lie within the bytes (checked above), and any bits are a valid vector.
            let lanes = unsafe bytes.bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: offset &+ part &* 16, as: SIMD16<UInt8>.self)
            let isHit =
                (lanes .== wanted.0) .| (lanes .== wanted.1) .| (lanes .== wanted.2) .| (lanes .== wanted.3)
            bits |= moveMask(isHit) &<< UInt64(truncatingIfNeeded: part &* 16)
        }
        return bits
    }

    /// As `hits`, for the first of the four bytes only.
    package func hitsOfFirst(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset + Self.blockBytes <= bytes.count, "the block lies outside of the bytes")
        var bits: UInt64 = 0
        for part in 0..<4 {
            // As above.
            let lanes = unsafe bytes.bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: offset &+ part &* 16, as: SIMD16<UInt8>.self)
            bits |= moveMask(lanes .== wanted.0) &<< UInt64(truncatingIfNeeded: part &* 16)
        }
        return bits
    }
}
