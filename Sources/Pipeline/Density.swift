package import EventTime

/// How many records are due when, counted while the pre-pass reads them: bins of 2^n nanoseconds, whose pairs are
/// merged as the span grows. At most 32 KiB, allocated once: each page that the start touches is a page fault.
package struct Density {
    private static let maximumBins = 8192
    /// The first bins have a millisecond, about.
    private var shift: Int64 = 20
    private var counts: [UInt32] = []
    /// The number of the first bin.
    private var first: Int64 = 0

    /// No records yet.
    package init() {}

    /// Adds records at these instants, in any order. O(records), about a nanosecond each.
    package mutating func add(_ times: [Instant]) {
        guard var earliest = times.first, var latest = times.first else { return }
        for time in times {
            earliest = min(earliest, time)
            latest = max(latest, time)
        }
        makeRoom(from: earliest.nanoseconds, to: latest.nanoseconds)
        let (shift, first) = (shift, first)
        var bins = counts.mutableSpan
        for time in times { bins[Int(time.nanoseconds >> shift - first)] &+= 1 }
    }

    /// How many records there are in each of `count` equal parts of the time from `start` to `end`. A bin that lies in
    /// two parts is shared out by its length. Empty without records.
    package func parts(_ count: Int, from start: Instant, to end: Instant) -> [Int] {
        guard end > start, !counts.isEmpty, count > 0 else { return [] }
        let width = Double(sign: .plus, exponent: Int(shift), significand: 1)
        let length = end.seconds(since: start) * 1e9
        // Differences of instants do not fit into Int64, but their bins do.
        let offset = Double(start.nanoseconds >> shift) - Double(first)
        let within = Double(start.nanoseconds & (1 << shift - 1)) / width
        var (passed, records) = (0, 0)
        let sums = (0...count).map { part in
            let place = offset + within + length * Double(part) / Double(count) / width
            // Within the first and the last bin nobody knows where the records begin and end: all are in.
            if part == 0 && place < 1 { return 0 }
            let bin = min(Int(max(0, place)), counts.count - 1)
            while passed < bin {
                records += Int(counts[passed])
                passed += 1
            }
            if part == count && bin == counts.count - 1 { return records + Int(counts[bin]) }
            let share = min(max(0, place - Double(bin)), 1)
            return records + Int((share * Double(counts[bin])).rounded())
        }
        return zip(sums.dropFirst(), sums).map { $0 - $1 }
    }

    private mutating func makeRoom(from earliest: Int64, to latest: Int64) {
        if counts.isEmpty {
            counts.reserveCapacity(Self.maximumBins)
            while latest >> shift - earliest >> shift >= Int64(Self.maximumBins) { shift += 1 }
            first = earliest >> shift
        }
        while max(latest >> shift, first + Int64(counts.count) - 1) - min(earliest >> shift, first)
            >= Int64(Self.maximumBins)
        { mergePairs() }
        let wanted = Int(latest >> shift - first) + 1
        if wanted > counts.count { counts.append(contentsOf: repeatElement(0, count: wanted - counts.count)) }
        // Files may be in descending order: more room than is wanted, so that it is rarely made.
        let missing = Int(first - earliest >> shift)
        if missing > 0 {
            let room = min(max(missing, counts.count), Self.maximumBins - counts.count)
            counts.insert(contentsOf: repeatElement(0, count: room), at: 0)
            first -= Int64(room)
        }
    }

    private mutating func mergePairs() {
        // A bin with an odd number is the second of its pair.
        var (merged, place) = (0, first & 1 == 0 ? 0 : -1)
        while place < counts.count {
            let second = place + 1 < counts.count ? counts[place + 1] : 0
            counts[merged] = (place < 0 ? 0 : counts[place]) &+ second
            merged += 1
            place += 2
        }
        counts.removeLast(counts.count - merged)
        (first, shift) = (first >> 1, shift + 1)
    }
}
