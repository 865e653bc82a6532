import Bytes
import EventTime

/// Sorts the entries of an index by time, one slice per call. A stable radix sort, O(n).
///
/// An entry is two words: the time of a record and its `PlaceWord`. First each time becomes a rank: the number of time
/// units since the least time. Most files have whole seconds, so that rank and place fit into one word. Then half of
/// the memory is free, and words move between the two halves. Otherwise the memory is doubled. If you change the words,
/// also change `time` and `place` below, and run `swift test --filter FeedTests` and
/// `swift run -c release benchmark shuffled`.
struct IndexSort {
    private static let recordsAtOnce = 1 << 17
    /// The most bits of a digit. A move writes to one position per value of the digit; these should stay in the cache.
    private static let mostDigitBits = 11
    private let count: Int
    /// Nanoseconds since 1970 of the least time.
    private let least: Int64
    private let unit: UInt64
    private let quotient: ExactQuotient
    /// The number of words per record: one, or two, of which the second is the `PlaceWord`.
    private let width: Int
    /// The lowest bit of the rank in the first word. With one word per record, the bits below are the offset, then
    /// `lengthBits` bits of length.
    private let rankShift: UInt64
    private let lengthBits: UInt64
    private let digitCount: Int
    private let digitBits: Int
    /// For each digit and each of its values: first the number of records with this value, then, while records are
    /// moved by this digit, the position of the next such record.
    private var digitTable: [Int]
    /// The digit by which records are moved; nil while times become ranks.
    private var digit: Int?
    private var position = 0
    /// The index of the first word of the records.
    private var base = 0

    /// A sort of `count` records with the times of `survey`. `end` is the end of all files on the axis of offsets.
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
        digitTable = Array(repeating: 0, count: digitCount << digitBits)
    }

    /// Continues the sort. `words` must be the words of the last call. True when they are sorted.
    mutating func step(_ words: inout [UInt64]) -> Bool {
        if digit == digitCount { return true }
        let range = position..<min(position + Self.recordsAtOnce, count)
        if let digit {
            // The width is a constant in each call, so that the compiler specializes the loops.
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

    /// The instant at which the record at `position` is due. Only after the sort.
    @inline(__always)
    func time(_ words: Span<UInt64>, at position: Int) -> Instant {
        Instant(nanoseconds: least &+ Int64(bitPattern: (words[base &+ position &* width] &>> rankShift) &* unit))
    }

    /// The place of the record at `position`. Only after the sort.
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

    /// The index of the first word of the half to which words are moved.
    private var otherBase: Int { base > 0 ? 0 : count * width }

    /// Turns times into ranks, in place, and counts the values of all digits of the ranks.
    private mutating func rank(_ words: inout [UInt64], _ range: Range<Int>) {
        let (mask, digitCount, digitBits) = (UInt64(1) << UInt64(digitBits) - 1, digitCount, UInt64(digitBits))
        let (least, quotient, width, lengthBits, rankShift) = (least, quotient, width, lengthBits, rankShift)
        var words = words.mutableSpan
        var counts = digitTable.mutableSpan
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

    /// Turns the number of records with each value into the position of the first of these records.
    private mutating func sumUp() {
        for digit in 0..<digitCount {
            var sum = 0
            for entry in digit << digitBits..<(digit + 1) << digitBits {
                (digitTable[entry], sum) = (sum, sum + digitTable[entry])
            }
        }
    }

    /// Moves records to the positions that `digitTable` has for their digits.
    @inline(__always)
    private mutating func move(_ words: inout [UInt64], _ range: Range<Int>, by digit: Int, width: Int) {
        let (shift, first) = (rankShift + UInt64(digit * digitBits), digit << digitBits)
        let mask = UInt64(1) << UInt64(digitBits) - 1
        let (source, target) = (base, otherBase)
        var words = words.mutableSpan
        var next = digitTable.mutableSpan
        for index in range {
            let from = source &+ index &* width
            let value = first &+ Int(truncatingIfNeeded: words[from] &>> shift & mask)
            let position = next[value]
            next[value] = position &+ 1
            let to = target &+ position &* width
            words[to] = words[from]
            if width == 2 { words[to &+ 1] = words[from &+ 1] }
        }
    }
}

extension IndexSort {
    /// Properties of all records that a sort must know: the range and the unit of their times, and their lengths.
    struct Survey {
        /// Hours, minutes, seconds and their parts; each unit divides the unit before.
        private static let units: [Int64] = [
            3_600_000_000_000, 60_000_000_000, 1_000_000_000, 1_000_000, 1000, 1,
        ]

        private(set) var least = Instant.latest
        private(set) var most = Instant.earliest
        /// The greatest length that fits into a `PlaceWord`.
        private(set) var longest = 0
        /// All times are multiples of this unit.
        private(set) var unit = units[0]
        private var quotient = ExactQuotient(by: UInt64(units[0]))

        @inline(__always)
        mutating func add(_ time: Instant, length: Int) {
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

/// Divides multiples of one number by this number, with a shift and a product instead of a division.
private struct ExactQuotient {
    private let shift: UInt64
    /// The odd part of the divisor, multiplied by this number, is 1 modulo 2⁶⁴.
    private let inverse: UInt64
    /// The greatest possible quotient.
    private let most: UInt64

    init(by divisor: UInt64) {
        shift = UInt64(divisor.trailingZeroBitCount)
        most = UInt64.max / divisor
        let odd = divisor >> shift
        // The lowest three bits are correct. Each step of Newton's method doubles the number of correct bits.
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
