import Bytes

/// Runs the tokens of a pattern over one field.
struct PatternReader {
    private let tokens: [TimeFormat.Token]

    init(_ tokens: [TimeFormat.Token]) { self.tokens = tokens }

    /// What the text tells, or nil if it is not of the pattern.
    func read(_ bytes: Span<UInt8>, _ range: Range<Int>) -> TimeFields? {
        var fields = TimeFields()
        var at = range.lowerBound
        for token in tokens {
            guard let next = read(token, bytes, at, range.upperBound, &fields) else { return nil }
            at = next
        }
        return at == range.upperBound ? fields : nil
    }

    private func read(
        _ token: TimeFormat.Token, _ bytes: Span<UInt8>, _ at: Int, _ end: Int, _ fields: inout TimeFields
    ) -> Int? {
        switch token {
        case .literal(let byte): return at < end && bytes[at] == byte ? at + 1 : nil
        case .blanks:
            var next = at
            while next < end, bytes[next] == 0x20 || bytes[next] == 0x09 { next += 1 }
            return next
        case .year: return number(bytes, at, end, 4...4) { fields.year = $0 }
        case .twoDigitYear: return number(bytes, at, end, 2...2) { fields.year = $0 < 69 ? 2000 + $0 : 1900 + $0 }
        case .month(let padded): return number(bytes, at, end, padded ? 2...2 : 1...2) { fields.month = $0 }
        case .day(let padded): return number(bytes, at, end, padded ? 2...2 : 1...2) { fields.day = $0 }
        case .dayOfYear: return number(bytes, at, end, 3...3) { fields.dayOfYear = $0 }
        case .hour(let padded), .hour12(let padded):
            return number(bytes, at, end, padded ? 2...2 : 1...2) { fields.hour = $0 }
        case .minute(let padded): return number(bytes, at, end, padded ? 2...2 : 1...2) { fields.minute = $0 }
        case .second(let padded): return number(bytes, at, end, padded ? 2...2 : 1...2) { fields.second = $0 }
        case .fraction:
            guard let (nanoseconds, next) = readFraction(bytes, at, end) else { return nil }
            fields.nanoseconds = nanoseconds
            return next
        case .offset:
            guard let (seconds, next) = readOffset(bytes, at, end) else { return nil }
            fields.offset = seconds
            return next
        case .monthName: return name(bytes, at, end, monthNames) { fields.month = $0 + 1 }
        case .weekdayName: return name(bytes, at, end, weekdayNames) { _ in }
        case .half: return name(bytes, at, end, ["AM", "PM"]) { fields.isAfternoon = $0 == 1 }
        case .zoneName: return name(bytes, at, end, ["UTC", "GMT", "Z"]) { _ in fields.offset = 0 }
        case .unixSeconds:
            guard let (value, next) = readInteger(bytes, at, end) else { return nil }
            fields.unixSeconds = value
            return next
        }
    }

    private func number(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ digits: ClosedRange<Int>, _ take: (Int) -> Void
    ) -> Int? {
        var at = start
        // A single digit may be padded with a blank.
        if digits.lowerBound < digits.upperBound, at < end, bytes[at] == 0x20 { at += 1 }
        var (value, count) = (0, 0)
        while count < digits.upperBound, at < end, bytes[at] &- 0x30 <= 9 {
            value = value * 10 + Int(bytes[at] &- 0x30)
            (at, count) = (at + 1, count + 1)
        }
        guard count >= digits.lowerBound else { return nil }
        take(value)
        return at
    }

    /// Matches a name in full or by its first three letters, in any case.
    private func name(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ names: [String], _ take: (Int) -> Void
    ) -> Int? {
        for isFull in [true, false] {
            for (index, name) in names.enumerated() {
                let letters = isFull ? Array(name.utf8)[...] : Array(name.utf8).prefix(3)
                guard start + letters.count <= end else { continue }
                let matches = letters.indices.allSatisfy { bytes[start + $0] | 0x20 == letters[$0] | 0x20 }
                if matches {
                    take(index)
                    return start + letters.count
                }
            }
        }
        return nil
    }
}

let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]
let weekdayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

/// Reads a decimal integer with an optional sign.
func readInteger(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (value: Int64, end: Int)? {
    var at = start
    let isNegative = at < end && bytes[at] == UInt8(ascii: "-")
    if at < end, isNegative || bytes[at] == UInt8(ascii: "+") { at += 1 }
    let first = at
    var value: Int64 = 0
    while at < end, bytes[at] &- 0x30 <= 9 {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.subtractingReportingOverflow(Int64(bytes[at] &- 0x30))
        if overflow || carry { return nil }
        value = sum
        at += 1
    }
    guard at > first, isNegative || value != .min else { return nil }
    return (isNegative ? value : -value, at)
}
