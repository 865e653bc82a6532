/// The parts of a time that were read from a field.
struct TimeFields {
    var year: Int?
    var month = 1
    var day = 1
    var dayOfYear: Int?
    var hour = 0
    var minute = 0
    var second = 0
    var nanoseconds: Int64 = 0
    /// Seconds ahead of UTC, if the text has an offset.
    var offset: Int?
    var isAfternoon: Bool?
    /// Seconds since 1970, if the text is a Unix time. A fraction counts away from 0.
    var unixSeconds: Int64?
    /// Whether the Unix time has a minus sign.
    var isNegative = false

    /// Seconds since 1970 in UTC, and nanoseconds of at least 0. `date` completes texts without a date. Nil if the
    /// parts are not a valid time.
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
