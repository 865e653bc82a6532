/// Counts positive numbers in counters whose bounds grow by the same share: a number is known within 0.8 %.
///
/// The number of a counter is the exponent of a double and the first six bits of its significand, so finding it takes
/// one shift. Only the counters between the least and the greatest number exist. If there would be more than
/// `limit`, which are as many as the limit's 64th part of powers of two, the least ones become one.
struct LogCounters {
    private static let shift: UInt64 = 46
    private let limit: Int
    private var counts: [UInt64] = []
    /// The number of the first counter.
    private var base = 0
    /// How many numbers were added.
    private(set) var total: UInt64 = 0

    init(limit: Int) { self.limit = limit }

    /// Adds a number above 0, `times` times.
    @inline(__always)
    mutating func add(_ number: Double, _ times: UInt64 = 1) {
        let index = Int(truncatingIfNeeded: number.bitPattern >> Self.shift) &- base
        total &+= times
        if index >= 0 && index < counts.count {
            counts[index] &+= times
        } else {
            makeRoom(for: index &+ base)
            counts[max(0, Int(truncatingIfNeeded: number.bitPattern >> Self.shift) - base)] &+= times
        }
    }

    /// The number at `rank` in ascending order, from 0: the middle of its counter.
    func number(at rank: UInt64) -> Double {
        var before: UInt64 = 0
        for index in counts.indices {
            before += counts[index]
            if before > rank { return middle(of: index) }
        }
        return middle(of: max(0, counts.count - 1))
    }

    /// How many numbers are greater than `number`, within the width of a counter.
    func count(above number: Double) -> UInt64 {
        let first = Int(truncatingIfNeeded: number.bitPattern >> Self.shift) - base + 1
        return first >= counts.count ? 0 : counts[max(0, first)...].reduce(0, +)
    }

    private func middle(of index: Int) -> Double {
        let lower = Double(bitPattern: UInt64(base + index) << Self.shift)
        let upper = Double(bitPattern: UInt64(base + index + 1) << Self.shift)
        return upper.isFinite ? lower / 2 + upper / 2 : lower
    }

    private mutating func makeRoom(for index: Int) {
        if counts.isEmpty { base = index }
        if index < base {
            let room = min(base - index, limit - counts.count)
            counts.insert(contentsOf: repeatElement(0, count: room), at: 0)
            base -= room
        } else if index >= base + counts.count {
            let last = index - base
            let surplus = min(max(0, last + 1 - limit), counts.count)
            let merged = counts[..<surplus].reduce(0, +)
            counts.removeFirst(surplus)
            base = last + 1 > limit ? index + 1 - limit : base
            counts.append(contentsOf: repeatElement(0, count: index - base + 1 - counts.count))
            if surplus > 0 { counts[0] += merged }
        }
    }
}
