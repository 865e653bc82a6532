/// Turns UTF-16 into UTF-8, piece by piece.
///
/// A surrogate without its partner becomes three bytes as in WTF-8. They are not valid UTF-8, so that only the record
/// that has them is invalid. The byte order mark at the beginning becomes the mark of UTF-8.
package struct UTF16Decoder: Sendable {
    /// Whether the first byte of a unit is its higher half.
    package let isBigEndian: Bool

    /// A decoder before the first unit.
    package init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    /// Appends the text of `bytes` from `start` on to `output`, and returns the end of the bytes that it used: all
    /// whole units, but without `isInputAtEnd` not a leading surrogate at the end, whose partner may follow. O(bytes).
    package func decode(
        _ bytes: Span<UInt8>, from start: Int, isInputAtEnd: Bool, to output: inout [UInt8]
    ) -> Int {
        var at = start
        let (high, low) = isBigEndian ? (0, 1) : (1, 0)
        let units = (bytes.count - start) / 2
        output.append(upTo: units * 3) { room in
            var end = 0
            while at + 2 <= bytes.count {
                let unit = UInt32(bytes[at + high]) << 8 | UInt32(bytes[at + low])
                if unit < 0x80 {
                    room[end] = UInt8(truncatingIfNeeded: unit)
                    end += 1
                    at += 2
                    continue
                }
                var scalar = unit
                if unit & 0xFC00 == 0xD800 {
                    if at + 4 <= bytes.count {
                        let next = UInt32(bytes[at + 2 + high]) << 8 | UInt32(bytes[at + 2 + low])
                        if next & 0xFC00 == 0xDC00 { scalar = 0x10000 + (unit & 0x3FF) << 10 + next & 0x3FF }
                    } else if !isInputAtEnd {
                        break
                    }
                }
                end += Self.store(scalar, &room, end)
                at += scalar > 0xFFFF ? 4 : 2
            }
            return end
        }
        return at
    }

    /// Stores the bytes of a scalar from 0x80 on, or of a lone surrogate. Returns their number.
    private static func store(_ scalar: UInt32, _ room: inout MutableSpan<UInt8>, _ at: Int) -> Int {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | scalar >> shift & 0x3F) }
        if scalar < 0x800 {
            room[at] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
            room[at + 1] = tail(0)
            return 2
        }
        if scalar < 0x10000 {
            room[at] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
            room[at + 1] = tail(6)
            room[at + 2] = tail(0)
            return 3
        }
        room[at] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
        room[at + 1] = tail(12)
        room[at + 2] = tail(6)
        room[at + 3] = tail(0)
        return 4
    }

    /// The number of bytes of UTF-16 from which `decode` made this range of its output. The range begins and ends with
    /// whole characters. O(range).
    package static func sourceBytes(of bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        var units = 0
        for index in range {
            let byte = bytes[index]
            // A first byte stands for one unit, the first of four bytes for two.
            if byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
        }
        return units * 2
    }
}
