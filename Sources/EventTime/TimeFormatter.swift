/// Writes instants as text for labels, with strftime directives:
/// `%Y %m %d %H %M %S %y %e %k %I %l %j %a %A %b %B %p %u %w %G %V %z %s %F %T %R %D %%`. Names are English.
package struct TimeFormatter: Sendable {
    private let pattern: [UInt8]
    private let zone: Zone
    /// The text changes only at multiples of this number of nanoseconds: a day for dates in UTC, an hour in zones of
    /// whole hours, and as little as a second in zones that once used local mean time.
    package let granularity: Int64

    /// A formatter for times in `zone`. Throws if the pattern has an unknown directive.
    package init(_ pattern: String, zone: Zone) throws(FormatError) {
        self.pattern = Array(pattern.utf8)
        self.zone = zone
        var finest: Int64 = 86_400
        var rest = self.pattern[...]
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "%") { continue }
            guard let letter = rest.popFirst(), let seconds = Self.granularity(letter) else {
                throw FormatError(
                    format: pattern, problem: "an unknown directive",
                    wanted:
                        "one of %Y %m %d %H %M %S %y %e %k %I %l %j %a %A %b %B %p %u %w %G %V %z %s %F %T %R %D %%",
                    position: self.pattern.count - rest.count)
            }
            finest = min(finest, seconds)
        }
        granularity = zone.step(within: finest) * 1_000_000_000
    }

    /// Appends the text of `instant`.
    package func append(_ instant: Instant, to bytes: inout [UInt8]) {
        let seconds = instant.parts.seconds
        let offset = zone.offset(at: instant)
        let (day, second) = splitDays(seconds + Int64(offset))
        let local = LocalTime(date: CivilDate(daysSince1970: day), second: second, seconds: seconds, offset: offset)
        var rest = pattern[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let letter = rest.popFirst() {
                local.append(letter, to: &bytes)
            } else {
                bytes.append(byte)
            }
        }
    }

    /// The text of a directive changes only at multiples of this number of seconds; nil for an unknown directive.
    private static func granularity(_ letter: UInt8) -> Int64? {
        switch Character(Unicode.Scalar(letter)) {
        case "Y", "m", "d", "y", "e", "j", "a", "A", "b", "B", "u", "w", "G", "V", "F", "D", "%": 86_400
        case "H", "k", "I", "l", "p": 3600
        case "M", "R", "z": 60
        case "S", "T", "s": 1
        default: nil
        }
    }
}

/// An instant as local date and time.
private struct LocalTime {
    let date: CivilDate
    /// Seconds of the local day.
    let second: Int
    /// Seconds since 1970 in UTC.
    let seconds: Int64
    let offset: Int

    func append(_ letter: UInt8, to bytes: inout [UInt8]) {
        let (hour, minute) = (second / 3600, second / 60 % 60)
        let hour12 = hour % 12 == 0 ? 12 : hour % 12
        switch Character(Unicode.Scalar(letter)) {
        case "Y": appendNumber(date.year, width: 4, to: &bytes)
        case "m": appendNumber(date.month, width: 2, to: &bytes)
        case "d": appendNumber(date.day, width: 2, to: &bytes)
        case "H": appendNumber(hour, width: 2, to: &bytes)
        case "M": appendNumber(minute, width: 2, to: &bytes)
        case "S": appendNumber(second % 60, width: 2, to: &bytes)
        case "y": appendNumber(date.year % 100, width: 2, to: &bytes)
        case "e": appendNumber(date.day, width: 2, to: &bytes, pad: 0x20)
        case "k": appendNumber(hour, width: 2, to: &bytes, pad: 0x20)
        case "I": appendNumber(hour12, width: 2, to: &bytes)
        case "l": appendNumber(hour12, width: 2, to: &bytes, pad: 0x20)
        case "j": appendNumber(dayOfYear, width: 3, to: &bytes)
        case "a": bytes += NameTable.weekdays.names[weekday].prefix(3)
        case "A": bytes += NameTable.weekdays.names[weekday]
        case "b": bytes += NameTable.months.names[date.month - 1].prefix(3)
        case "B": bytes += NameTable.months.names[date.month - 1]
        case "p": bytes += NameTable.halves.names[hour < 12 ? 0 : 1]
        case "u": appendNumber(weekday == 0 ? 7 : weekday, width: 1, to: &bytes)
        case "w": appendNumber(weekday, width: 1, to: &bytes)
        case "G": appendNumber(isoWeek.year, width: 4, to: &bytes)
        case "V": appendNumber(isoWeek.week, width: 2, to: &bytes)
        case "z":
            bytes.append(offset < 0 ? 0x2D : 0x2B)
            appendNumber(abs(offset) / 3600, width: 2, to: &bytes)
            appendNumber(abs(offset) / 60 % 60, width: 2, to: &bytes)
        case "s": bytes += Array(String(seconds).utf8)
        case "F": append("Y-m-d", to: &bytes)
        case "T": append("H:M:S", to: &bytes)
        case "R": append("H:M", to: &bytes)
        case "D": append("m/d/y", to: &bytes)
        default: bytes.append(letter)
        }
    }

    /// Appends a text in which letters are directives; other bytes are appended unchanged.
    private func append(_ letters: String, to bytes: inout [UInt8]) {
        for letter in letters.utf8 {
            if (letter | 0x20) &- UInt8(ascii: "a") < 26 { append(letter, to: &bytes) } else { bytes.append(letter) }
        }
    }

    private var dayOfYear: Int { date.daysSince1970 - days(date.year, 1, 1) + 1 }

    /// The weekday from 0 (Sunday). 1970-01-01 was a Thursday.
    private var weekday: Int { ((date.daysSince1970 + 4) % 7 + 7) % 7 }

    /// The week by ISO 8601: a week belongs to the year of its Thursday.
    private var isoWeek: (year: Int, week: Int) {
        let thursday = date.daysSince1970 - (weekday + 6) % 7 + 3
        let year = CivilDate(daysSince1970: thursday).year
        return (year, (thursday - days(year, 1, 1)) / 7 + 1)
    }
}
