import Bytes

/// Reads one field by the tokens of a pattern.
struct PatternReader {
    private let tokens: [TimeFormat.Token]

    init(_ tokens: [TimeFormat.Token]) { self.tokens = tokens }

    /// Reads the parts of a time in `range` into `fields`; false if the text does not have the form of the pattern.
    func read(_ bytes: Span<UInt8>, _ range: Range<Int>, _ fields: inout TimeFields) -> Bool {
        prefix(bytes, range, &fields) == range.upperBound
    }

    /// Reads the parts of a time at the beginning of `range`. Returns the end of their text; nil if it does not have
    /// the form of the pattern.
    @inline(__always)
    func prefix(_ bytes: Span<UInt8>, _ range: Range<Int>, _ fields: inout TimeFields) -> Int? {
        var at = range.lowerBound
        for token in tokens {
            guard let next = read(token, bytes, at, range.upperBound, into: &fields) else { return nil }
            at = next
        }
        return at
    }

    /// Reads a token from `at` on. Returns the end of its text; nil if the text is not of this token.
    @inline(__always)
    private func read(
        _ token: TimeFormat.Token, _ bytes: Span<UInt8>, _ at: Int, _ end: Int, into fields: inout TimeFields
    ) -> Int? {
        switch token {
        case .literal(let byte): at < end && bytes[at] == byte ? at + 1 : nil
        case .blanks: afterBlanks(bytes, at, end)
        case .year: fixed(bytes, at, end, digits: 4, into: &fields.year)
        case .twoDigitYear: twoDigitYear(bytes, at, end, into: &fields)
        case .month(let isPadded): number(bytes, at, end, isPadded: isPadded, into: &fields.month)
        case .day(let isPadded): number(bytes, at, end, isPadded: isPadded, into: &fields.day)
        case .dayOfYear: fixed(bytes, at, end, digits: 3, into: &fields.dayOfYear)
        case .quarter: fixed(bytes, at, end, digits: 1, into: &fields.quarter)
        case .isoYear: fixed(bytes, at, end, digits: 4, into: &fields.isoYear)
        case .isoWeek: fixed(bytes, at, end, digits: 2, into: &fields.isoWeek)
        case .isoWeekday: isoWeekday(bytes, at, end, into: &fields)
        case .hour(let isPadded), .hour12(let isPadded):
            number(bytes, at, end, isPadded: isPadded, into: &fields.hour)
        case .minute(let isPadded): number(bytes, at, end, isPadded: isPadded, into: &fields.minute)
        case .second(let isPadded): number(bytes, at, end, isPadded: isPadded, into: &fields.second)
        case .monthName, .weekdayName, .half: name(token, bytes, at, end, into: &fields)
        case .zoneName: zoneName(bytes, at, end, into: &fields)
        case .fraction, .offset, .unixSeconds: longNumber(token, bytes, at, end, into: &fields)
        }
    }

    private func afterBlanks(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var at = start
        while at < end, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
        return at
    }

    @inline(__always)
    private func fixed(
        _ bytes: Span<UInt8>, _ at: Int, _ end: Int, digits: Int, into field: inout Int?
    ) -> Int? {
        guard let value = readDigits(bytes, at, end, count: digits) else { return nil }
        field = value
        return at + digits
    }

    private func isoWeekday(_ bytes: Span<UInt8>, _ at: Int, _ end: Int, into fields: inout TimeFields) -> Int? {
        guard let value = readDigits(bytes, at, end, count: 1) else { return nil }
        fields.isoWeekday = value
        return at + 1
    }

    private func twoDigitYear(_ bytes: Span<UInt8>, _ at: Int, _ end: Int, into fields: inout TimeFields) -> Int? {
        guard let value = readDigits(bytes, at, end, count: 2) else { return nil }
        fields.year = value < 69 ? 2000 + value : 1900 + value
        return at + 2
    }

    /// Reads two digits. A number that is not padded with a zero may also have one digit, and a blank before it.
    @inline(__always)
    private func number(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, isPadded: Bool, into field: inout Int
    ) -> Int? {
        var at = start
        if !isPadded && at < end && bytes[at] == 0x20 { at += 1 }
        if let value = readDigits(bytes, at, end, count: 2) {
            field = value
            return at + 2
        }
        guard !isPadded, let value = readDigits(bytes, at, end, count: 1) else { return nil }
        field = value
        return at + 1
    }

    private func longNumber(
        _ token: TimeFormat.Token, _ bytes: Span<UInt8>, _ at: Int, _ end: Int, into fields: inout TimeFields
    ) -> Int? {
        if token == .fraction {
            guard let (nanoseconds, next) = readFraction(bytes, at, end) else { return nil }
            fields.nanoseconds = nanoseconds
            return next
        }
        if token == .offset {
            guard let (seconds, next) = readOffset(bytes, at, end) else { return nil }
            fields.offset = seconds
            return next
        }
        guard let (seconds, next) = readInteger(bytes, at, end) else { return nil }
        // A flag of its own, because -0.5 and 0.5 have the same seconds.
        fields.isNegative = bytes[at] == UInt8(ascii: "-")
        // Int64 holds more seconds than an instant has, so both of its ends are out of range.
        fields.unixSeconds = seconds ?? (fields.isNegative ? .min : .max)
        return next
    }

    private func name(
        _ token: TimeFormat.Token, _ bytes: Span<UInt8>, _ at: Int, _ end: Int, into fields: inout TimeFields
    ) -> Int? {
        let names =
            switch token {
            case .monthName: NameTable.months
            case .weekdayName: NameTable.weekdays
            default: NameTable.halves
            }
        guard let (index, next) = names.find(bytes, at, end) else { return nil }
        switch token {
        case .monthName: fields.month = index + 1
        case .half: fields.isAfternoon = index == 1
        default: break
        }
        return next
    }

    /// Reads letters, or an offset, because some zones have abbreviations such as `-03`. A numeric offset in the same
    /// text is more precise than letters.
    private func zoneName(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, into fields: inout TimeFields) -> Int? {
        var at = start
        while at < end, (bytes[at] | 0x20) &- UInt8(ascii: "a") < 26 { at += 1 }
        if at > start {
            fields.zoneName = start..<at
            return at
        }
        guard let (seconds, next) = readOffset(bytes, at, end) else { return nil }
        fields.offset = fields.offset ?? seconds
        return next
    }
}
