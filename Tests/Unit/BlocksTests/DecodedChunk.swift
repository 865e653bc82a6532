/// Reads the bits of a chunk, highest first.
private struct Bits {
    let bytes: [UInt8]
    var at = 0

    mutating func read(_ count: Int) -> UInt64 {
        var value: UInt64 = 0
        for _ in 0..<count {
            value = value << 1 | UInt64(bytes[at / 8] >> UInt8(7 - at % 8) & 1)
            at += 1
        }
        return value
    }

    mutating func varint() -> UInt64 {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while true {
            let byte = read(8)
            value |= (byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }
}

/// Decodes a chunk as `tsdb/chunkenc/xor.go` describes it, written anew from there.
func decoded(_ data: [UInt8]) -> [(time: Int64, bits: UInt64)] {
    var bits = Bits(bytes: data)
    let count = bits.read(16)
    var samples: [(time: Int64, bits: UInt64)] = []
    var (time, delta, value): (Int64, Int64, UInt64) = (0, 0, 0)
    var (leading, trailing) = (0, 0)
    for number in 0..<count {
        if number == 0 {
            let zigzag = bits.varint()
            time = Int64(bitPattern: zigzag >> 1) ^ -Int64(zigzag & 1)
            value = bits.read(64)
        } else {
            if number == 1 {
                delta = Int64(bitPattern: bits.varint())
            } else {
                var ones = 0
                while ones < 4 && bits.read(1) == 1 { ones += 1 }
                let size = [0, 14, 17, 20, 64][ones]
                var change = Int64(bitPattern: bits.read(size))
                // Of the numbers of a size, those above its half are negative.
                if size > 0 && size < 64 && change > 1 << (size - 1) { change -= 1 << size }
                delta &+= change
            }
            time &+= delta
            if bits.read(1) == 1 {
                if bits.read(1) == 1 {
                    leading = Int(bits.read(5))
                    let size = Int(bits.read(6))
                    trailing = 64 - leading - (size == 0 ? 64 : size)
                }
                value ^= bits.read(64 - leading - trailing) << UInt64(trailing)
            }
        }
        samples.append((time, value))
    }
    return samples
}
