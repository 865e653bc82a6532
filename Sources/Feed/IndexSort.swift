import Bytes
import EventTime

/// Sorts the entries of an index by time, a slice at a time: a radix sort, O(n), which keeps the order of equals.
///
/// Times become ranks first: how many units of time after the least. Most files know whole seconds only, and then some
/// years need three digits instead of six.
struct IndexSort {
    /// What must be known of the times to be sorted.
    struct Survey {
        /// Hours, minutes, seconds and their parts; each divides the one before.
        private static let units: [Int64] = [
            3_600_000_000_000, 60_000_000_000, 1_000_000_000, 1_000_000, 1000, 1,
        ]

        private(set) var least = Instant.max
        private(set) var most = Instant.min
        /// All times are multiples of it.
        private(set) var unit = units[0]

        @inline(__always)
        mutating func note(_ time: Instant) {
            least = min(least, time)
            most = max(most, time)
            if time % unit != 0 { takeFinerUnit(for: time) }
        }

        private mutating func takeFinerUnit(for time: Instant) {
            unit = Self.units.first { unit % $0 == 0 && time % $0 == 0 } ?? 1
        }
    }

    private static let entriesAtOnce = 1 << 17
    /// How many values a digit has at most: as many places are written to in turn, and should stay in the cache.
    private static let mostDigitBits = 11

    private let least: Instant
    private let unit: UInt64
    private let digitCount: Int
    private let digitBits: Int
    /// For each digit and value how many entries have it and, once they are moved by that digit, where the next goes.
    private var places: [Int]
    /// What entries are moved to.
    private var moved: [RecordIndex.Entry] = []
    /// The digit that entries are moved by; nil while times become ranks.
    private var digit: Int?
    private var position = 0

    init(_ survey: Survey, count: Int) {
        least = survey.least
        unit = UInt64(survey.unit)
        // As a bit pattern, because it may be more than an instant can be.
        let ranks = count == 0 ? 0 : UInt64(bitPattern: survey.most &- survey.least) / unit
        let bits = UInt64.bitWidth - ranks.leadingZeroBitCount
        digitCount = (bits + Self.mostDigitBits - 1) / Self.mostDigitBits
        digitBits = digitCount == 0 ? 0 : (bits + digitCount - 1) / digitCount
        places = Array(repeating: 0, count: digitCount << digitBits)
        moved.reserveCapacity(digitCount == 0 ? 0 : count)
    }

    /// Goes on with the entries, which must be those of the last call. True when they are sorted.
    mutating func step(_ entries: inout [RecordIndex.Entry]) -> Bool {
        if digitCount == 0 { return true }
        let end = min(position + Self.entriesAtOnce, entries.count)
        if let digit { move(entries, position..<end, by: digit) } else { rank(entries, position..<end) }
        position = end
        if end < entries.count { return false }
        position = 0
        swap(&entries, &moved)
        if digit == nil { sumUp() }
        digit = digit.map { $0 + 1 } ?? 0
        return digit == digitCount
    }

    /// Turns times into ranks, and counts these by all of their digits.
    private mutating func rank(_ entries: [RecordIndex.Entry], _ range: Range<Int>) {
        let (mask, digitCount, digitBits) = (UInt64(1) << UInt64(digitBits) - 1, digitCount, UInt64(digitBits))
        let (least, unit) = (least, unit)
        var places: [Int] = []
        swap(&places, &self.places)
        var counts = places.mutableSpan
        moved.append(atMost: range.count) { moved in
            for index in range {
                var entry = entries[index]
                let rank = UInt64(bitPattern: entry.time &- least) / unit
                var (rest, first) = (rank, 0)
                for _ in 0..<digitCount {
                    counts[first &+ Int(rest & mask)] &+= 1
                    rest &>>= digitBits
                    first &+= Int(mask) &+ 1
                }
                entry.time = Int64(bitPattern: rank)
                moved.append(entry)
            }
        }
        swap(&places, &self.places)
    }

    /// From how many entries have a value to where the first of them goes.
    private mutating func sumUp() {
        for digit in 0..<digitCount {
            var sum = 0
            for place in digit << digitBits..<(digit + 1) << digitBits {
                (places[place], sum) = (sum, sum + places[place])
            }
        }
    }

    /// Moves entries to where their digit says; with the last digit, ranks become times again.
    private mutating func move(_ entries: [RecordIndex.Entry], _ range: Range<Int>, by digit: Int) {
        let (shift, first) = (UInt64(digit * digitBits), digit << digitBits)
        let (mask, isLast) = (UInt64(1) << UInt64(digitBits) - 1, digit == digitCount - 1)
        // Local, because two parts of this sort cannot be changed at once.
        var (places, moved): ([Int], [RecordIndex.Entry]) = ([], [])
        swap(&places, &self.places)
        swap(&moved, &self.moved)
        var target = moved.mutableSpan
        var next = places.mutableSpan
        for index in range {
            var entry = entries[index]
            let rank = UInt64(bitPattern: entry.time)
            let value = first + Int(rank >> shift & mask)
            if isLast { entry.time = least &+ Int64(bitPattern: rank &* unit) }
            target[next[value]] = entry
            next[value] += 1
        }
        swap(&places, &self.places)
        swap(&moved, &self.moved)
    }
}
