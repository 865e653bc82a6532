import Bytes

/// The check value at the end of a gzip member (RFC 1952, section 8), and how many bytes it is over.
struct CRC32 {
    private(set) var count = 0
    private var state: UInt32 = 0xFFFF_FFFF

    var value: UInt32 { ~state }

    /// For each byte that is followed by 0 to 7 zero bytes, what it adds: eight bytes are looked up at a time.
    private static let table: [UInt32] = {
        var table: [UInt32] = []
        for byte in 0..<256 as Range<UInt32> {
            table.append((0..<8).reduce(byte) { state, _ in state & 1 == 1 ? 0xEDB8_8320 ^ state >> 1 : state >> 1 })
        }
        for place in 256..<2048 {
            let before = table[place - 256]
            table.append(table[Int(before & 0xFF)] ^ before >> 8)
        }
        return table
    }()

    mutating func update(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let table = Self.table.span
        var (state, at) = (state, range.lowerBound)
        while at + 8 <= range.upperBound {
            let word = loadWord(bytes, at) ^ UInt64(state)
            state = 0
            for place in 0..<8 {
                state ^= table[(7 - place) << 8 | Int(truncatingIfNeeded: word >> UInt64(8 * place) & 0xFF)]
            }
            at += 8
        }
        while at < range.upperBound {
            state = table[Int((state ^ UInt32(bytes[at])) & 0xFF)] ^ state >> 8
            at += 1
        }
        self.state = state
        count += range.count
    }
}
