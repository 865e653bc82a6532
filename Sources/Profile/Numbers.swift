/// A distribution of numbers: exact as long as there are at most `limit` different ones, then within 1 %.
struct Numbers {
    private let counters: Int
    private var exact: KeyCounts
    private var isExact = true
    private var distinctHashes: HyperLogLog?
    private var positive: LogCounters
    private var negative: LogCounters
    private var zeros: UInt64 = 0
    /// How many numbers were added.
    private(set) var count: UInt64 = 0
    private(set) var least = Double.infinity
    private(set) var greatest = -Double.infinity
    private(set) var sum = ExactSum()

    init(_ bounds: Bounds) {
        counters = bounds.counters
        exact = KeyCounts(limit: bounds.exactKeys)
        positive = LogCounters(limit: counters)
        negative = LogCounters(limit: counters)
    }

    /// Adds a finite number, `times` times.
    @inline(__always)
    mutating func add(_ number: Double, _ times: UInt64 = 1) {
        let number = number == 0 ? 0 : number  // -0 is 0
        count &+= times
        least = min(least, number)
        greatest = max(greatest, number)
        sum.add(times == 1 ? number : number * Double(times))
        if isExact {
            if exact.add(number.bitPattern, times) { return }
            spill()
        }
        distinctHashes?.add(mixed(mixed(number.bitPattern, 0), 1))
        place(number, times)
    }

    /// How many different numbers there are, and whether that is exact.
    var distinct: (count: Int, isExact: Bool) {
        isExact ? (exact.count, true) : (distinctHashes?.estimate ?? 0, false)
    }

    /// The numbers below which these shares of the numbers are, between the two nearest ones if need be; nil without
    /// numbers. O(n log n) in the different numbers.
    func quantiles(_ shares: [Double]) -> [Double]? {
        if count == 0 { return nil }
        let sorted = isExact ? Ranks(exact) : nil
        return shares.map { share in
            let rank = share * Double(count - 1)
            let (below, part) = (UInt64(rank), rank - rank.rounded(.down))
            let low = sorted?.number(at: below) ?? approximation(at: below)
            if part == 0 { return low }
            let high = sorted?.number(at: below + 1) ?? approximation(at: below + 1)
            return low + (high - low) * part
        }
    }

    /// How many numbers are greater than `number`, which must be above 0; within 1 % of it if there are many.
    func count(above number: Double) -> Int {
        if !isExact { return Int(positive.count(above: number)) }
        var above = 0
        exact.forEach { if Double(bitPattern: $0) > number { above += Int($1) } }
        return above
    }

    private func approximation(at rank: UInt64) -> Double {
        if rank == 0 { return least }
        if rank + 1 >= count { return greatest }
        let number =
            rank < negative.total
            ? -negative.number(at: negative.total - 1 - rank)
            : rank < negative.total + zeros ? 0 : positive.number(at: rank - negative.total - zeros)
        return min(greatest, max(least, number))
    }

    /// From the exact counts to the counters.
    private mutating func spill() {
        var hashes = HyperLogLog()
        var known = KeyCounts(limit: 0)
        swap(&known, &exact)
        isExact = false
        known.forEach { key, count in
            hashes.add(mixed(mixed(key, 0), 1))
            place(Double(bitPattern: key), count)
        }
        distinctHashes = hashes
    }

    @inline(__always)
    private mutating func place(_ number: Double, _ times: UInt64) {
        if number > 0 {
            positive.add(number, times)
        } else if number < 0 {
            negative.add(-number, times)
        } else {
            zeros &+= times
        }
    }
}

/// Numbers with their counts, in ascending order.
private struct Ranks {
    private var numbers: [Double] = []
    /// How many numbers there are up to each of `numbers`.
    private var ends: [UInt64] = []

    init(_ counts: KeyCounts) {
        var found: (numbers: [Double], counts: [UInt64]) = ([], [])
        counts.forEach { key, count in
            found.numbers.append(Double(bitPattern: key))
            found.counts.append(count)
        }
        var end: UInt64 = 0
        for place in ascending(found.numbers) {
            end += found.counts[place]
            numbers.append(found.numbers[place])
            ends.append(end)
        }
    }

    func number(at rank: UInt64) -> Double {
        var (low, high) = (0, ends.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] > rank { high = middle } else { low = middle + 1 }
        }
        return numbers[low]
    }
}
