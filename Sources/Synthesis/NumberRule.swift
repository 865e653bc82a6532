/// How a number is drawn and written.
package struct NumberRule: Sendable {
    /// Where the number comes from.
    package enum Source: Sendable {
        /// Always the same.
        case constant(Double)
        /// Uniform between two numbers.
        case range(Double, Double)
        /// By its distribution: straight lines between quantiles, which are in ascending order from 0 to 1.
        case quantiles([(part: Double, number: Double)])
        /// The course of the day between two numbers, and noise of at most `noise` on both sides.
        case shape(DayShape, from: Double, to: Double, noise: Double)
    }

    let source: Source
    /// The number is a multiple of this, and at least this; nil for any number.
    let step: Double?
    /// Whether an incident's intensity multiplies the number.
    let isScaled: Bool
    /// Digits behind the point, 0 to 9.
    let decimals: Int

    /// A rule; `step` must be above 0.
    package init(_ source: Source, step: Double? = nil, isScaled: Bool = false, decimals: Int = 0) {
        (self.source, self.step, self.isScaled, self.decimals) = (source, step, isScaled, decimals)
    }

    /// A number at `time` (milliseconds since 1970).
    func draw(_ chance: inout SplitMix64, at time: Int64, of occurrence: Occurrence?) -> Double {
        var number: Double
        switch source {
        case .constant(let constant): number = constant
        case .range(let low, let high): number = low + (high - low) * chance.unit()
        case .quantiles(let quantiles): number = Self.number(chance.unit(), quantiles)
        case .shape(let shape, let low, let high, let noise):
            number = low + (high - low) * shape.level(at: time) / shape.top
            if noise > 0 { number += noise * (2 * chance.unit() - 1) }
        }
        if isScaled, let occurrence { number *= occurrence.intensity }
        if let step { number = max(1, (number / step).rounded()) * step }
        return number
    }

    private static func number(_ part: Double, _ quantiles: [(part: Double, number: Double)]) -> Double {
        for index in 1..<quantiles.count where part <= quantiles[index].part {
            let (low, high) = (quantiles[index - 1], quantiles[index])
            let width = high.part - low.part
            return width > 0 ? low.number + (high.number - low.number) * (part - low.part) / width : high.number
        }
        return quantiles[quantiles.count - 1].number
    }
}

/// Appends a number with exactly `decimals` digits behind the point, rounded half away from zero.
func append(_ number: Double, decimals: Int, to bytes: inout [UInt8]) {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let whole = (number * scale).rounded()
    // Catalogues have no such numbers; the text must be a number nevertheless.
    guard abs(whole) < 0x1p62 else { return bytes.append(contentsOf: "\(number)".utf8) }
    let value = Int64(whole)
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let magnitude = value.magnitude
    guard decimals > 0 else { return append(magnitude, width: 1, to: &bytes) }
    let divisor = UInt64(scale)
    append(magnitude / divisor, width: 1, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    append(magnitude % divisor, width: decimals, to: &bytes)
}

/// Appends a number with at least `width` digits, with zeros in front.
func append(_ number: UInt64, width: Int, to bytes: inout [UInt8]) {
    var digits = max(width, 1)
    var bound: UInt64 = 10
    for _ in 1..<digits { bound = bound.multipliedReportingOverflow(by: 10).partialValue }
    while digits < 20 && number >= bound {
        digits += 1
        bound = bound.multipliedReportingOverflow(by: 10).partialValue
        if digits == 20 { break }
    }
    let start = bytes.count
    var rest = number
    for _ in 0..<digits { bytes.append(0) }
    for index in stride(from: digits - 1, through: 0, by: -1) {
        bytes[start + index] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
    }
}

/// The number that a cell holds: digits with a sign and a point. Nil for any other text.
func number(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
    var index = range.lowerBound
    let isNegative = index < range.upperBound && bytes[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    var (whole, scale, digits, hasPoint) = (0.0, 1.0, 0, false)
    while index < range.upperBound {
        let byte = bytes[index]
        if byte == UInt8(ascii: "."), !hasPoint {
            hasPoint = true
        } else if byte &- UInt8(ascii: "0") < 10 {
            whole = whole * 10 + Double(byte - UInt8(ascii: "0"))
            if hasPoint { scale *= 10 }
            digits += 1
        } else {
            return nil
        }
        index += 1
    }
    guard digits > 0 else { return nil }
    return (isNegative ? -whole : whole) / scale
}
