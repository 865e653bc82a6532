import Bytes
import EventTime

/// Sorts what an index knows of its records by time, a slice at a time: a radix sort, O(n), which keeps the order of
/// equals.
///
/// Each record comes as two words, its time and its `PlaceWord`. Times become ranks first: how many units of time after
/// the least. Most files know whole seconds only, so that rank and place fit into one word together; then half of the
/// memory is room to move words to. Otherwise as much is added.
struct IndexSort {
    private static let recordsAtOnce = 1 << 17
    /// How many values a digit has at most: as many places are written to in turn, and should stay in the cache.
    private static let mostDigitBits = 11
    private let count: Int
    /// Nanoseconds since 1970 of the least time.
    private let least: Int64
    private let unit: UInt64
    private let quotient: ExactQuotient
    /// How many words a record has: one, or two of which the second is its `PlaceWord`.
    private let width: Int
    /// At which bit of the first word the rank begins. Below are, in one word, the offset and `lengthBits` of length.
    private let rankShift: UInt64
    private let lengthBits: UInt64
    private let digitCount: Int
    private let digitBits: Int
    /// For each digit and value how many records have it and, once they are moved by that digit, where the next goes.
    private var places: [Int]
    /// The digit that records are moved by; nil while times become ranks.
    private var digit: Int?
    private var position = 0
    /// Where the words of the records begin.
    private var base = 0

    /// Sorts `count` records with these times from files that end at `end`.
    init(_ survey: Survey, count: Int, end: Int) {
        self.count = count
        least = survey.least.nanoseconds
        unit = UInt64(survey.unit)
        quotient = ExactQuotient(by: unit)
        let ranks = survey.most.nanoseconds(since: survey.least) / unit
        let rankBits = max(1, UInt64.bitWidth - ranks.leadingZeroBitCount)
        let left = end.leadingZeroBitCount - rankBits
        width = left >= Int.bitWidth - survey.longest.leadingZeroBitCount ? 1 : 2
        rankShift = width == 1 ? UInt64(UInt64.bitWidth - rankBits) : 0
        lengthBits = UInt64(min(max(0, left), PlaceWord.lengthBits))
        digitCount = (rankBits + Self.mostDigitBits - 1) / Self.mostDigitBits
        digitBits = (rankBits + digitCount - 1) / digitCount
        places = Array(repeating: 0, count: digitCount << digitBits)
    }

    /// Goes on with the words, which must be those of the last call. True when they are sorted.
    mutating func step(_ words: inout [UInt64]) -> Bool {
        if digit == digitCount { return true }
        let range = position..<min(position + Self.recordsAtOnce, count)
        if let digit {
            // Each width by itself, so that the loops know it.
            if width == 1 { move(&words, range, by: digit, width: 1) } else { move(&words, range, by: digit, width: 2) }
        } else {
            if width == 2 { words.append(contentsOf: repeatElement(0, count: range.count * 2)) }
            rank(&words, range)
        }
        position = range.upperBound
        if position < count { return false }
        position = 0
        if digit == nil { sumUp() } else { base = otherBase }
        digit = digit.map { $0 + 1 } ?? 0
        return digit == digitCount
    }

    /// When the record at `position` is due, once all are sorted.
    @inline(__always)
    func time(_ words: Span<UInt64>, at position: Int) -> Instant {
        Instant(nanoseconds: least &+ Int64(bitPattern: (words[base &+ position &* width] &>> rankShift) &* unit))
    }

    /// Where the record at `position` is, once all are sorted.
    @inline(__always)
    func place(_ words: Span<UInt64>, at position: Int) -> (offset: Int, length: Int) {
        if width == 2 {
            let place = PlaceWord(word: words[base &+ position &* 2 &+ 1])
            return (place.offset, place.length)
        }
        let word = words[base &+ position] & ~(UInt64.max &<< rankShift)
        return (
            Int(truncatingIfNeeded: word &>> lengthBits), Int(truncatingIfNeeded: word & ~(UInt64.max &<< lengthBits))
        )
    }

    /// Where words are moved to.
    private var otherBase: Int { base > 0 ? 0 : count * width }

    /// Turns times into ranks, in place, and counts these by all of their digits.
    private mutating func rank(_ words: inout [UInt64], _ range: Range<Int>) {
        let (mask, digitCount, digitBits) = (UInt64(1) << UInt64(digitBits) - 1, digitCount, UInt64(digitBits))
        let (least, quotient, width, lengthBits, rankShift) = (least, quotient, width, lengthBits, rankShift)
        var words = words.mutableSpan
        var counts = places.mutableSpan
        for index in range {
            let rank = quotient.of(UInt64(bitPattern: Int64(bitPattern: words[index * 2]) &- least))
            var (rest, first) = (rank, 0)
            for _ in 0..<digitCount {
                counts[first &+ Int(rest & mask)] &+= 1
                rest &>>= digitBits
                first &+= Int(mask) &+ 1
            }
            if width == 1 {
                let place = PlaceWord(word: words[index * 2 + 1])
                words[index] = rank &<< rankShift | UInt64(place.offset) &<< lengthBits | UInt64(place.length)
            } else {
                words[index * 2] = rank
            }
        }
    }

    /// From how many records have a value to where the first of them goes.
    private mutating func sumUp() {
        for digit in 0..<digitCount {
            var sum = 0
            for place in digit << digitBits..<(digit + 1) << digitBits {
                (places[place], sum) = (sum, sum + places[place])
            }
        }
    }

    /// Moves records to where their digit says.
    @inline(__always)
    private mutating func move(_ words: inout [UInt64], _ range: Range<Int>, by digit: Int, width: Int) {
        let (shift, first) = (rankShift + UInt64(digit * digitBits), digit << digitBits)
        let mask = UInt64(1) << UInt64(digitBits) - 1
        let (source, target) = (base, otherBase)
        var words = words.mutableSpan
        var next = places.mutableSpan
        for index in range {
            let from = source &+ index &* width
            let value = first &+ Int(truncatingIfNeeded: words[from] &>> shift & mask)
            let place = next[value]
            next[value] = place &+ 1
            let to = target &+ place &* width
            words[to] = words[from]
            if width == 2 { words[to &+ 1] = words[from &+ 1] }
        }
    }
}

extension IndexSort {
    /// What must be known of the records to be sorted.
    struct Survey {
        /// Hours, minutes, seconds and their parts; each divides the one before.
        private static let units: [Int64] = [
            3_600_000_000_000, 60_000_000_000, 1_000_000_000, 1_000_000, 1000, 1,
        ]

        private(set) var least = Instant.latest
        private(set) var most = Instant.earliest
        /// The greatest length that is known and fits.
        private(set) var longest = 0
        /// All times are multiples of it.
        private(set) var unit = units[0]
        private var quotient = ExactQuotient(by: UInt64(units[0]))

        @inline(__always)
        mutating func note(_ time: Instant, length: Int) {
            if length >> PlaceWord.lengthBits == 0 { longest = max(longest, length) }
            least = min(least, time)
            most = max(most, time)
            if !quotient.isExact(of: time.nanoseconds.magnitude) { takeFinerUnit(for: time.nanoseconds) }
        }

        private mutating func takeFinerUnit(for time: Int64) {
            unit = Self.units.first { unit % $0 == 0 && time % $0 == 0 } ?? 1
            quotient = ExactQuotient(by: UInt64(unit))
        }
    }
}

/// Divides by one number what is a multiple of it: a shift and a product instead of a division.
private struct ExactQuotient {
    private let shift: UInt64
    /// The odd part of the divisor times this is 1, modulo 2⁶⁴.
    private let inverse: UInt64
    /// The greatest quotient that there is.
    private let most: UInt64

    init(by divisor: UInt64) {
        shift = UInt64(divisor.trailingZeroBitCount)
        most = UInt64.max / divisor
        let odd = divisor >> shift
        // Right in its lowest three bits; each step doubles how many are (Newton).
        var inverse = odd
        for _ in 0..<5 { inverse = inverse &* (2 &- odd &* inverse) }
        self.inverse = inverse
    }

    @inline(__always)
    func of(_ multiple: UInt64) -> UInt64 { (multiple &>> shift) &* inverse }

    /// Whether `number` is a multiple. For anything else, the modular product exceeds `UInt64.max / divisor`, or bits
    /// below the shift are set.
    @inline(__always)
    func isExact(of number: UInt64) -> Bool {
        of(number) <= most && number & ~(UInt64.max &<< shift) == 0
    }
}
