import Metrics

/// The samples of instants that wait until they are sent, oldest first, in bounded memory.
///
/// If there are too many, the oldest are dropped: values of counters are totals, so only resolution is lost. The end of
/// a series that goes with an instant moves to the next one, so that no store shows the series for longer.
package struct InstantQueue {
    private struct Row {
        let instant: Int64
        var bits: [UInt64]
        var samples: Int
    }

    /// What an instant takes beside its samples, in bytes.
    static let rowBytes = 64

    /// The most bytes of all instants, unless one alone takes more.
    package let limit: Int
    /// The bytes of all instants: 8 for each series that there was, and 64.
    package private(set) var bytes = 0
    /// How many samples were ever put in. Each of them is waiting, removed or dropped.
    package private(set) var made = 0
    /// How many samples are waiting. One that is on its way waits until it is removed.
    package private(set) var waiting = 0
    /// How many samples were dropped.
    package private(set) var dropped = 0
    private var rows: [Row] = []
    /// The place of the oldest row.
    private var first = 0
    /// How many of the oldest instants are under way.
    package private(set) var underWay = 0

    /// An empty queue of so many bytes.
    package init(limit: Int) { self.limit = limit }

    /// How many instants wait.
    package var count: Int { rows.count - first }

    /// The oldest and the latest instant, in milliseconds since 1970; nil without any.
    package var instants: ClosedRange<Int64>? { count == 0 ? nil : rows[first].instant...rows[rows.count - 1].instant }

    /// Whether instants must be dropped.
    package var isFull: Bool { bytes > limit }

    /// The samples of the oldest instant, as in `Levels.bits`; nil without any.
    package var oldest: [UInt64]? { count == 0 ? nil : rows[first].bits }

    /// Adds the samples of an instant, as in `Levels.bits`. Traps unless it is after the latest one.
    package mutating func append(_ bits: [UInt64], at instant: Int64) {
        precondition(instant > instants?.upperBound ?? .min, "instants ascend")
        let samples = bits.count { $0 != Levels.absent }
        rows.append(Row(instant: instant, bits: bits, samples: samples))
        bytes += Self.bytes(bits)
        (made, waiting) = (made + samples, waiting + samples)
    }

    /// Fills an epoch with the oldest instants, at most `most`, which are `step` milliseconds apart. They are under way
    /// from then on. Traps if others are, or if there are none.
    package mutating func fill(_ epoch: inout Epoch, step: Int64, most: Int) {
        precondition(underWay == 0 && count > 0, "one epoch is under way at a time")
        // No more than an eighth of the queue is under way, for it may have to be dropped at once.
        let share = limit / 8 / Self.bytes(rows[first].bits)
        epoch.removeAll(series: rows[rows.count - 1].bits.count, step: step, most: max(1, min(most, count, share)))
        for row in rows[first...] {
            if !epoch.takes(row.instant) { break }
            epoch.append(row.bits, at: row.instant)
        }
        underWay = epoch.instants.count
    }

    /// Removes the instants that are under way: the receiver is done with them.
    package mutating func removeUnderWay() {
        for _ in 0..<underWay { waiting -= remove(at: first).samples }
        underWay = 0
    }

    /// Drops the instants that are under way. With so many of their samples the receiver is done. Traps unless another
    /// instant waits.
    package mutating func dropUnderWay(settled: Int) {
        dropped -= settled
        for _ in 0..<underWay { drop(at: first) }
        underWay = 0
    }

    /// Drops the oldest instant that is not under way. False if only the latest one is left, which stays.
    package mutating func dropOldest() -> Bool {
        if count - underWay < 2 { return false }
        drop(at: first + underWay)
        return true
    }

    private mutating func drop(at place: Int) {
        // Taking rows away from the front may move all of them.
        let next = rows.count - place - 1
        let row = remove(at: place)
        (waiting, dropped) = (waiting - row.samples, dropped + row.samples)
        carryEnds(of: row.bits, to: rows.count - next)
    }

    /// Moves the ends of series to a row, where they are new samples.
    private mutating func carryEnds(of bits: [UInt64], to place: Int) {
        for series in bits.indices where bits[series] == Levels.stale && rows[place].bits[series] == Levels.absent {
            rows[place].bits[series] = Levels.stale
            rows[place].samples += 1
            (made, waiting) = (made + 1, waiting + 1)
        }
    }

    private mutating func remove(at place: Int) -> Row {
        let row = rows[place]
        bytes -= Self.bytes(row.bits)
        if place > first {
            rows.remove(at: place)
            return row
        }
        rows[first].bits = []
        first += 1
        // Moving what is left costs no more than what was removed since the last time.
        if first * 2 >= rows.count {
            rows.removeFirst(first)
            first = 0
        }
        return row
    }

    private static func bytes(_ bits: [UInt64]) -> Int { bits.count * 8 + rowBytes }
}
