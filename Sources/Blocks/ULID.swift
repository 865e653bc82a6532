/// A name for a block: 48 bits of time and 80 of chance, in Crockford's base 32. Names sort by time.
package struct ULID: Equatable, Sendable, CustomStringConvertible {
    private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// The 26 characters of the name.
    package let description: String

    /// A name made at `milliseconds` since 1970; of `chance`, the first number gives its lowest sixteen bits.
    package init(milliseconds: UInt64, chance: (UInt64, UInt64)) {
        let high = milliseconds << 16 | chance.0 & 0xFFFF
        var number = UInt128(high) << 64 | UInt128(chance.1)
        var bytes: [UInt8] = []
        for _ in 0..<26 {
            bytes.append(Self.digits[Int(truncatingIfNeeded: number & 31)])
            number >>= 5
        }
        description = String(decoding: bytes.reversed(), as: UTF8.self)
    }

    /// Whether a name has the form of a ULID.
    package static func isForm(_ name: String) -> Bool {
        name.utf8.count == 26 && name.utf8.allSatisfy { digits.contains($0) } && name < "8"
    }
}
