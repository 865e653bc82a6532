import Bytes

// Advice for the next editor: most times of most files are of this form, and a record's time is read before anything
// else of it, so this file and `TimeReader.readOrMark` bound how fast a replay can be. A word holds eight bytes, the
// first one lowest; all that can be wrong with a text is asked for at once, in one branch.

/// Reads `YYYY-MM-DD hh:mm:ss`, by three words. Remembers months, which neighbouring records mostly share and others
/// come back to.
struct UsualForm: Sendable {
    /// What stands for bytes that are not of the form.
    static let none = Int64.min

    /// `T`, `t` and a blank may stand between date and time, whatever the separator is.
    private let isISO: Bool
    /// "DD hh:mm" of zeros: what digits are told from.
    private var zeros: UInt64
    private var month = Month()
    /// Months seen, each at the place that its bytes choose, as times in no order come back to them. Empty up to the
    /// second month: most readers of many see one.
    private var months: [Month] = []

    init(separator: UInt8, isISO: Bool) {
        self.isISO = isISO
        zeros = Self.zeros(separator)
    }

    /// The instant of the nineteen bytes from `start` on, if they are of a month that is remembered and steady.
    @inline(__always)
    mutating func instant(_ bytes: Span<UInt8>, _ start: Int) -> Instant? {
        let text = Text(bytes, start, zeros)
        guard text.month == month.word || recall(text.month), text.faults == 0, text.day < month.steadyDays
        else { return nil }
        return month.instant &+ text.seconds &* 1_000_000_000
    }

    /// Local seconds since 1970 told by the nineteen bytes from `start` on, or `none`. Their month is remembered; `clock`
    /// tells whether it is steady.
    mutating func seconds(_ bytes: Span<UInt8>, _ start: Int, _ clock: inout LocalClock) -> Int64 {
        if isISO { takeSeparator(bytes[start + 10]) }
        let text = Text(bytes, start, zeros)
        guard text.faults == 0, text.month == month.word || recall(text.month) || read(text.month, &clock),
            text.day < month.days
        else { return Self.none }
        return month.start &+ text.seconds
    }

    /// Makes the month that begins with these eight bytes the current one. False if it is not remembered.
    @inline(never)
    private mutating func recall(_ word: UInt64) -> Bool {
        if months.isEmpty { return false }
        let known = months[Self.place(word)]
        if known.word == word { month = known }
        return known.word == word
    }

    /// The same for a month that was not seen before. False if it is none.
    private mutating func read(_ word: UInt64, _ clock: inout LocalClock) -> Bool {
        if months.isEmpty && self.month.word != 0 { months = Array(repeating: Month(), count: 64) }
        let digits = word ^ 0x2D30_302D_3030_3030
        guard (digits | (digits &+ 0x0F06_060F_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0 == 0 else { return false }
        let pairs = digits &* 10 &+ digits >> 8
        let (year, number) = (Int(pairs & 0xFF) &* 100 &+ Int(pairs >> 16 & 0xFF), Int(pairs >> 40 & 0xFF))
        guard number >= 1, number <= 12 else { return false }
        month = Month(word, year, number, &clock)
        if !months.isEmpty { months[Self.place(word)] = month }
        return true
    }

    /// The highest six bits of the product depend on all digits.
    private static func place(_ word: UInt64) -> Int { Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 58) }

    /// Expects from now on what stands between date and time here, if it may.
    private mutating func takeSeparator(_ between: UInt8) {
        if between == 0x20 || between | 0x20 == UInt8(ascii: "t") { zeros = Self.zeros(between) }
    }

    private static func zeros(_ separator: UInt8) -> UInt64 { 0x3030_3A30_3000_3030 | UInt64(separator) << 16 }
}

/// A month that was seen.
private struct Month {
    /// "YYYY-MM-"; no month has 0.
    var word: UInt64 = 0
    /// Local seconds since 1970 at its beginning.
    var start: Int64 = 0
    var days: UInt64 = 0
    /// As many if one offset from UTC holds for all of them, so that instants follow from the first; else 0.
    var steadyDays: UInt64 = 0
    /// The instant of its beginning; only of a steady one.
    var instant: Instant = 0

    init() {}

    init(_ word: UInt64, _ year: Int, _ number: Int, _ clock: inout LocalClock) {
        self.word = word
        days = UInt64(daysInMonth(year, number))
        start = Int64(EventTime.days(year, number, 1)) * 86_400
        let last = start + Int64(days) * 86_400 - 1
        let first = clock.seconds(local: start)
        if clock.isSteady(from: start, through: last),
            let instant = EventTime.instant(seconds: first, nanoseconds: 0),
            EventTime.instant(seconds: first + last - start, nanoseconds: 0) != nil
        {
            (self.instant, steadyDays) = (instant, days)
        }
    }
}

/// What nineteen bytes say.
private struct Text {
    let month: UInt64
    /// 0 if there are digits and separators where they should be and hours, minutes and seconds are none too great.
    let faults: UInt64
    /// From 0; of a day 00 very great.
    let day: UInt64
    /// Since the beginning of the month.
    let seconds: Int64

    @inline(__always)
    init(_ bytes: Span<UInt8>, _ start: Int, _ zeros: UInt64) {
        let text = bytes.extracting(start..<start &+ 19)
        month = loadWord(text, 0)
        // "DD hh:mm" and ":ss", in which digits become their values and separators 0.
        let (digits, last) = (loadWord(text, 8) ^ zeros, loadWord(text, 11) >> 40 ^ 0x30_303A)
        // Sums have a high bit where a digit is more than 9, or 5 where tens of minutes and seconds are, or a separator
        // more than 0.
        let sums = (digits &+ 0x060A_0F06_060F_0606 | digits) & 0xF0F0_F0F0_F0F0_F0F0
        let lastSums = (last &+ 0x06_0A0F | last) & 0xF0_F0F0
        let pairs = digits &* 10 &+ digits >> 8
        let (hour, minute) = (pairs >> 24 & 0xFF, pairs >> 48 & 0xFF)
        day = (pairs & 0xFF) &- 1
        // 23 + 104 is the most that has no high bit.
        faults = sums | lastSums | (hour &+ 104) & 0x80
        let second = (last >> 8 & 0xFF) &* 10 &+ last >> 16
        seconds = Int64(truncatingIfNeeded: ((day &* 24 &+ hour) &* 60 &+ minute) &* 60 &+ second)
    }
}
