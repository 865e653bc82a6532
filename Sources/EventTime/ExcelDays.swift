/// Reads days of the 1900 date system of spreadsheets: 1 is 1900-01-01, and a fraction, behind a point or a comma, is
/// the time of the day. The time is rounded to a millisecond, because cells have fewer digits than a time needs:
/// `0.3333333333` is 08:00. Returns local seconds since 1970; nil for any other text.
///
/// Spreadsheets count a February 29 in 1900, day 60, which no calendar has. A time on this day is nil, as is a number
/// below 1, which is a time without a date.
func readExcel(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (seconds: Int64, nanoseconds: Int64)? {
    // 2 958 465 is 9999-12-31, the last day that spreadsheets know.
    guard !range.isEmpty, bytes[range.lowerBound] &- 0x30 <= 9,
        let (number, end) = readInteger(bytes, range.lowerBound, range.upperBound),
        let days = number, (1...2_958_465).contains(days), days != 60
    else { return nil }
    // Before the day that does not exist, the count of days began a day later.
    let midnight = (days - (days < 60 ? 25_568 : 25_569)) * 86_400
    if end == range.upperBound { return (midnight, 0) }
    guard bytes[end] == UInt8(ascii: ".") || bytes[end] == UInt8(ascii: ","),
        let (billionths, last) = readFraction(bytes, end + 1, range.upperBound), last == range.upperBound
    else { return nil }
    // A billionth of a day is 86.4 microseconds.
    let milliseconds = (billionths * 86_400 + 500_000) / 1_000_000
    return (midnight + milliseconds / 1000, milliseconds % 1000 * 1_000_000)
}
