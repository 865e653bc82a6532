/// The parts of a time that were read from a field.
struct TimeFields {
    var year: Int?
    var month = 1
    var day = 1
    var dayOfYear: Int?
    /// From 1. The first month of a quarter is the month of the time.
    var quarter: Int?
    /// The year of `isoWeek`.
    var isoYear: Int?
    var isoWeek: Int?
    /// The day of the week from 1 (Monday).
    var isoWeekday = 1
    var hour = 0
    var minute = 0
    var second = 0
    var nanoseconds: Int64 = 0
    /// Seconds ahead of UTC, if the text has an offset.
    var offset: Int?
    /// Where the text has the abbreviation of a zone.
    var zoneName: Range<Int>?
    var isAfternoon: Bool?
    /// Seconds since 1970, if the text is a Unix time. A fraction counts away from 0.
    var unixSeconds: Int64?
    /// Whether the Unix time has a minus sign.
    var isNegative = false

    /// Seconds since 1970 in UTC, and nanoseconds of at least 0. `date` completes texts without a date; `bytes` have
    /// the text. Nil if the parts are not a valid time.
    func time(
        _ clock: inout LocalClock, _ date: CivilDate?, _ bytes: Span<UInt8>
    ) -> (seconds: Int64, nanoseconds: Int64)? {
        if let unixSeconds {
            if !isNegative || nanoseconds == 0 { return (unixSeconds, nanoseconds) }
            return (max(unixSeconds, .min + 1) - 1, 1_000_000_000 - nanoseconds)
        }
        var hour = hour
        if let isAfternoon {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (isAfternoon ? 12 : 0)
        }
        // 24:00 is the start of the next day.
        let isEndOfDay = hour == 24 && minute == 0 && second == 0 && nanoseconds == 0
        guard hour < 24 || isEndOfDay, minute < 60, second <= 60, let day = dayNumber(date) else { return nil }
        let local = Int64(day) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        if let offset { return (local - Int64(offset), nanoseconds) }
        guard let zoneName else { return (clock.seconds(local: local, nanoseconds), nanoseconds) }
        return clock.seconds(local: local, nanoseconds, bytes, name: zoneName).map { ($0, nanoseconds) }
    }

    private func dayNumber(_ date: CivilDate?) -> Int? {
        if isoWeek != nil { return dayOfWeek }
        guard let year else { return date?.daysSince1970 }
        if let dayOfYear {
            guard dayOfYear >= 1, dayOfYear <= (isLeap(year) ? 366 : 365) else { return nil }
            return days(year, 1, 1) + dayOfYear - 1
        }
        if let quarter {
            return (1...4).contains(quarter) ? days(year, quarter * 3 - 2, 1) : nil
        }
        return CivilDate(year: year, month: month, day: day)?.daysSince1970
    }

    /// The day by ISO 8601: week 1 is the week with January 4.
    private var dayOfWeek: Int? {
        guard let isoYear, let isoWeek, (1...7).contains(isoWeekday) else { return nil }
        let first = monday(beforeOrOn: days(isoYear, 1, 4))
        let start = first + (isoWeek - 1) * 7
        guard isoWeek >= 1, start < monday(beforeOrOn: days(isoYear + 1, 1, 4)) else { return nil }
        return start + isoWeekday - 1
    }
}

/// The Monday of the week of a day. 1970-01-01 was a Thursday.
private func monday(beforeOrOn day: Int) -> Int { day - ((day + 3) % 7 + 7) % 7 }
