import Bytes

// Durations in seconds: a number of seconds (`205.5`), a clock (`00:03:25`, `3:25` as minutes and seconds), parts with
// units (`1h 30m`, `2 days 3:00:00`), or ISO 8601 without months and years (`PT1H30M`).
extension NumberForm {
    /// The seconds of a duration behind its sign; nil for any other text. The sign belongs to the days only where a
    /// clock follows, as Python writes: `-1 day, 23:00:00` is minus one hour. O(n).
    func duration(_ bytes: Span<UInt8>, _ range: Range<Int>, isNegative: Bool) -> Double? {
        var scanner = DurationScanner(format: format, rest: range, hasHours: hasHours)
        guard let seconds = scanner.read(bytes) else { return nil }
        return isNegative ? scanner.clockBehindDays * 2 - seconds : seconds
    }
}

private struct DurationScanner {
    let format: NumberFormat
    var rest: Range<Int>
    private let hasHours: Bool
    private var isISO = false
    /// Whether an ISO 8601 duration has reached its hours.
    private var isBehindT = false
    private var seconds = 0.0
    private var parts = 0
    /// The seconds of a clock behind other parts.
    private(set) var clockBehindDays = 0.0

    init(format: NumberFormat, rest: Range<Int>, hasHours: Bool) {
        // A group mark could be the colon of a clock.
        var plain = format
        plain.group = nil
        self.format = plain
        self.rest = rest
        self.hasHours = hasHours
    }

    mutating func read(_ bytes: Span<UInt8>) -> Double? {
        if let number = format.read(bytes, rest) { return number }
        isISO = take("p", bytes)
        while !rest.isEmpty {
            if isISO && !isBehindT && take("t", bytes) { isBehindT = true }
            guard readPart(bytes) else { return nil }
            rest = trimmedWidely(bytes, rest)
            // "1 day, 2:00:00" of Python, "1 days +02:00:00" of pandas.
            if !isISO, let first = rest.first, bytes[first] == UInt8(ascii: ",") || bytes[first] == UInt8(ascii: "+") {
                rest = trimmedWidely(bytes, rest.dropFirst())
            }
        }
        return parts > 0 && seconds.isFinite ? seconds : nil
    }

    private mutating func take(_ letter: Unicode.Scalar, _ bytes: Span<UInt8>) -> Bool {
        guard let first = rest.first, bytes[first] | 0x20 == UInt8(ascii: letter) else { return false }
        rest.removeFirst()
        return true
    }

    /// Reads a number with its unit, or a clock, which is the last part.
    private mutating func readPart(_ bytes: Span<UInt8>) -> Bool {
        let digits = prefix(bytes) { isDigit($0) || $0 == format.decimal }
        guard !digits.isEmpty, isDigit(bytes[digits.lowerBound]) else { return false }
        if digits.upperBound < rest.upperBound, bytes[digits.upperBound] == UInt8(ascii: ":"), !isISO {
            return readClock(bytes)
        }
        guard let number = format.read(bytes, digits) else { return false }
        rest = trimmedWidely(bytes, digits.upperBound..<rest.upperBound)
        // The two bytes above 0x7F of the micro sign are a part of its unit.
        var unit = prefix(bytes) { $0 | 0x20 &- UInt8(ascii: "a") < 26 || $0 >= 0x80 }
        if isISO { unit = unit.prefix(1) }
        guard let (factor, divisor) = factor(bytes, unit) else { return false }
        rest = unit.upperBound..<rest.upperBound
        seconds += number * factor / divisor
        parts += 1
        return true
    }

    private func prefix(_ bytes: Span<UInt8>, _ belongs: (UInt8) -> Bool) -> Range<Int> {
        var end = rest.lowerBound
        while end < rest.upperBound && belongs(bytes[end]) { end += 1 }
        return rest.lowerBound..<end
    }

    private mutating func readClock(_ bytes: Span<UInt8>) -> Bool {
        var fields: [Double] = []
        while true {
            let digits = prefix(bytes) { isDigit($0) || $0 == format.decimal && !fields.isEmpty }
            guard !digits.isEmpty, isDigit(bytes[digits.lowerBound]), let number = format.read(bytes, digits) else {
                return false
            }
            if !fields.isEmpty && number >= 60 { return false }
            fields.append(number)
            rest = digits.upperBound..<rest.upperBound
            guard let next = rest.first, bytes[next] == UInt8(ascii: ":") else { break }
            rest.removeFirst()
        }
        // Only the seconds may have a fraction.
        guard fields.count <= 3, fields.dropLast().allSatisfy({ $0 == $0.rounded() }), rest.isEmpty else {
            return false
        }
        let clock = fields.reduce(0) { $0 * 60 + $1 } * (hasHours && fields.count == 2 ? 60 : 1)
        if parts > 0 { clockBehindDays = clock }
        seconds += clock
        parts += 1
        return true
    }

    /// The seconds of a unit, or the number of units in a second, which is exact.
    private func factor(_ bytes: Span<UInt8>, _ unit: Range<Int>) -> (factor: Double, divisor: Double)? {
        let name = String(decoding: unit.map { bytes[$0] }, as: UTF8.self).lowercased()
        // Without a T before it, M is months.
        if isISO && !isBehindT && name == "m" { return nil }
        switch name {
        case "ns": return (1, 1e9)
        case "us", "µs", "μs": return (1, 1e6)
        case "ms", "msec", "millisecond", "milliseconds": return (1, 1e3)
        case "s", "sec", "secs", "second", "seconds": return (1, 1)
        case "m", "min", "mins", "minute", "minutes": return (60, 1)
        case "h", "hr", "hrs", "hour", "hours": return (3600, 1)
        case "d", "day", "days": return (86_400, 1)
        case "w", "week", "weeks": return (604_800, 1)
        default: return nil
        }
    }
}
