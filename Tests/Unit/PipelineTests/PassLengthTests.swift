import EventTime
import TestSupport
import Testing

@testable import Pipeline

@Suite struct PassLengthTests {
    private let day: Int64 = 86_400

    /// The gaps between records at these seconds, and before and behind them.
    private func length(
        _ seconds: [Int64], startAt: Int64? = nil, endAt: Int64? = nil, maximumGap: Int64? = nil
    ) -> PassLength {
        let times = seconds.map { Instant.seconds($0) }
        let range = PassRange(
            times[0]...times[times.count - 1], startAt: startAt.map { .seconds($0) }, endAt: endAt.map { .seconds($0) })
        let bounds = [Instant.earliest] + times + [.latest]
        let limit = min(
            times[times.count - 1].nanoseconds(since: times[0]) / 10_000,
            UInt64(maximumGap.map { $0 * 1_000_000_000 } ?? .max))
        let gaps = zip(bounds, bounds.dropFirst()).map { GapTally.Gap(from: $0, to: $1) }.filter { $0.length > limit }
        return PassLength(range, gaps: gaps, longerThan: limit, maximumGap: maximumGap.map { $0 * 1_000_000_000 })
    }

    @Test(
        arguments: [
            // A second before the first record, then two gaps.
            ([0, 10, 30], nil, nil, nil, 31), ([0, 10, 30], nil, nil, 15, 11), ([0, 10, 30], nil, nil, 20, 31),
            ([0, 10, 30], nil, nil, 5, 1), ([0, 10, 30], 5, nil, nil, 25), ([0, 10, 30], 5, nil, 4, 0),
            // A gap that the start cuts is as long as its rest.
            ([0, 10, 30], 15, nil, 15, 15), ([0, 10, 30], 12, nil, 15, 0),
            // No record follows, so that the clock runs to the end of the pass.
            ([0, 10, 30], nil, 25, 5, 16), ([0, 10, 30], nil, 10, 5, 1), ([0, 10, 30], nil, 500, 15, 11),
            ([100, 110], 0, nil, nil, 110), ([100, 110], 0, nil, 50, 10),
        ] as [([Int64], Int64?, Int64?, Int64?, Double)])
    func `a pass is as long as the gaps that the clock does not skip`(
        _ seconds: [Int64], _ startAt: Int64?, _ endAt: Int64?, _ maximumGap: Int64?, _ wanted: Double
    ) {
        #expect(length(seconds, startAt: startAt, endAt: endAt, maximumGap: maximumGap).seconds == wanted)
    }

    @Test func `one odd record at the start is cut off by start_at, or skipped by max_gap`() {
        let shortcut = length([7, 1_767_261_720, 1_767_261_780]).shortcut
        #expect(shortcut?.startAt == .seconds(1_767_261_719) && shortcut?.endAt == nil)
        #expect(shortcut?.maximumGap == 300_000_000_000 && shortcut?.seconds == 61)
        #expect(shortcut?.gap.from == .seconds(7) && shortcut?.gap.to == .seconds(1_767_261_720))
    }

    @Test func `one odd record at the end is cut off by end_at`() {
        let shortcut = length([0, 60, 120, 1_767_261_780]).shortcut
        #expect(shortcut?.startAt == nil && shortcut?.endAt == .seconds(120) && shortcut?.maximumGap != nil)
    }

    @Test func `odd records at both ends are skipped by max_gap only`() {
        let shortcut = length([7, 1_767_261_720, 1_767_261_780, 3_471_465_600]).shortcut
        #expect(shortcut?.startAt == nil && shortcut?.endAt == nil && shortcut?.maximumGap == 300_000_000_000)
    }

    @Test func `a start long before the first record is proposed just before it`() {
        let shortcut = length([1_000_000, 1_000_060, 1_000_090], startAt: 0).shortcut
        #expect(shortcut?.startAt == .seconds(999_999) && shortcut?.maximumGap != nil)
    }

    @Test(
        arguments: [
            // Even spacing, two records, bursts that are long, and a gap that is already skipped.
            ((0..<400).map { $0 * 86_400 }, nil), ([0, 31_536_000], nil), ([0, 60, 120, 900, 960], nil),
            ([7, 1_767_261_720, 1_767_261_780], 3600),
        ] as [([Int64], Int64?)])
    func `other passes have no shortcut`(_ seconds: [Int64], _ maximumGap: Int64?) {
        #expect(length(seconds, maximumGap: maximumGap).shortcut == nil)
    }

    @Test func `records before the start, or behind the end, change nothing`() {
        let seconds = (0..<300 as Range<Int64>).map { $0 * 60 }
        #expect(length(seconds, startAt: 59, endAt: 10_000).shortcut == nil)
    }

    @Test func `a minute of records each day is shortened by max_gap`() {
        let seconds = (0..<200 as Range<Int64>).flatMap { day in [0, 20, 60].map { day * 86_400 + $0 } }
        let shortcut = length(seconds).shortcut
        #expect(shortcut?.startAt == nil && shortcut?.endAt == nil)
        #expect(shortcut.map { $0.maximumGap > 40_000_000_000 && $0.maximumGap < 86_340_000_000_000 } == true)
    }
}
