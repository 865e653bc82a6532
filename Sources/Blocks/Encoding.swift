import Bytes

/// Appends an unsigned number in groups of seven bits, lowest first: Go's uvarint.
func appendVarint(_ number: UInt64, to bytes: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
    }
    bytes.append(UInt8(rest))
}

/// A signed number for a varint: 0, -1, 1, -2, … become 0, 1, 2, 3, …
func zigzag(_ number: Int64) -> UInt64 { UInt64(bitPattern: number << 1 ^ number >> 63) }

/// Appends a number of a fixed size, highest byte first.
func appendBigEndian(_ number: UInt64, to bytes: inout [UInt8]) {
    bytes.append(upTo: 8) { room in
        storeWord(number.byteSwapped, &room, 0)
        return 8
    }
}

/// Appends a number of a fixed size, highest byte first.
func appendBigEndian(_ number: UInt32, to bytes: inout [UInt8]) {
    for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
}
