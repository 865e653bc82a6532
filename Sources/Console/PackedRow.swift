import Metrics

/// The values of one step, packed: nearly all increases are small whole numbers.
///
/// A value takes one byte if it is a whole number up to 251 or not shown, three or five if it is a larger one, and nine
/// else. Every value comes back bit by bit.
struct PackedRow {
    private static let twoBytes: UInt8 = 0xFC
    private static let fourBytes: UInt8 = 0xFD
    private static let notShown: UInt8 = 0xFE
    private static let pattern: UInt8 = 0xFF

    private let bytes: [UInt8]
    /// How many values there are.
    let count: Int

    /// Packs `values`. O(values), about two nanoseconds each.
    init(_ values: [Double]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count + values.count / 2)
        for value in values {
            if value >= 0 && value < 0x1p32, Double(UInt32(value)).bitPattern == value.bitPattern {
                let whole = UInt32(value)
                if whole < UInt32(Self.twoBytes) {
                    bytes.append(UInt8(whole))
                } else if whole < 1 << 16 {
                    Self.append(Self.twoBytes, UInt64(whole), 2, to: &bytes)
                } else {
                    Self.append(Self.fourBytes, UInt64(whole), 4, to: &bytes)
                }
            } else if value.bitPattern == Family.notShown.bitPattern {
                bytes.append(Self.notShown)
            } else {
                Self.append(Self.pattern, value.bitPattern, 8, to: &bytes)
            }
        }
        // Without the room that was reserved: a row lives as long as the pass.
        self.bytes = bytes.count == bytes.capacity ? bytes : Array(bytes[...])
        count = values.count
    }

    /// The values. O(values).
    var values: [Double] {
        var values: [Double] = []
        values.reserveCapacity(count)
        var place = 0
        func number(_ length: Int) -> UInt64 {
            var number: UInt64 = 0
            for offset in 1...length { number |= UInt64(bytes[place + offset]) << UInt64(8 * (offset - 1)) }
            place += length
            return number
        }
        while place < bytes.count {
            switch bytes[place] {
            case Self.twoBytes: values.append(Double(number(2)))
            case Self.fourBytes: values.append(Double(number(4)))
            case Self.notShown: values.append(Family.notShown)
            case Self.pattern: values.append(Double(bitPattern: number(8)))
            case let small: values.append(Double(small))
            }
            place += 1
        }
        return values
    }

    private static func append(_ mark: UInt8, _ number: UInt64, _ length: Int, to bytes: inout [UInt8]) {
        bytes.append(mark)
        for offset in 0..<length { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * offset))) }
    }
}
