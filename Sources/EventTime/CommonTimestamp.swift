import Bytes

// This file and the column loop of `TimeReader` bound the speed of a replay: every record's time is read first, and most
// files have common timestamps. If you change either, run `swift run -c release benchmark time time-shuffled pipeline`
// before and after, and `CommonTimestampTests`, which compare with the careful path. A word holds eight bytes, the first
// byte lowest; all digits and separators are checked in one branch.

/// Reads `YYYY-MM-DD hh:mm:ss` with three word loads. Remembers months: neighbouring records mostly share one, and
/// records in any order come back to the months of others.
struct CommonTimestamp: Sendable {
    /// Enough for the months of twenty-one years in sequence, each at a place of its own.
    private static let places = 256

    /// `T`, `t` and a blank may stand between date and time, whatever the separator is.
    private let isISO: Bool
    /// "DD hh:mm" of zeros: what digits are told from.
    private var zeros: UInt64
    private var month = Month()
    /// Months seen. Empty as long as months ascend: readers of many runs come back to none.
    private var months: [Month] = []

    init(separator: UInt8, isISO: Bool) {
        self.isISO = isISO
        zeros = Self.zeros(separator)
    }

    /// The instant of the nineteen bytes from `start` on, if they are of a day that is known to be steady.
    @inline(__always)
    mutating func instant(_ bytes: Span<UInt8>, _ start: Int) -> Instant? {
        let text = Text(bytes, start, zeros)
        guard text.month == month.word || recall(text.month), text.faults == 0,
            text.day &- month.firstSteadyDay < month.steadyDays
        else { return nil }
        return Instant(nanoseconds: month.nanoseconds &+ text.seconds &* 1_000_000_000)
    }

    /// Local seconds since 1970 of the nineteen bytes from `start` on; nil if they are no common timestamp. Remembers
    /// their month.
    mutating func seconds(_ bytes: Span<UInt8>, _ start: Int) -> Int64? {
        if isISO { takeSeparator(bytes[start + 10]) }
        let text = Text(bytes, start, zeros)
        guard text.faults == 0, text.month == month.word || recall(text.month) || read(text.month),
            text.day < month.days
        else { return nil }
        return month.start &+ text.seconds
    }

    /// Takes note of what offset from UTC holds on which days of the month read last.
    mutating func note(_ stretch: LocalStretch) {
        month.note(stretch)
        if !months.isEmpty { months[Self.place(month.word)] = month }
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
    private mutating func read(_ word: UInt64) -> Bool {
        guard let month = Month(word) else { return false }
        if months.isEmpty && month.start < self.month.start {
            months = Array(repeating: Month(), count: Self.places)
            months[Self.place(self.month.word)] = self.month
        }
        self.month = month
        if !months.isEmpty { months[Self.place(word)] = month }
        return true
    }

    private static func place(_ word: UInt64) -> Int {
        let pairs = Month.pairs(word)
        return Int(truncatingIfNeeded: (pairs >> 16 & 0xFF) &* 12 &+ pairs >> 40 & 0xFF) & (places - 1)
    }

    /// Expects from now on what stands between date and time here, if it may.
    private mutating func takeSeparator(_ between: UInt8) {
        if between == 0x20 || between | 0x20 == UInt8(ascii: "t") { zeros = Self.zeros(between) }
    }

    private static func zeros(_ separator: UInt8) -> UInt64 { 0x3030_3A30_3000_3030 | UInt64(separator) << 16 }
}

/// A month that was seen.
private struct Month {
    private static let secondsPerDay: Int64 = 86_400

    /// "YYYY-MM-"; no month has 0.
    private(set) var word: UInt64 = 0
    /// Local seconds since 1970 at its beginning; no month is before none.
    private(set) var start = Int64.min
    private(set) var days: UInt64 = 0
    /// From which day on, counted from 0, and on how many days, one offset from UTC is known to hold all day.
    private(set) var firstSteadyDay: UInt64 = 0
    private(set) var steadyDays: UInt64 = 0
    /// Nanoseconds since 1970 at its beginning, counted with that offset.
    private(set) var nanoseconds: Int64 = 0

    init() {}

    init?(_ word: UInt64) {
        let digits = word ^ 0x2D30_302D_3030_3030
        guard (digits | (digits &+ 0x0F06_060F_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0 == 0 else { return nil }
        let pairs = Self.pairs(word)
        let (year, number) = (Int(pairs & 0xFF) &* 100 &+ Int(pairs >> 16 & 0xFF), Int(pairs >> 40 & 0xFF))
        guard number >= 1, number <= 12 else { return nil }
        self.word = word
        start = Int64(EventTime.days(year, number, 1)) * Self.secondsPerDay
        days = UInt64(daysInMonth(year, number))
    }

    /// Century, year and month of a word of digits: in its lowest byte, the third and the sixth.
    @inline(__always)
    static func pairs(_ word: UInt64) -> UInt64 {
        let digits = word ^ 0x2D30_302D_3030_3030
        return digits &* 10 &+ digits >> 8
    }

    mutating func note(_ stretch: LocalStretch) {
        steadyDays = 0
        // Stretches end, or begin, with the numbers.
        let from = max(start, stretch.from)
        let until = min(start + Int64(days) * Self.secondsPerDay, stretch.until)
        if from >= until { return }
        let first = (from - start + Self.secondsPerDay - 1) / Self.secondsPerDay
        let after = (until - start) / Self.secondsPerDay
        let begin = start - stretch.offset
        guard first < after, let instant = Instant(seconds: begin, nanoseconds: 0),
            Instant(seconds: begin + after * Self.secondsPerDay, nanoseconds: 0) != nil
        else { return }
        (firstSteadyDay, steadyDays, nanoseconds) = (UInt64(first), UInt64(after - first), instant.nanoseconds)
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
