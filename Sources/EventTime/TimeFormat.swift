/// The format of times in a field. A format is checked once, and then used for every record.
///
/// `%m %d %H %I %M %S %V %y` read exactly two digits, `%j` three, `%Y` and `%G` four, `%q` and `%u` one. `%e %k %l` and
/// `%-d`, `%-m`, `%-H` … read one or two digits, with or without a blank before them. `%f` reads the digits of a
/// fraction; digits behind the ninth are ignored. Second 60 is the start of the next minute, and 24:00 is the start of
/// the next day. Names of months and weekdays are English, in upper or lower case. A month, a year, a week or a quarter
/// alone is its first instant.
package struct TimeFormat: Sendable, Equatable {
    enum Kind: Equatable {
        case pattern([Token])
        case iso8601
        /// Decimal integers; the value is the nanoseconds of one unit.
        case unix(Int64)
        /// Days of the 1900 date system of spreadsheets, with a fraction.
        case excel
    }

    enum Token: Equatable {
        case literal(UInt8)
        case year, twoDigitYear
        case month(isPadded: Bool)
        case day(isPadded: Bool)
        case dayOfYear, quarter
        case isoYear, isoWeek, isoWeekday
        case hour(isPadded: Bool)
        case hour12(isPadded: Bool)
        case minute(isPadded: Bool)
        case second(isPadded: Bool)
        case monthName, weekdayName, half, fraction, offset, zoneName, unixSeconds, blanks
    }

    let kind: Kind
    /// The format as written.
    package let text: String

    /// The formats that have a name instead of a pattern.
    package static let names = ["iso8601", "unix", "unix_ms", "unix_us", "unix_ns", "excel"]

    /// Reads a pattern of strptime directives, or one of `names`. Throws if the pattern is not a complete time.
    package init(_ text: String) throws(FormatError) {
        self.text = text
        switch text {
        case "iso8601": kind = .iso8601
        case "unix": kind = .unix(1_000_000_000)
        case "unix_ms": kind = .unix(1_000_000)
        case "unix_us": kind = .unix(1000)
        case "unix_ns": kind = .unix(1)
        case "excel": kind = .excel
        default:
            guard text.contains("%") else {
                throw FormatError(format: text, problem: "no directive", wanted: Self.wanted, position: nil)
            }
            let tokens = try Self.tokens(text)
            try Self.check(tokens, text)
            kind = .pattern(tokens)
        }
    }

    /// Whether the text contains the date. If not, the date comes from another source.
    package var hasDate: Bool {
        guard case .pattern(let tokens) = kind else { return true }
        return tokens.contains { $0 == .unixSeconds || $0.isPartOfDate }
    }

    /// Whether the text has a date without its year. Then the year comes from another source.
    package var lacksYear: Bool {
        guard case .pattern(let tokens) = kind, hasDate else { return false }
        return !tokens.contains { [.year, .twoDigitYear, .isoYear, .unixSeconds].contains($0) }
    }

    /// Whether the text has the abbreviation of a zone.
    package var hasZoneName: Bool {
        guard case .pattern(let tokens) = kind else { return false }
        return tokens.contains(.zoneName)
    }

    static let wanted =
        "strptime directives such as %Y-%m-%d %H:%M:%S, or iso8601, unix, unix_ms, unix_us, unix_ns, excel"

    private static func tokens(_ text: String) throws(FormatError) -> [Token] {
        var tokens: [Token] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                tokens.append(.literal(byte))
                continue
            }
            let position = text.utf8.count - rest.count
            let isPadded = rest.first != UInt8(ascii: "-")
            if !isPadded { rest.removeFirst() }
            guard let letter = rest.popFirst() else {
                throw FormatError(format: text, problem: "a lone %", wanted: wanted, position: position)
            }
            guard let found = directive(Character(Unicode.Scalar(letter)), isPadded: isPadded) else {
                throw FormatError(
                    format: text, problem: "the directive %\(isPadded ? "" : "-")\(Character(Unicode.Scalar(letter)))",
                    wanted:
                        "one of %Y %m %d %H %M %S %f %z %y %b %B %a %A %e %j %I %p %k %l %s %T %D %F %R %Z %G %V %u "
                        + "%q %%",
                    position: position)
            }
            tokens += found
        }
        return tokens
    }

    private static func directive(_ letter: Character, isPadded: Bool) -> [Token]? {
        let date: [Token] = [.year, .literal(0x2D), .month(isPadded: true), .literal(0x2D), .day(isPadded: true)]
        let clock: [Token] = [.hour(isPadded: true), .literal(0x3A), .minute(isPadded: true)]
        switch letter {
        case "m": return [.month(isPadded: isPadded)]
        case "d": return [.day(isPadded: isPadded)]
        case "H": return [.hour(isPadded: isPadded)]
        case "I": return [.hour12(isPadded: isPadded)]
        case "M": return [.minute(isPadded: isPadded)]
        case "S": return [.second(isPadded: isPadded)]
        default: if !isPadded { return nil }
        }
        switch letter {
        case "Y": return [.year]
        case "y": return [.twoDigitYear]
        case "e": return [.day(isPadded: false)]
        case "k": return [.hour(isPadded: false)]
        case "l": return [.hour12(isPadded: false)]
        case "b", "B", "h": return [.monthName]
        case "a", "A": return [.weekdayName]
        case "j": return [.dayOfYear]
        case "q": return [.quarter]
        case "G": return [.isoYear]
        case "V": return [.isoWeek]
        case "u": return [.isoWeekday]
        case "p": return [.half]
        case "f": return [.fraction]
        case "z": return [.offset]
        case "Z": return [.zoneName]
        case "s": return [.unixSeconds]
        case "n", "t": return [.blanks]
        case "%": return [.literal(UInt8(ascii: "%"))]
        case "F": return date
        case "R": return clock
        case "T": return clock + [.literal(0x3A), .second(isPadded: true)]
        case "D":
            return [.month(isPadded: true), .literal(0x2F), .day(isPadded: true), .literal(0x2F), .twoDigitYear]
        default: return nil
        }
    }
}

extension TimeFormat.Token {
    /// Whether the token reads the year, or a stretch of days within it.
    fileprivate var isPartOfDate: Bool {
        switch self {
        case .year, .twoDigitYear, .month, .monthName, .day, .dayOfYear, .quarter, .isoYear, .isoWeek, .isoWeekday: true
        default: false
        }
    }
}

/// A time format that cannot be used.
package struct FormatError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The format as written.
    let format: String
    /// The fault, as a noun that can follow "got".
    let problem: String
    /// The directives or names that can be used instead.
    let wanted: String
    /// The byte (from 1) of the format at which the fault is; nil if the fault concerns the whole format.
    let position: Int?

    /// One sentence, without the position in the mapping file.
    package var description: String {
        let byte = position.map { " at byte \($0)" } ?? ""
        return "cannot use time format \"\(format)\": got \(problem)\(byte); want \(wanted)"
    }
}
