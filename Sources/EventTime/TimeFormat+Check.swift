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

        /// Whether it says which day, not which moment of it.
        var isOfDate: Bool {
            switch self {
            case .year, .month, .day, .dayOfYear, .quarter, .isoYear, .isoWeek, .isoWeekday: true
            case .hour, .minute, .second, .fraction, .half, .offset, .unixSeconds: false
            }
        }
    }

    /// The parts that make a day, with a year or without.
    private static let days: [[Part]] = [
        [.year, .month, .day], [.year, .dayOfYear], [.isoYear, .isoWeek, .isoWeekday], [.month, .day], [.dayOfYear],
    ]
    /// The parts that make a stretch of days, which has no hour.
    private static let stretches: [[Part]] = [
        [.year], [.year, .month], [.year, .quarter], [.isoYear, .isoWeek], [.month], [.quarter],
    ]

    /// Whether the lists have the same parts. No list has a part twice.
    private static func areSame(_ parts: [Part], _ others: [Part]) -> Bool {
        parts.count == others.count && parts.allSatisfy { others.contains($0) }
    }

    /// Refuses patterns in which a part of a time is missing or occurs twice. A typical fault is `%H:%m`, which reads
    /// the minutes as months.
    static func check(_ tokens: [Token], _ text: String) throws(FormatError) {
        func fail(_ problem: String, _ wanted: String) -> FormatError {
            FormatError(format: text, problem: problem, wanted: wanted, position: nil)
        }
        var parts: [Part] = []
        for part in tokens.compactMap({ Part($0) }) {
            if parts.contains(part) { throw fail("the \(part.rawValue) twice", "each part of a time once") }
            parts.append(part)
        }
        if parts.contains(.unixSeconds) { return }
        let date = parts.filter { $0.isOfDate }
        if date.isEmpty {
            if !parts.contains(.hour) { throw fail("no date and no hour", "at least an hour (%H)") }
        } else if !Self.days.contains(where: { areSame($0, date) })
            && (!Self.stretches.contains(where: { areSame($0, date) }) || parts.contains(.hour))
        {
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
