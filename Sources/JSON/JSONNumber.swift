/// A JSON number, kept as its text.
///
/// The text loses no digit; a Double cannot hold integers above 2^53, such as seeds and nanoseconds since 1970. Two
/// numbers are equal if their texts are: `1` and `1.0` differ.
package struct JSONNumber: Equatable, Sendable {
    /// The number in the grammar of RFC 8259, section 6.
    package let text: String

    init(text: String) { self.text = text }

    /// A whole number.
    package init(_ number: some BinaryInteger) { text = "\(number)" }

    /// The shortest text that reads back as `number`; whole numbers up to 2^53 have no fraction. Nil for infinities and
    /// NaN, which JSON cannot express.
    package init?(_ number: Double) {
        guard number.isFinite else { return nil }
        let isNegativeZero = number == 0 && number.sign == .minus
        let isShort = number == number.rounded() && number.magnitude <= 0x1p53 && !isNegativeZero
        text = isShort ? "\(Int64(number))" : "\(number)"
    }

    /// The nearest Double; nil if the number is beyond its range.
    package var double: Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }

    /// The exact integer; nil if the text has a fraction or an exponent, or exceeds the type.
    package func integer<Integer: FixedWidthInteger>(as type: Integer.Type = Int.self) -> Integer? { Integer(text) }
}
