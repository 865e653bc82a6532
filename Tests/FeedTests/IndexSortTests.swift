import EventTime
import TestSupport
import Testing

@testable import Feed

@Suite struct IndexSortTests {
    /// Sorts entries numbered as they stand, and returns times and numbers.
    private func sorted(_ times: [Instant]) -> [(Instant, UInt64)] {
        var entries = times.enumerated().map { RecordIndex.Entry(time: $1, place: UInt64($0)) }
        var survey = IndexSort.Survey()
        for time in times { survey.note(time) }
        var sort = IndexSort(survey, count: entries.count)
        while !sort.step(&entries) {}
        return entries.map { ($0.time, $0.place) }
    }

    private func wanted(_ times: [Instant]) -> [(Instant, UInt64)] {
        times.enumerated().sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }
            .map { ($0.element, UInt64($0.offset)) }
    }

    @Test(
        arguments: [
            [], [5], [5, 5, 5], [3_600_000_000_000, 0, -7_200_000_000_000, 0], [2, 1],
            [.max, .min + 1, 0, -1, 1, .max, .min + 1], [60_000_000_000, 59_999_999_999, 60_000_000_001],
            [1_000_000_000_000_000_000, 7_000, -3_000],
        ] as [[Instant]])
    func `times are put in order, and equal ones stay in theirs`(_ times: [Instant]) {
        #expect(sorted(times).elementsEqual(wanted(times), by: ==))
    }

    @Test(arguments: [1, 1000, 1_000_000_000, 60_000_000_000, 3_600_000_000_000] as [Int64], [3, 5000] as [Int64])
    func `any unit and span of time is put in order`(_ unit: Int64, _ span: Int64) {
        for seed in UInt64(0)..<8 {
            var chance = SeededGenerator(seed: seed)
            let times = (0..<Int.random(in: 2...700, using: &chance)).map { _ in
                Int64.random(in: -span...span, using: &chance) * unit
            }
            #expect(sorted(times).elementsEqual(wanted(times), by: ==), "seed \(seed)")
        }
    }

    @Test(arguments: [131_071, 131_072, 131_073])
    func `slices fit together`(_ count: Int) {
        let times = (0..<count).map { Int64(($0 * 7919) % 4096) }
        #expect(sorted(times).elementsEqual(wanted(times), by: ==))
    }
}

@Suite struct StretchMergeTests {
    @Test func `stretches become one, and equal times stay in the order in which they came`() {
        for seed in UInt64(0)..<40 {
            var chance = SeededGenerator(seed: seed)
            var (merge, all, times, order): (StretchMerge, [Instant], [Instant], [UInt32]) = (
                StretchMerge(), [], [], []
            )
            for _ in 0..<2 {
                merge.removeAll()
                all = []
                for _ in 0..<Int.random(in: 0...9, using: &chance) {
                    let count = Int.random(in: 0...12, using: &chance)
                    let stretch = (0..<count).map { _ in Instant.random(in: 0...20, using: &chance) }.sorted()
                    merge.add(stretch[...])
                    all += stretch
                }
                merge.merge(into: &times, &order)
                let wanted = all.indices.sorted { (all[$0], $0) < (all[$1], $1) }
                #expect(order == wanted.map { UInt32($0) }, "seed \(seed)")
                #expect(times == wanted.map { all[$0] }, "seed \(seed)")
            }
        }
    }
}
