import Bytes

// This file and the column loop of `TimeReader` limit the speed of a replay: every record's time is read first, and
// most files have common timestamps. If you change either, run `CommonTimestampTests`, which compare with the careful
// path, and before and after `swift run -c release benchmark time time-shuffled pipeline`. A word holds eight bytes,
// the first byte lowest; one branch checks all digits and separators.

/// Reads `YYYY-MM-DD hh:mm:ss` with three word loads. Caches months: neighbouring records mostly have the same month,
/// and records in random order return to earlier months.
struct CommonTimestamp: Sendable {
    /// The size of the cache: the months of twenty-one years in sequence do not collide.
    private static let cacheSize = 256

    /// Whether `T`, `t` and a blank may all separate date and time.
    private let isISO: Bool
    /// "00 00:00", with the separator between date and time: the exclusive-or with it turns digits into their values.
    private var zeros: UInt64
    private var month = Month()
    /// The cache. Empty as long as months ascend, because a reader of an ascending run never returns to a month.
    private var months: [Month] = []

    init(separator: UInt8, isISO: Bool) {
        self.isISO = isISO
        zeros = Self.zeros(separator)
    }

    /// The instant of the nineteen bytes from `start` on, if one offset from UTC is known to apply to their whole day;
    /// else nil.
    @inline(__always)
    mutating func instant(_ bytes: Span<UInt8>, _ start: Int) -> Instant? {
        let text = Timestamp(bytes, start, zeros)
        guard text.month == month.word || recall(text.month), text.faults == 0,
            text.day &- month.firstSteadyDay < month.steadyDays
        else { return nil }
        return Instant(nanoseconds: month.nanoseconds &+ text.seconds &* 1_000_000_000)
    }

    /// Local seconds since 1970 of the nineteen bytes from `start` on; nil if they are not a common timestamp. Caches
    /// their month.
    mutating func seconds(_ bytes: Span<UInt8>, _ start: Int) -> Int64? {
        if isISO { expectSeparator(bytes[start + 10]) }
        let text = Timestamp(bytes, start, zeros)
        guard text.faults == 0, text.month == month.word || recall(text.month) || read(text.month),
            text.day < month.days
        else { return nil }
        return month.start &+ text.seconds
    }

    /// Records on which days of the month read last the offset of `stretch` applies.
    mutating func note(_ stretch: LocalStretch) {
        month.note(stretch)
        if !months.isEmpty { months[Self.cacheIndex(month.word)] = month }
    }

    /// Makes the cached month that begins with the eight bytes of `word` the current month. False if it is not cached.
    @inline(never)
    private mutating func recall(_ word: UInt64) -> Bool {
        if months.isEmpty { return false }
        let known = months[Self.cacheIndex(word)]
        if known.word == word { month = known }
        return known.word == word
    }

    /// Makes the month that begins with the eight bytes of `word` the current month, and caches it. False if `word` is
    /// not a month.
    private mutating func read(_ word: UInt64) -> Bool {
        guard let month = Month(word) else { return false }
        if months.isEmpty && month.start < self.month.start {
            months = Array(repeating: Month(), count: Self.cacheSize)
            months[Self.cacheIndex(self.month.word)] = self.month
        }
        self.month = month
        if !months.isEmpty { months[Self.cacheIndex(word)] = month }
        return true
    }

    private static func cacheIndex(_ word: UInt64) -> Int {
        let pairs = Month.pairs(word)
        return Int(truncatingIfNeeded: (pairs >> 16 & 0xFF) &* 12 &+ pairs >> 40 & 0xFF) & (cacheSize - 1)
    }

    /// Expects the byte `between` between date and time from now on, if ISO 8601 allows it.
    private mutating func expectSeparator(_ between: UInt8) {
        if between == 0x20 || between | 0x20 == UInt8(ascii: "t") { zeros = Self.zeros(between) }
    }

    private static func zeros(_ separator: UInt8) -> UInt64 { 0x3030_3A30_3000_3030 | UInt64(separator) << 16 }
}

/// A month that was read before.
private struct Month {
    private static let secondsPerDay: Int64 = 86_400

    /// "YYYY-MM-" as a word; 0 in an empty entry.
    private(set) var word: UInt64 = 0
    /// Local seconds since 1970 at the beginning of the month. The minimum in an empty entry: no month is before it.
    private(set) var start = Int64.min
    private(set) var days: UInt64 = 0
    /// Steady days are days on which one known offset from UTC applies all day. The first of them, counted from 0, and
    /// their number.
    private(set) var firstSteadyDay: UInt64 = 0
    private(set) var steadyDays: UInt64 = 0
    /// Nanoseconds since 1970 at the beginning of the month, computed with the offset of the steady days.
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

    /// Century, year of the century and month of a word "YYYY-MM-", in bytes 0, 2 and 5.
    @inline(__always)
    static func pairs(_ word: UInt64) -> UInt64 {
        let digits = word ^ 0x2D30_302D_3030_3030
        return digits &* 10 &+ digits >> 8
    }

    mutating func note(_ stretch: LocalStretch) {
        steadyDays = 0
        // The first stretch of a zone begins with `Int64.min`, the last ends with `Int64.max`.
        let from = max(start, stretch.from)
        let until = min(start + Int64(days) * Self.secondsPerDay, stretch.until, stretch.twiceFrom)
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

/// The parts of the nineteen bytes of a timestamp.
private struct Timestamp {
    let month: UInt64
    /// 0 if digits and separators are at the right places, and hours, minutes and seconds are in range.
    let faults: UInt64
    /// The day from 0. Day 00 becomes a very large number.
    let day: UInt64
    /// Seconds since the beginning of the month.
    let seconds: Int64

    @inline(__always)
    init(_ bytes: Span<UInt8>, _ start: Int, _ zeros: UInt64) {
        let text = bytes.extracting(start..<start &+ 19)
        month = loadWord(text, 0)
        // "DD hh:mm" and ":ss". Digits become their values, and separators become 0.
        let (digits, last) = (loadWord(text, 8) ^ zeros, loadWord(text, 11) >> 40 ^ 0x30_303A)
        // A sum has a high bit set if a digit is more than 9 (tens of minutes and seconds: more than 5), or a separator
        // is more than 0.
        let sums = (digits &+ 0x060A_0F06_060F_0606 | digits) & 0xF0F0_F0F0_F0F0_F0F0
        let lastSums = (last &+ 0x06_0A0F | last) & 0xF0_F0F0
        let pairs = digits &* 10 &+ digits >> 8
        let (hour, minute) = (pairs >> 24 & 0xFF, pairs >> 48 & 0xFF)
        day = (pairs & 0xFF) &- 1
        // 23 + 104 is 127, the greatest sum without the high bit.
        faults = sums | lastSums | (hour &+ 104) & 0x80
        let second = (last >> 8 & 0xFF) &* 10 &+ last >> 16
        seconds = Int64(truncatingIfNeeded: ((day &* 24 &+ hour) &* 60 &+ minute) &* 60 &+ second)
    }
}
