/// The rule for clock changes after the last transition: a TZ string of POSIX, with the extensions of RFC 9636.
struct ZoneRule {
    private enum Day {
        /// Week 1…5 (5 is the last) of a month, and the weekday from 0 (Sunday).
        case monthly(month: Int, week: Int, weekday: Int)
        /// Day 1…365 of a year, without February 29.
        case julian(Int)
        /// Day 0…365 of a year, with February 29.
        case zeroBased(Int)
    }

    private struct Change {
        var day: Day
        /// Local seconds since the start of the day; may be negative or more than a day.
        var seconds: Int
    }

    private let standard: Int
    private let standardName: [UInt8]
    private let summer: (offset: Int, name: [UInt8], start: Change, end: Change)?

    /// Reads a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`. Nil for any other text.
    init?(_ text: String) {
        var scanner = RuleScanner(text)
        guard let name = scanner.name(), let west = scanner.time(hours: 0...24) else { return nil }
        (standard, standardName) = (-west, name)
        if scanner.isAtEnd {
            summer = nil
            return
        }
        guard let summerName = scanner.name() else { return nil }
        var offset = standard + 3600
        if !scanner.isNext(",") {
            guard let west = scanner.time(hours: 0...24) else { return nil }
            offset = -west
        }
        guard let start = Self.change(&scanner), let end = Self.change(&scanner), scanner.isAtEnd else { return nil }
        summer = (offset, summerName, start, end)
    }

    /// All changes after `seconds`, from 1677 to 2262: the instant, the offset from then on, and its abbreviation.
    func transitions(after seconds: Int64) -> [(Int64, Int, [UInt8])] {
        guard let summer else { return [] }
        var changes: [(Int64, Int, [UInt8])] = []
        for year in 1677...2262 {
            changes.append((self.seconds(of: summer.start, in: year, before: standard), summer.offset, summer.name))
            changes.append((self.seconds(of: summer.end, in: year, before: summer.offset), standard, standardName))
        }
        return changes.filter { $0.0 > seconds }.sorted { $0.0 < $1.0 }
    }

    private func seconds(of change: Change, in year: Int, before offset: Int) -> Int64 {
        let day: Int
        switch change.day {
        case .julian(let number):
            day = days(year, 1, 1) + number - 1 + (isLeap(year) && number > 59 ? 1 : 0)
        case .zeroBased(let number): day = days(year, 1, 1) + number
        case .monthly(let month, let week, let weekday):
            let first = days(year, month, 1)
            // 1970-01-01 was a Thursday: weekday 4.
            let ahead = ((weekday - (first + 4)) % 7 + 7) % 7
            let last = daysInMonth(year, month)
            var number = ahead + (week - 1) * 7
            if number >= last { number -= 7 }
            day = first + number
        }
        return Int64(day) * 86_400 + Int64(change.seconds - offset)
    }

    private static func change(_ scanner: inout RuleScanner) -> Change? {
        guard scanner.skip(",") else { return nil }
        let day: Day
        if scanner.skip("M") {
            guard let month = scanner.number(1...12), scanner.skip("."), let week = scanner.number(1...5),
                scanner.skip("."), let weekday = scanner.number(0...6)
            else { return nil }
            day = .monthly(month: month, week: week, weekday: weekday)
        } else if scanner.skip("J") {
            guard let number = scanner.number(1...365) else { return nil }
            day = .julian(number)
        } else {
            guard let number = scanner.number(0...365) else { return nil }
            day = .zeroBased(number)
        }
        guard scanner.skip("/") else { return Change(day: day, seconds: 7200) }
        return scanner.time(hours: 0...167).map { Change(day: day, seconds: $0) }
    }
}

private struct RuleScanner {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = Array(text.utf8)[...] }

    var isAtEnd: Bool { rest.isEmpty }

    func isNext(_ character: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: character) }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard isNext(character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Reads an abbreviation: three letters or more, or any text between `<` and `>`.
    mutating func name() -> [UInt8]? {
        if skip("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
            defer { rest = rest[(end + 1)...] }
            return Array(rest[..<end])
        }
        let letters = rest.prefix { ($0 | 0x20) &- UInt8(ascii: "a") < 26 }
        rest = rest.dropFirst(letters.count)
        return letters.count >= 3 ? Array(letters) : nil
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { $0 &- 0x30 <= 9 }
        guard digits.count <= 4, let number = Int(String(decoding: digits, as: UTF8.self)), range.contains(number)
        else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }

    /// Reads `[+-]hh[:mm[:ss]]` as seconds.
    mutating func time(hours range: ClosedRange<Int>) -> Int? {
        let sign = skip("-") ? -1 : 1
        if sign == 1 { _ = skip("+") }
        guard let hours = number(range) else { return nil }
        var seconds = hours * 3600
        if skip(":") {
            guard let minutes = number(0...59) else { return nil }
            seconds += minutes * 60
            if skip(":") {
                guard let more = number(0...59) else { return nil }
                seconds += more
            }
        }
        return sign * seconds
    }
}
