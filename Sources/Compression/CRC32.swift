import Bytes

/// The CRC-32 at the end of a gzip member (RFC 1952, section 8), and the length that follows the CRC-32 there.
struct CRC32 {
    /// How many bytes were added.
    private(set) var count = 0
    private var state: UInt32 = 0xFFFF_FFFF

    /// The CRC-32 of the bytes added so far.
    var value: UInt32 { ~state }

    private static let table = slicedTable(0xEDB8_8320)

    /// Adds `range` of `bytes`. O(bytes).
    mutating func update(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        state = updated(state, bytes, range, Self.table.span)
        count += range.count
    }
}

private let castagnoli = slicedTable(0x82F6_3B78)

/// The CRC-32C (Castagnoli; RFC 3720, appendix B.4) of `range` of `bytes`. Append another stretch with the result as
/// `before`. O(bytes).
package func crc32c(_ bytes: Span<UInt8>, _ range: Range<Int>, after before: UInt32 = 0) -> UInt32 {
    ~updated(~before, bytes, range, castagnoli.span)
}

/// The table of a polynomial, lowest bit first. Entry `256 * n + byte` is the CRC of `byte` followed by n zero bytes,
/// so that eight bytes take eight independent lookups instead of a chain of eight.
private func slicedTable(_ polynomial: UInt32) -> [UInt32] {
    var table: [UInt32] = []
    for byte in 0..<256 as Range<UInt32> {
        table.append((0..<8).reduce(byte) { state, _ in state & 1 == 1 ? polynomial ^ state >> 1 : state >> 1 })
    }
    for index in 256..<2048 {
        let before = table[index - 256]
        table.append(table[Int(before & 0xFF)] ^ before >> 8)
    }
    return table
}

@inline(__always)
private func updated(_ before: UInt32, _ bytes: Span<UInt8>, _ range: Range<Int>, _ table: Span<UInt32>) -> UInt32 {
    var (state, at) = (before, range.lowerBound)
    while at + 8 <= range.upperBound {
        let word = loadWord(bytes, at) ^ UInt64(state)
        state = 0
        for byte in 0..<8 {
            state ^= table[(7 - byte) << 8 | Int(truncatingIfNeeded: word >> UInt64(8 * byte) & 0xFF)]
        }
        at += 8
    }
    while at < range.upperBound {
        state = table[Int((state ^ UInt32(bytes[at])) & 0xFF)] ^ state >> 8
        at += 1
    }
    return state
}
