import Bytes

// Advice for the next editor: most times of most files begin with these sixteen bytes, and a record's time is read
// before anything else of it, so this file and `TimeReader.readOrMark` bound how fast a replay can be. A word holds
// eight bytes, the first one lowest.

/// A minute as it is written, and the instant with which it begins: neighbouring records mostly share it.
struct KnownMinute {
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var start: Instant = 0
    /// Zero if there is one.
    private var isMissing: UInt64 = 1

    /// No minute.
    init() {}

    /// The minute that begins with the instant `start` and whose text are the sixteen bytes from `offset` on.
    @inline(__always)
    init(_ bytes: Span<UInt8>, _ offset: Int, _ start: Instant) {
        (first, second) = (loadWord(bytes, offset), loadWord(bytes, offset + 8))
        self.start = start
        isMissing = 0
    }

    /// The instant of `YYYY-MM-DD hh:mm:ss` at `offset`, if it lies in this minute. Asks all at once, in one branch.
    @inline(__always)
    func instant(_ bytes: Span<UInt8>, _ offset: Int) -> Instant? {
        let minute = (loadWord(bytes, offset) ^ first) | (loadWord(bytes, offset + 8) ^ second)
        // ":ss", which becomes 0, tens, ones.
        let digits = loadWord(bytes, offset + 11) >> 40 ^ 0x30_303A
        // The highest digits are 0, 5 and 9.
        let excess = (digits | (digits &+ 0x06_0A0F)) & 0xF0_F0F0
        guard minute | excess | isMissing == 0 else { return nil }
        let seconds = (digits >> 8 & 0xFF) &* 10 &+ digits >> 16
        return start &+ Int64(truncatingIfNeeded: seconds &* 1_000_000_000)
    }
}

/// Reads `YYYY-MM-DD hh:mm`, by two words. Remembers the last one, which neighbouring records mostly share, and its
/// month, which others may share still.
struct UsualForm: Sendable {
    /// What stands for bytes that are not of the form.
    static let none = Int64.min

    /// `T`, `t` and a blank may stand between date and time, whatever the separator is.
    private let isISO: Bool
    private let separator: UInt8
    private var month = Month()
    /// Months seen, each at the place that its bytes choose, as times in no order come back to them. Empty up to the
    /// second month: most readers of many see one.
    private var months: [Month] = []
    private var minuteWord: UInt64 = 0
    private var minute = none

    private struct Month {
        var word: UInt64 = 0
        /// Days from 1970-01-01 to the day before the month.
        var start = 0
        var days = 0
    }

    init(separator: UInt8, isISO: Bool) {
        self.separator = separator
        self.isISO = isISO
    }

    /// Local seconds since 1970 of the minute told by the sixteen bytes from `start` on, or `none`.
    @inline(__always)
    mutating func minute(_ bytes: Span<UInt8>, _ start: Int) -> Int64 {
        let (month, rest) = (loadWord(bytes, start), loadWord(bytes, start + 8))
        if month == self.month.word && rest == minuteWord { return minute }
        return read(month, rest)
    }

    @inline(__always)
    private mutating func read(_ month: UInt64, _ rest: UInt64) -> Int64 {
        if month != self.month.word {
            guard readMonth(month) else { return Self.none }
        }
        let between = UInt8(truncatingIfNeeded: rest >> 16)
        guard between == separator || isISO && (between == 0x20 || between | 0x20 == UInt8(ascii: "t")) else {
            return Self.none
        }
        // "DD hh:mm", the byte between cleared.
        let digits = rest & ~0xFF_0000 ^ 0x3030_3A30_3000_3030
        guard isDigits(digits, add: 0x0606_0F06_0606_0606) else { return Self.none }
        let pairs = digits &* 10 &+ digits >> 8
        let (day, hour, minute) = (Int(pairs & 0xFF), Int(pairs >> 24 & 0xFF), Int(pairs >> 48 & 0xFF))
        guard day >= 1, day <= self.month.days, hour < 24, minute < 60 else { return Self.none }
        minuteWord = rest
        self.minute = Int64((self.month.start &+ day) &* 86_400 &+ hour &* 3600 &+ minute &* 60)
        return self.minute
    }

    private mutating func readMonth(_ word: UInt64) -> Bool {
        // What is remembered of the minute belongs to another month.
        (minuteWord, minute) = (0, Self.none)
        if months.isEmpty && self.month.word != 0 { months = Array(repeating: Month(), count: 64) }
        // The highest six bits of the product depend on all digits.
        let place = Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 58)
        if !months.isEmpty && months[place].word == word {
            self.month = months[place]
            return true
        }
        // "YYYY-MM-"
        let digits = word ^ 0x2D30_302D_3030_3030
        guard isDigits(digits, add: 0x0F06_060F_0606_0606) else { return false }
        let pairs = digits &* 10 &+ digits >> 8
        let (year, month) = (Int(pairs & 0xFF) &* 100 &+ Int(pairs >> 16 & 0xFF), Int(pairs >> 40 & 0xFF))
        guard month >= 1, month <= 12 else { return false }
        self.month = Month(word: word, start: days(year, month, 1) - 1, days: daysInMonth(year, month))
        if !months.isEmpty { months[place] = self.month }
        return true
    }

    /// Whether each byte is a digit: 9 at most where `add` is 6, and 0 where it is 15, the place of a separator.
    @inline(__always)
    private func isDigits(_ word: UInt64, add: UInt64) -> Bool { (word | (word &+ add)) & 0xF0F0_F0F0_F0F0_F0F0 == 0 }
}
