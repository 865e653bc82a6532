import Bytes

/// The bytes that structure records, searched for all at once.
struct Structure {
    /// How many bytes one search covers.
    static let blockBytes = 64

    private let delimiter: SIMD16<UInt8>
    private let quote: SIMD16<UInt8>
    private let lineFeed = SIMD16<UInt8>(repeating: 0x0A)
    private let carriageReturn = SIMD16<UInt8>(repeating: 0x0D)

    init(delimiter: UInt8, quote: UInt8) {
        self.delimiter = SIMD16(repeating: delimiter)
        self.quote = SIMD16(repeating: quote)
    }

    /// A word whose bit i says whether byte `at + i` is one of them. Traps unless 64 bytes are there.
    @inline(__always)
    func hits(_ bytes: Span<UInt8>, _ at: Int) -> UInt64 {
        blockBits(bytes, at) { vector in
            (vector .== delimiter) .| (vector .== lineFeed) .| (vector .== carriageReturn) .| (vector .== quote)
        }
    }
}
