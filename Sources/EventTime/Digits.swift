/// Reads `count` digits from `at` on; nil if a byte is not a digit, or if the digits would reach beyond `end`.
@inline(__always)
func readDigits(_ bytes: Span<UInt8>, _ at: Int, _ end: Int, count: Int) -> Int? {
    guard at + count <= end else { return nil }
    var number = 0
    for index in at..<at + count {
        let digit = bytes[index] &- 0x30
        if digit > 9 { return nil }
        number = number &* 10 &+ Int(digit)
    }
    return number
}

/// Reads `Z`, `+hh`, `+hhmm` or `+hh:mm`. Returns the seconds ahead of UTC, and the end of the text.
func readOffset(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (seconds: Int, end: Int)? {
    guard start < end else { return nil }
    if bytes[start] == UInt8(ascii: "Z") || bytes[start] == UInt8(ascii: "z") { return (0, start + 1) }
    guard bytes[start] == UInt8(ascii: "+") || bytes[start] == UInt8(ascii: "-"),
        let hours = readDigits(bytes, start + 1, end, count: 2), hours < 24
    else { return nil }
    var at = start + 3
    var minutes = 0
    let hasColon = at < end && bytes[at] == UInt8(ascii: ":")
    if let found = readDigits(bytes, hasColon ? at + 1 : at, end, count: 2) {
        guard found < 60 else { return nil }
        minutes = found
        at += hasColon ? 3 : 2
    } else if hasColon {
        return nil
    }
    let seconds = hours * 3600 + minutes * 60
    return (bytes[start] == UInt8(ascii: "-") ? -seconds : seconds, at)
}

/// Reads the digits of a fraction as nanoseconds. Digits behind the ninth are read and ignored.
func readFraction(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (nanoseconds: Int64, end: Int)? {
    var at = start
    var value: Int64 = 0
    while at < end, bytes[at] &- 0x30 <= 9 {
        if at - start < 9 { value = value * 10 + Int64(bytes[at] &- 0x30) }
        at += 1
    }
    if at == start { return nil }
    for _ in min(at - start, 9)..<9 { value *= 10 }
    return (value, at)
}

/// Reads a decimal integer with an optional sign. The value is nil if it does not fit into Int64.
func readInteger(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (value: Int64?, end: Int)? {
    var at = start
    let isNegative = at < end && bytes[at] == UInt8(ascii: "-")
    if at < end, isNegative || bytes[at] == UInt8(ascii: "+") { at += 1 }
    let first = at
    // Counts downward, because Int64.min has no positive counterpart.
    var (value, isTooLong) = (Int64(0), false)
    while at < end, bytes[at] &- 0x30 <= 9 {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.subtractingReportingOverflow(Int64(bytes[at] &- 0x30))
        isTooLong = isTooLong || overflow || carry
        value = sum
        at += 1
    }
    if at == first { return nil }
    if isTooLong || !isNegative && value == .min { return (nil, at) }
    return (isNegative ? value : -value, at)
}
