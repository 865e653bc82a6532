extension TimeFormat {
    /// The part of a time that a token reads.
    private enum Part: String {
        case year, month, day
        case dayOfYear = "day of year"
        case quarter
        case isoYear = "year of the week"
        case isoWeek = "week"
        case isoWeekday = "day of the week"
        case hour, minute, second, fraction
        case half = "half of the day"
        case offset
        case unixSeconds = "count of seconds"

        init?(_ token: Token) {
            switch token {
            case .year, .twoDigitYear: self = .year
            case .month, .monthName: self = .month
            case .day: self = .day
            case .dayOfYear: self = .dayOfYear
            case .quarter: self = .quarter
            case .isoYear: self = .isoYear
            case .isoWeek: self = .isoWeek
            case .isoWeekday: self = .isoWeekday
            case .hour, .hour12: self = .hour
            case .minute: self = .minute
            case .second: self = .second
            case .fraction: self = .fraction
            case .half: self = .half
            case .offset: self = .offset
            case .unixSeconds: self = .unixSeconds
            // A weekday follows from the date. The name of a zone may be beside an offset.
            case .literal, .blanks, .weekdayName, .zoneName: return nil
            }
        }
    }

    /// The parts that make a day, with a year or without.
    private static let days: [Set<Part>] = [
        [.year, .month, .day], [.year, .dayOfYear], [.isoYear, .isoWeek, .isoWeekday], [.month, .day], [.dayOfYear],
    ]
    /// The parts that make a stretch of days, which has no hour.
    private static let stretches: [Set<Part>] = [
        [.year], [.year, .month], [.year, .quarter], [.isoYear, .isoWeek], [.month], [.quarter],
    ]
    private static let partsOfDates = days.reduce(into: Set(stretches.joined())) { $0.formUnion($1) }

    /// Refuses patterns in which a part of a time is missing or occurs twice. A typical fault is `%H:%m`, which reads
    /// the minutes as months.
    static func check(_ tokens: [Token], _ text: String) throws(FormatError) {
        func fail(_ problem: String, _ wanted: String) -> FormatError {
            FormatError(format: text, problem: problem, wanted: wanted, position: nil)
        }
        var parts: Set<Part> = []
        for part in tokens.compactMap({ Part($0) }) where !parts.insert(part).inserted {
            throw fail("the \(part.rawValue) twice", "each part of a time once")
        }
        if parts.contains(.unixSeconds) { return }
        let date = parts.intersection(Self.partsOfDates)
        if date.isEmpty {
            if !parts.contains(.hour) { throw fail("no date and no hour", "at least an hour (%H)") }
        } else if !Self.days.contains(date) && (!Self.stretches.contains(date) || parts.contains(.hour)) {
            throw fail(
                "an incomplete date",
                "year, month and day (%Y %m %d, %Y %j, %G %V %u), none of them, or without "
                    + "an hour one of %Y, %Y %m, %Y %q, %G %V")
        }
        let wholes: [(Part, of: Part, String)] = [
            (.minute, of: .hour, "%H"), (.second, of: .minute, "%M"), (.fraction, of: .second, "%S"),
        ]
        for (part, whole, directive) in wholes where parts.contains(part) && !parts.contains(whole) {
            throw fail("the \(part.rawValue) without the \(whole.rawValue)", "\(directive), too")
        }
        let isHour12 = tokens.contains { if case .hour12 = $0 { true } else { false } }
        if isHour12 && !parts.contains(.half) { throw fail("an hour of 12 without %p", "%I with %p, or %H") }
        if parts.contains(.half) && !isHour12 { throw fail("%p without an hour of 12", "%I with %p, or %H") }
    }
}
