package import EventTime

/// A stretch of event time without a record.
package struct Gap: Sendable, Equatable {
    /// The instant of the record before it.
    package let from: Instant
    /// The instant of the record behind it.
    package let to: Instant

    /// Its length in nanoseconds.
    package var length: UInt64 { to.nanoseconds(since: from) }
}

/// The order of records in time, and the steps from each to the next.
struct OrderTally {
    /// The most gaps that are told.
    static let mostGaps = 10
    /// Steps of more different lengths than this are not compared when the commonest is looked for.
    private static let mostSteps = 10_000

    private(set) var first: Instant?
    private(set) var last: Instant?
    private(set) var least = Instant.latest
    private(set) var greatest = Instant.earliest
    private(set) var forward = 0
    private(set) var backward = 0
    private(set) var same = 0
    /// The records of the last batch that are earlier than the record before them.
    private(set) var turns: [Int] = []
    /// Steps other than 0, forward or backward, in seconds.
    private(set) var steps: Numbers
    private var counts = KeyCounts(limit: mostSteps)
    /// A run of equal steps that is not counted yet.
    private var run: (step: UInt64, count: UInt64) = (0, 0)
    /// The longest steps forward and backward.
    private(set) var longest: (forward: [Gap], backward: [Gap]) = ([], [])

    init(_ bounds: Bounds) { steps = Numbers(bounds) }

    /// Adds the instants of a batch.
    mutating func add(_ times: [Instant]) {
        turns.removeAll(keepingCapacity: true)
        var previous = last ?? times.first ?? .earliest
        if first == nil { first = times.first } else if let now = times.first { step(from: previous, to: now, 0) }
        for record in times.indices {
            let now = times[record]
            if record > 0 { step(from: previous, to: now, record) }
            least = min(least, now)
            greatest = max(greatest, now)
            previous = now
        }
        last = times.last ?? last
    }

    /// The commonest step in nanoseconds, and how often it occurs. Ends the count of steps.
    mutating func commonestStep() -> (step: UInt64, count: Int)? {
        flush()
        var best: (step: UInt64, count: UInt64)?
        counts.forEach { step, count in
            // Of equally common steps, the shortest.
            if best.map({ ($0.count, step) < (count, $0.step) }) ?? true { best = (step, count) }
        }
        return best.map { ($0.step, Int($0.count)) }
    }

    @inline(__always)
    private mutating func step(from previous: Instant, to now: Instant, _ record: Int) {
        if now == previous {
            same &+= 1
            return
        }
        let length: UInt64
        if now > previous {
            forward &+= 1
            length = now.nanoseconds(since: previous)
        } else {
            backward &+= 1
            turns.append(record)
            length = previous.nanoseconds(since: now)
        }
        if length == run.step { run.count &+= 1 } else { begin(length, previous, now) }
    }

    @inline(never)
    private mutating func begin(_ length: UInt64, _ previous: Instant, _ now: Instant) {
        flush()
        run = (length, 1)
        // Only a step that differs from the one before can be a gap.
        if now > previous {
            Self.keep(Gap(from: previous, to: now), in: &longest.forward)
        } else {
            Self.keep(Gap(from: now, to: previous), in: &longest.backward)
        }
    }

    private mutating func flush() {
        if run.count == 0 { return }
        _ = counts.add(run.step, run.count)
        steps.add(Double(run.step) / 1e9, run.count)
        run.count = 0
    }

    /// Keeps the longest gaps, the longest first.
    static func keep(_ gap: Gap, in gaps: inout [Gap]) {
        if gaps.count == mostGaps {
            if gap.length <= gaps[mostGaps - 1].length { return }
            gaps.removeLast()
        }
        gaps.insert(gap, at: gaps.firstIndex { $0.length < gap.length } ?? gaps.count)
    }
}
