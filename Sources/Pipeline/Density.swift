package import EventTime

/// How many records are due when, counted while the pre-pass reads them: bins of 2^n nanoseconds, whose pairs are
/// merged as the span grows. At most 64 KiB.
package struct Density {
    private static let maximumBins = 16_384
    /// The first bins have a millisecond, about.
    private var shift: Int64 = 20
    private var counts: [UInt32] = []
    /// The number of the first bin.
    private var first: Int64 = 0

    /// No records yet.
    package init() {}

    /// Adds records at these instants, in any order. O(records), about a nanosecond each where neighbours share a bin.
    package mutating func add(_ times: [Instant]) {
        var (bin, run): (Int64, UInt32) = (0, 0)
        for time in times {
            let next = time.nanoseconds >> shift
            if next == bin && run > 0 {
                run += 1
                continue
            }
            if run > 0 { add(run, to: bin) }
            // The bins may have become wider.
            (bin, run) = (time.nanoseconds >> shift, 1)
        }
        if run > 0 { add(run, to: bin) }
    }

    /// How many records there are in each of `count` equal parts of the time from `start` to `end`. A bin that lies in
    /// two parts is shared out by its length. Empty without records.
    package func parts(_ count: Int, from start: Instant, to end: Instant) -> [Int] {
        guard end > start, !counts.isEmpty, count > 0 else { return [] }
        var sums = [0.0]
        for count in counts { sums.append(sums[sums.count - 1] + Double(count)) }
        let (width, length) = (
            Double(sign: .plus, exponent: Int(shift), significand: 1), end.seconds(since: start) * 1e9
        )
        func sum(at part: Int) -> Int {
            // Differences of instants do not fit into Int64, but their bins do.
            let offset = Double(start.nanoseconds >> shift) - Double(first)
            let within = Double(start.nanoseconds & (1 << shift - 1)) / width
            let place = offset + within + length * Double(part) / Double(count) / width
            // Within the first and the last bin nobody knows where the records begin and end: all are in.
            if part == 0 && place < 1 { return 0 }
            let bin = min(Int(max(0, place)), counts.count - 1)
            if part == count && bin == counts.count - 1 { return Int(sums[counts.count]) }
            let share = min(max(0, place - Double(bin)), 1)
            return Int((sums[bin] + share * Double(counts[bin])).rounded())
        }
        return (0..<count).map { sum(at: $0 + 1) - sum(at: $0) }
    }

    private mutating func add(_ count: UInt32, to bin: Int64) {
        let place = bin - first
        if place >= 0 && place < counts.count {
            counts[Int(place)] &+= count
        } else {
            let moment = bin << shift
            makeRoom(for: bin)
            counts[Int(moment >> shift - first)] &+= count
        }
    }

    private mutating func makeRoom(for wanted: Int64) {
        var bin = wanted
        if counts.isEmpty { (first, counts) = (bin, [0]) }
        while max(bin, first + Int64(counts.count) - 1) - min(bin, first) >= Int64(Self.maximumBins) {
            mergePairs()
            bin >>= 1
        }
        if bin >= first { return counts += repeatElement(0, count: max(0, Int(bin - first) + 1 - counts.count)) }
        // Files may be in descending order: more room than is wanted, so that it is rarely made.
        let room = min(max(Int(first - bin), counts.count), Self.maximumBins - counts.count)
        counts = Array(repeating: 0, count: room) + counts
        first -= Int64(room)
    }

    private mutating func mergePairs() {
        var merged: [UInt32] = []
        // A bin with an odd number is the second of its pair.
        var place = first & 1 == 0 ? 0 : -1
        while place < counts.count {
            let second = place + 1 < counts.count ? counts[place + 1] : 0
            merged.append((place < 0 ? 0 : counts[place]) &+ second)
            place += 2
        }
        (counts, first, shift) = (merged, first >> 1, shift + 1)
    }
}
