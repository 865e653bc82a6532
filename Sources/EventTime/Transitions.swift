import Bytes

/// The changes of a place's offset, as seconds since 1970, written out to the end of what instants can tell.
struct Transitions: Sendable, Equatable {
    /// When each offset begins; ascending.
    private(set) var times: [Int64] = []
    /// The offset from each time on.
    private(set) var offsets: [Int] = []
    /// The offset before the first time.
    private(set) var first: Int
    /// The local time that each stretch of one offset ends with, and all before it; the last one never ends.
    private var localEnds: [Int64] = []

    init(first: Int) { self.first = first }

    /// Adds a change that comes after all before it. What comes before 1677 or after 2262 only says what was before.
    mutating func append(_ time: Int64, _ offset: Int) {
        if time >= Self.last { return }
        if time <= Self.earliest {
            first = offset
            return
        }
        if time == times.last {
            // What lasts no time is no stretch: local times that it alone showed would count as skipped.
            times.removeLast()
            offsets.removeLast()
            localEnds.removeLast()
        }
        let before = offsets.last ?? first
        if offset == before { return }
        times.append(time)
        offsets.append(offset)
        localEnds.append(max(localEnds.last ?? .min, time + Int64(before)))
    }

    private static let earliest: Int64 = -9_300_000_000
    private static let last: Int64 = 9_300_000_000

    func offset(at seconds: Int64) -> Int {
        let index = partitionPoint(times.indices) { times[$0] <= seconds }
        return index == 0 ? first : offsets[index - 1]
    }

    /// The stretch in which the local time occurs first, or the one that began by skipping it.
    func stretch(local: Int64) -> LocalStretch {
        let index = partitionPoint(localEnds.indices) { localEnds[$0] <= local }
        let until = index < localEnds.count ? localEnds[index] : .max
        guard index > 0 else { return LocalStretch(offset: Int64(first), start: .min, from: .min, until: until) }
        let (start, offset) = (times[index - 1], Int64(offsets[index - 1]))
        return LocalStretch(offset: offset, start: start, from: max(localEnds[index - 1], start + offset), until: until)
    }
}
