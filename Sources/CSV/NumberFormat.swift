import Bytes

/// The format of the numbers in a column. The mapping declares it; it is never guessed.
@usableFromInline package struct NumberFormat: Equatable, Sendable {
    /// The byte between the whole part and the fraction.
    @usableFromInline package var decimal = UInt8(ascii: ".")
    /// A byte that is ignored between groups of digits of the whole part; nil if groups are not allowed. The last group
    /// has three digits, the others two or three (`12,34,567` in India), the first at least one. Any other place of the
    /// mark is no number: `1.5` is not 15 where a point is declared by mistake.
    @usableFromInline package var group: UInt8?
    /// Whether `NaN`, `Inf` and `Infinity`, in any case and the latter two with a sign, are numbers.
    @usableFromInline package var allowsNonFinite = false

    /// Plain numbers: a decimal point, no groups, finite.
    package init() {}

    /// Reads a number with sign, digits, fraction and exponent, correctly rounded. Ignores blanks around the number.
    /// Returns nil for any other text, and for a number out of the range of Double. O(n). Allocates for long numbers
    /// only.
    @inlinable @inline(__always)
    package func read(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
        // Fast path: most cells are a few digits.
        if range.count <= 15 {
            var whole = 0
            var at = range.lowerBound
            while at < range.upperBound {
                let digit = bytes[at] &- UInt8(ascii: "0")
                if digit > 9 { break }
                whole = whole &* 10 &+ Int(digit)
                at += 1
            }
            if at == range.upperBound && !range.isEmpty { return Double(whole) }
        }
        return readCarefully(bytes, range)
    }

    @usableFromInline
    func readCarefully(_ bytes: Span<UInt8>, _ full: Range<Int>) -> Double? {
        let range = trimmed(bytes, full)
        var scanner = NumberScanner(format: self)
        for index in range {
            if !scanner.accept(bytes[index]) && scanner.hasFailed { break }
        }
        if scanner.isNumber {
            if scanner.hasGroups && !hasSoundGroups(bytes, range) { return nil }
            return scanner.exact ?? rounded(bytes, range)
        }
        return allowsNonFinite ? nonFinite(bytes, range) : nil
    }

    private func hasSoundGroups(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var (digits, groups) = (0, 0)
        for index in range {
            if bytes[index] == group {
                guard digits <= 3 && (groups == 0 || digits >= 2) else { return false }
                (digits, groups) = (0, groups + 1)
            } else if bytes[index] &- UInt8(ascii: "0") <= 9 {
                digits += 1
            } else if digits > 0 {
                break
            }
        }
        return digits == 3
    }

    /// The value of a text that is a number, if integer arithmetic is not exact.
    private func rounded(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
        var text: [UInt8] = []
        var scanner = NumberScanner(format: self)
        for index in range where scanner.accept(bytes[index]) { text.append(scanner.written) }
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    private func nonFinite(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
        guard let first = range.first, range.count <= 9 else { return nil }
        let isSigned = bytes[first] == UInt8(ascii: "-") || bytes[first] == UInt8(ascii: "+")
        switch String(decoding: range.dropFirst(isSigned ? 1 : 0).map { bytes[$0] | 0x20 }, as: UTF8.self) {
        case "nan": return isSigned ? nil : .nan
        case "inf", "infinity": return bytes[first] == UInt8(ascii: "-") ? -.infinity : .infinity
        default: return nil
        }
    }
}

/// Scans one number: checks the grammar and collects up to 18 digits, for which integer arithmetic is exact.
private struct NumberScanner {
    private enum State { case start, sign, whole, group, point, fraction, exponent, exponentSign, power, failed }

    private let format: NumberFormat
    private var state = State.start
    private var isNegative = false
    private var digits = 0
    private var mantissa: UInt64 = 0
    private var scale = 0
    /// Whether a group mark was between the digits.
    private(set) var hasGroups = false
    /// The last accepted byte in the spelling of the standard library: the decimal mark as a point.
    private(set) var written: UInt8 = 0

    init(format: NumberFormat) { self.format = format }

    /// Whether the bytes so far cannot become a number.
    var hasFailed: Bool { state == .failed }

    /// Whether the accepted bytes are a complete number.
    var isNumber: Bool { state == .whole || state == .fraction || state == .power }

    /// The value, if one division rounds correctly because mantissa and power of ten are exact as Double (Clinger);
    /// else nil.
    var exact: Double? {
        guard state != .power, digits <= 18, mantissa <= 1 << 53, scale <= 22 else { return nil }
        let value = Double(mantissa) / Self.powers[scale]
        return isNegative ? -value : value
    }

    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// Scans one more byte. Returns false for a group mark, which is not written, and if the bytes cannot become a
    /// number.
    mutating func accept(_ byte: UInt8) -> Bool {
        written = byte
        let isDigit = byte &- UInt8(ascii: "0") <= 9
        let isSign = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
        switch state {
        case .start where isSign:
            isNegative = byte == UInt8(ascii: "-")
            state = .sign
        case .start where isDigit, .sign where isDigit, .whole where isDigit, .group where isDigit:
            append(digit: byte)
            state = .whole
        case .whole where byte == format.group:
            (state, hasGroups) = (.group, true)
            return false
        case .whole where byte == format.decimal, .start where byte == format.decimal,
            .sign where byte == format.decimal:
            state = state == .whole ? .fraction : .point
            written = UInt8(ascii: ".")
        case .point where isDigit, .fraction where isDigit:
            append(digit: byte)
            scale += 1
            state = .fraction
        case .whole where byte | 0x20 == UInt8(ascii: "e"), .fraction where byte | 0x20 == UInt8(ascii: "e"):
            state = .exponent
        case .exponent where isSign: state = .exponentSign
        case .exponent where isDigit, .exponentSign where isDigit, .power where isDigit: state = .power
        default:
            state = .failed
            return false
        }
        return true
    }

    private mutating func append(digit byte: UInt8) {
        if mantissa > 0 || byte != UInt8(ascii: "0") { digits += 1 }
        if digits <= 18 { mantissa = mantissa * 10 + UInt64(byte &- UInt8(ascii: "0")) }
    }
}
