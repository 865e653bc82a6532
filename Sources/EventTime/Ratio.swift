/// A number above 0 as `significand × 2^exponent`. Every finite Double has this form, so a product is exact until its
/// one rounding at the end.
struct Ratio {
    private let significand: UInt64
    private let exponent: Int

    /// Traps unless `value` is finite and above 0.
    init(_ value: Double) {
        precondition(value > 0 && value.isFinite, "a ratio is finite and above 0")
        let all = value.isNormal ? value.significandBitPattern | 1 << 52 : value.significandBitPattern
        let trailing = all.trailingZeroBitCount
        significand = all >> UInt64(trailing)
        exponent = (value.isNormal ? Int(value.exponent) : -1022) - 52 + trailing
    }

    /// `factor` times the ratio, rounded down. Saturates at `UInt64.max`.
    func product(_ factor: UInt64) -> UInt64 {
        let (high, low) = factor.multipliedFullWidth(by: significand)
        if exponent >= 0 {
            return high == 0 && (low == 0 || low.leadingZeroBitCount >= exponent) ? low << exponent : .max
        }
        let shift = -exponent
        if shift >= 64 { return high >> (shift - 64) }
        return high >> shift == 0 ? high << (64 - shift) | low >> shift : .max
    }

    /// The least factor whose product is at least `wanted`. Saturates at `UInt64.max`.
    func leastFactor(reaching wanted: UInt64) -> UInt64 {
        if wanted == 0 { return 0 }
        if exponent >= 0 {
            // A ratio above `UInt64.max` reaches every product with the factor 1.
            if significand.leadingZeroBitCount < exponent { return 1 }
            return (wanted - 1) / (significand << exponent) + 1
        }
        let shift = -exponent
        // A number of at least 128 bits, divided by a significand of 53 bits, exceeds UInt64.
        if shift >= 64 + wanted.leadingZeroBitCount { return .max }
        let high = shift < 64 ? wanted >> (64 - shift) : wanted << (shift - 64)
        let low = shift < 64 ? wanted << shift : 0
        if high >= significand { return .max }
        let (quotient, remainder) = significand.dividingFullWidth((high, low))
        return remainder == 0 || quotient == .max ? quotient : quotient + 1
    }
}
