import Bytes

/// Reads the forms of ISO 8601 that are common in files: `YYYY-MM-DD` or `YYYYMMDD`, then nothing (midnight), or `T` or
/// a blank and `hh:mm[:ss[.fraction]]` or `hhmm[ss]`, then nothing, `Z` or an offset.
func readISO8601(_ bytes: Span<UInt8>, _ range: Range<Int>, _ fields: inout TimeFields) -> Bool {
    let end = range.upperBound
    var at = range.lowerBound
    guard let year = readDigits(bytes, at, end, count: 4) else { return false }
    let isExtended = at + 4 < end && bytes[at + 4] == 0x2D
    at += isExtended ? 5 : 4
    guard let month = readDigits(bytes, at, end, count: 2) else { return false }
    at += 2
    if isExtended {
        guard at < end, bytes[at] == 0x2D else { return false }
        at += 1
    }
    guard let day = readDigits(bytes, at, end, count: 2) else { return false }
    at += 2
    (fields.year, fields.month, fields.day) = (year, month, day)
    if at == end { return true }
    guard bytes[at] | 0x20 == UInt8(ascii: "t") || bytes[at] == 0x20 else { return false }
    guard let next = readClock(bytes, at + 1, end, isExtended: isExtended, &fields) else { return false }
    if next == end { return true }
    guard let (offset, last) = readOffset(bytes, next, end), last == end else { return false }
    fields.offset = offset
    return true
}

private func readClock(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, isExtended: Bool, _ fields: inout TimeFields
) -> Int? {
    guard let hour = readDigits(bytes, start, end, count: 2) else { return nil }
    var at = start + 2
    if isExtended {
        guard at < end, bytes[at] == 0x3A else { return nil }
        at += 1
    }
    guard let minute = readDigits(bytes, at, end, count: 2) else { return nil }
    at += 2
    (fields.hour, fields.minute) = (hour, minute)
    let hasSeconds = isExtended ? at < end && bytes[at] == 0x3A : at < end && bytes[at] &- 0x30 <= 9
    guard hasSeconds else { return at }
    if isExtended { at += 1 }
    guard let second = readDigits(bytes, at, end, count: 2) else { return nil }
    fields.second = second
    at += 2
    guard at < end, bytes[at] == UInt8(ascii: ".") || bytes[at] == UInt8(ascii: ",") else { return at }
    guard let (nanoseconds, next) = readFraction(bytes, at + 1, end) else { return nil }
    fields.nanoseconds = nanoseconds
    return next
}

/// Appends the instant in UTC: `2026-03-02T08:00:00Z`, with a fraction only if it is not 0.
package func appendISO8601(_ instant: Instant, to bytes: inout [UInt8]) {
    let (seconds, nanoseconds) = instant.parts
    let (day, second) = splitDays(seconds)
    let date = CivilDate(daysSince1970: day)
    appendNumber(date.year, width: 4, to: &bytes)
    for (separator, number) in [
        (UInt8(0x2D), date.month), (0x2D, date.day), (UInt8(ascii: "T"), second / 3600), (0x3A, second / 60 % 60),
        (0x3A, second % 60),
    ] {
        bytes.append(separator)
        appendNumber(number, width: 2, to: &bytes)
    }
    if nanoseconds > 0 {
        bytes.append(UInt8(ascii: "."))
        appendNumber(Int(nanoseconds), width: 9, to: &bytes)
        while bytes.last == 0x30 { bytes.removeLast() }
    }
    bytes.append(UInt8(ascii: "Z"))
}

/// The text that `appendISO8601` writes.
package func iso8601(_ instant: Instant) -> String {
    var bytes: [UInt8] = []
    appendISO8601(instant, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
}

/// Appends a number of at least 0, padded on the left to `width` bytes.
func appendNumber(_ number: Int, width: Int, to bytes: inout [UInt8], pad: UInt8 = 0x30) {
    var (power, digits) = (1, 1)
    while number / power > 9 { (power, digits) = (power * 10, digits + 1) }
    for _ in digits..<max(width, digits) { bytes.append(pad) }
    while power > 0 {
        bytes.append(0x30 + UInt8(number / power % 10))
        power /= 10
    }
}
