import Bytes

/// The changes of a zone's offset, as seconds since 1970, over the whole range of instants.
struct Transitions: Sendable, Equatable {
    /// The times at which offsets begin; ascending.
    private(set) var times: [Int64] = []
    /// The offset from each time on.
    private(set) var offsets: [Int] = []
    /// The offset before the first time.
    private(set) var first: Int
    /// For each change, the local time at which all stretches before the change have ended. The last stretch never
    /// ends.
    private var localEnds: [Int64] = []

    init(first: Int) { self.first = first }

    /// Adds a change; changes come in the order of their times. A change before 1677 only sets the first offset, and a
    /// change after 2262 is ignored.
    mutating func append(_ time: Int64, _ offset: Int) {
        if time >= Self.last { return }
        if time <= Self.earliest {
            first = offset
            return
        }
        if time == times.last {
            // Removes a stretch of no length: it would count local times as skipped.
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

    /// The first stretch in which the local time occurs, or the stretch that began by skipping the local time.
    func stretch(local: Int64) -> LocalStretch {
        let index = partitionPoint(localEnds.indices) { localEnds[$0] <= local }
        let until = index < localEnds.count ? localEnds[index] : .max
        var stretch = LocalStretch(offset: Int64(first), start: .min, from: .min, until: until)
        if index > 0 {
            (stretch.start, stretch.offset) = (times[index - 1], Int64(offsets[index - 1]))
            stretch.from = max(localEnds[index - 1], stretch.start + stretch.offset)
        }
        if index < times.count, offsets[index] < stretch.offset {
            (stretch.end, stretch.shift) = (times[index], stretch.offset - Int64(offsets[index]))
            stretch.twiceFrom = stretch.end + Int64(offsets[index])
        }
        return stretch
    }
}
