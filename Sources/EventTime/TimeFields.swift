import Bytes

/// What the text of a field told, before it becomes an instant.
struct TimeFields {
    var year: Int?
    var month = 1
    var day = 1
    var dayOfYear: Int?
    var hour = 0
    var minute = 0
    var second = 0
    var nanoseconds: Int64 = 0
    /// Seconds ahead of UTC, where the text says so.
    var offset: Int?
    var isAfternoon: Bool?
    /// Seconds since 1970, where the text is nothing else; a fraction counts away from 0.
    var unixSeconds: Int64?
    /// Whether they have a minus sign.
    var isNegative = false

    /// Seconds since 1970 in UTC and nanoseconds from 0 after that; `date` completes texts without one. Nil if no clock
    /// ever shows this time.
    func time(_ clock: inout LocalClock, _ date: CivilDate?) -> (seconds: Int64, nanoseconds: Int64)? {
        if let unixSeconds {
            if !isNegative || nanoseconds == 0 { return (unixSeconds, nanoseconds) }
            return (max(unixSeconds, .min + 1) - 1, 1_000_000_000 - nanoseconds)
        }
        var hour = hour
        if let isAfternoon {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (isAfternoon ? 12 : 0)
        }
        guard hour < 24, minute < 60, second <= 60, let day = dayNumber(date) else { return nil }
        let local = Int64(day) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        let seconds = offset.map { local - Int64($0) } ?? clock.seconds(local: local)
        return (seconds, nanoseconds)
    }

    private func dayNumber(_ date: CivilDate?) -> Int? {
        guard let year else { return date?.daysSince1970 }
        if let dayOfYear {
            guard dayOfYear >= 1, dayOfYear <= (isLeap(year) ? 366 : 365) else { return nil }
            return days(year, 1, 1) + dayOfYear - 1
        }
        return CivilDate(year: year, month: month, day: day)?.daysSince1970
    }
}

/// Reads `count` digits; nil if one of them is none or they lie beyond `end`.
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

/// Reads `Z`, `+hh`, `+hhmm` or `+hh:mm` and returns seconds ahead of UTC and where it ends.
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

/// Reads up to nine digits of a fraction as nanoseconds; more digits are read and dropped.
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
