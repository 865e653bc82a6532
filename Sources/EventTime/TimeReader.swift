package import Bytes

/// Reads the event times of records by a compiled format. Blanks around a field mean nothing.
///
/// The usual form `YYYY-MM-DD hh:mm:ss` is read without a walk over the pattern, and a minute that equals the last one
/// is not converted again.
package struct TimeReader {
    /// What stands for a time that cannot be read, in the column form.
    package static let unreadable = Instant.min

    /// The day to which date-less times belong.
    package var date: CivilDate?
    private let kind: TimeFormat.Kind
    private let pattern: PatternReader
    private let zone: Zone
    /// The byte between date and time where the format is the usual form.
    private let separator: UInt8?
    private let isISO: Bool
    private var cachedDate: UInt64 = 0
    private var cachedClock: UInt64 = 0
    private var cachedIsUTC = false
    private var cachedMinute: Instant = unreadable

    /// A reader of times in `zone`, unless the text names an offset; `date` completes date-less formats.
    package init(format: TimeFormat, zone: Zone, date: CivilDate?) {
        kind = format.kind
        self.zone = zone
        self.date = date
        isISO = format.kind == .iso8601
        guard case .pattern(let tokens) = format.kind else {
            pattern = PatternReader([])
            separator = isISO ? UInt8(ascii: "T") : nil
            return
        }
        pattern = PatternReader(tokens)
        separator = Self.usualSeparator(tokens)
    }

    /// The instant told by `range` of `bytes`; nil if it is none of the format, or out of range. O(n), no allocation.
    package mutating func read(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Instant? {
        let instant = readOrMark(bytes, range.lowerBound, range.upperBound)
        return instant == Self.unreadable ? nil : instant
    }

    /// Appends to `times` the instants of `count` records: of the field at `column` of `stride` bounds a record.
    package mutating func read(
        _ bytes: Span<UInt8>, _ bounds: Span<ByteRange>, column: Int, stride: Int, count: Int,
        into times: inout [Instant]
    ) {
        var place = column
        for _ in 0..<count {
            let field = bounds[place]
            times.append(readOrMark(bytes, Int(field.start), Int(field.end)))
            place += stride
        }
    }

    @inline(__always)
    private mutating func readOrMark(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Instant {
        if let separator, end - start == 19 || (isISO && end - start == 20 && bytes[end - 1] == UInt8(ascii: "Z")) {
            let (date, clock) = (loadWord(bytes, start), loadWord(bytes, start + 8))
            let isUTC = end - start == 20
            let (tens, ones) = (bytes[start + 17] &- 0x30, bytes[start + 18] &- 0x30)
            if date == cachedDate && clock == cachedClock && isUTC == cachedIsUTC && cachedMinute != Self.unreadable
                && bytes[start + 16] == UInt8(ascii: ":") && tens < 6 && ones <= 9
            {
                return cachedMinute &+ Int64(tens * 10 + ones) &* 1_000_000_000
            }
            let instant = readUsual(bytes, start, separator, isUTC: isUTC)
            if instant != Self.unreadable { return instant }
        }
        return readCarefully(bytes, start, end) ?? Self.unreadable
    }

    /// The usual form, by fixed places; `unreadable` for whatever is not quite that.
    private mutating func readUsual(_ bytes: Span<UInt8>, _ start: Int, _ separator: UInt8, isUTC: Bool) -> Instant {
        let end = start + 19
        let between = bytes[start + 10]
        guard bytes[start + 4] == 0x2D, bytes[start + 7] == 0x2D, bytes[start + 13] == 0x3A, bytes[start + 16] == 0x3A,
            between == separator || (isISO && between == 0x20),
            let year = readDigits(bytes, start, end, count: 4), let month = readDigits(bytes, start + 5, end, count: 2),
            let day = readDigits(bytes, start + 8, end, count: 2),
            let hour = readDigits(bytes, start + 11, end, count: 2),
            let minute = readDigits(bytes, start + 14, end, count: 2),
            let second = readDigits(bytes, start + 17, end, count: 2), month >= 1, month <= 12, day >= 1,
            day <= daysInMonth(year, month), hour < 24, minute < 60, second < 60
        else { return Self.unreadable }
        let local = Int64(days(year, month, day)) &* 86_400 &+ Int64(hour &* 3600 &+ minute &* 60)
        let zone = isUTC ? Zone.utc : zone
        let first = zone.seconds(localSeconds: local)
        // A minute within which the clocks change cannot be told by its start.
        let isWhole = isUTC || zone.seconds(localSeconds: local + 59) == first + 59
        let seconds = isWhole ? first + Int64(second) : zone.seconds(localSeconds: local + Int64(second))
        if isWhole, let start = instant(seconds: first, nanoseconds: 0),
            instant(seconds: first + 59, nanoseconds: 0) != nil
        {
            cachedMinute = start
        } else {
            cachedMinute = Self.unreadable
        }
        (cachedDate, cachedClock, cachedIsUTC) = (loadWord(bytes, start), loadWord(bytes, start + 8), isUTC)
        return instant(seconds: seconds, nanoseconds: 0) ?? Self.unreadable
    }

    private func readCarefully(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Instant? {
        var (start, end) = (start, end)
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        switch kind {
        case .pattern: return pattern.read(bytes, start..<end)?.instant(zone, date)
        case .iso8601: return readISO8601(bytes, start..<end)?.instant(zone, date)
        case .unix(let unit): return readUnix(bytes, start..<end, unit)
        }
    }

    /// `%Y-%m-%d %H:%M:%S` with any one byte between date and time, which is returned.
    private static func usualSeparator(_ tokens: [TimeFormat.Token]) -> UInt8? {
        guard tokens.count == 11, case .literal(let separator) = tokens[5] else { return nil }
        let usual: [TimeFormat.Token] = [
            .year, .literal(0x2D), .month(isPadded: true), .literal(0x2D), .day(isPadded: true), .literal(separator),
            .hour(isPadded: true), .literal(0x3A), .minute(isPadded: true), .literal(0x3A), .second(isPadded: true),
        ]
        return tokens == usual ? separator : nil
    }
}

/// A decimal integer in units of `unit` nanoseconds; whole seconds may have a fraction.
private func readUnix(_ bytes: Span<UInt8>, _ range: Range<Int>, _ unit: Int64) -> Instant? {
    guard let (value, end) = readInteger(bytes, range.lowerBound, range.upperBound) else { return nil }
    let (whole, overflow) = value.multipliedReportingOverflow(by: unit)
    if overflow { return nil }
    if end == range.upperBound { return whole == .min ? nil : whole }
    guard unit == 1_000_000_000, bytes[end] == UInt8(ascii: "."),
        let (fraction, last) = readFraction(bytes, end + 1, range.upperBound), last == range.upperBound
    else { return nil }
    let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
    let (sum, carry) = whole.addingReportingOverflow(isNegative ? -fraction : fraction)
    return carry || sum == .min ? nil : sum
}
