import EventTime
import TestSupport
import Testing

@testable import Profile

/// Order, steps, gaps and clocks.
@Suite struct TimeTallyTests {
    private func time(_ seconds: [Int], labels: [String] = []) throws -> TimeFindings {
        let lines = seconds.enumerated().map { "\($0.element),\(labels.isEmpty ? "x" : labels[$0.offset])\n" }
        let counted = Counted(text: lines.joined(), kinds: [.time, .text], labels: [1])
        return try #require(try counted.findings().time)
    }

    static let orders: [([Int], TimeFindings.Order)] = [
        ([5], .same), ([5, 5, 5], .same), ([1, 2, 2, 9], .ascending), ([9, 2, 2, 1], .descending),
        ([1, 5, 2, 9, 3], .mixed),
    ]

    @Test(arguments: orders) func `records have an order`(_ seconds: [Int], _ wanted: TimeFindings.Order) throws {
        let found = try time(seconds)
        #expect(found.order == wanted)
        #expect(
            found.span == Instant(
                nanoseconds: Int64(seconds.min() ?? 0) * 1_000_000_000)...Instant(
                    nanoseconds: Int64(seconds.max() ?? 0) * 1_000_000_000))
        #expect(found.forward + found.backward + found.same == seconds.count - 1)
    }

    @Test func `blocks are counted, and told by the label that differs in each`() throws {
        let seconds = (0..<3).flatMap { _ in Array(0..<40) }
        let pure = ["a", "b", "c"].flatMap { Array(repeating: $0, count: 40) }
        #expect(try time(seconds, labels: pure).order == .blocks(3, label: 1))
        var mixed = pure
        mixed[50] = "a"
        #expect(try time(seconds, labels: mixed).order == .blocks(3, label: nil))
        // The third block has the label of the first.
        #expect(try time(seconds, labels: pure.map { $0 == "c" ? "a" : $0 }).order == .blocks(3, label: nil))
        #expect(try time(seconds.reversed(), labels: pure).order == .descendingBlocks(3))
    }

    @Test func `steps have a commonest and a median, and gaps are longer than five median steps`() throws {
        let seconds = [0, 60, 120, 180, 480, 540, 1000, 1060, 1060, 1120]
        let found = try time(seconds)
        #expect(found.commonest?.step == 60_000_000_000 && found.commonest?.count == 6)
        #expect(found.median == 60 && found.same == 1)
        #expect(
            found.gapCount == 1 && found.gaps.map { [seconds.firstIndex(of: $0.from.wholeSeconds), 6] } == [[5, 6]])
        let backwards = try time(seconds.reversed())
        #expect(backwards.gaps == found.gaps && backwards.order == .descending)
    }

    @Test func `only the ten longest gaps are told, the longest first`() throws {
        var (seconds, now) = ([0], 0)
        for gap in 1...30 {
            for _ in 0..<5 { seconds.append(seconds[seconds.count - 1] + 1) }
            now = seconds[seconds.count - 1] + 100 + gap
            seconds.append(now)
        }
        let found = try time(seconds)
        #expect(found.gapCount == 30)
        #expect(found.gaps.map { Int($0.length / 1_000_000_000) } == Array((121...130).reversed()))
    }

    @Test(arguments: rounds) func `gaps of records in disorder are those of the sorted ones`(_ round: UInt64) {
        for seed in 0..<20 as Range<UInt64> {
            var chance = SeededGenerator(seed: round * 100 + seed)
            let span = Int64(1) << Int64.random(in: 36..<62, using: &chance)
            let times = (0..<Int.random(in: 1..<300, using: &chance)).map { _ in
                Int64.random(in: -span...span, using: &chance)
            }
            var coverage = Coverage()
            for time in times { coverage.add(Instant(nanoseconds: time)) }
            let sorted = times.sorted()
            let limit = UInt64(span / 100)
            var wanted = zip(sorted, sorted.dropFirst()).map {
                Gap(from: Instant(nanoseconds: $0), to: Instant(nanoseconds: $1))
            }
            wanted = wanted.filter { $0.length > limit }
            let found = coverage.gaps(longerThan: limit)
            #expect(found.count == wanted.count, "seed \(seed)")
            let longest = wanted.map { $0.length }.sorted(by: >).prefix(10)
            #expect(found.longest.map { $0.length } == Array(longest), "seed \(seed)")
        }
    }

    @Test func `a gap is longer than the limit`() {
        var coverage = Coverage()
        for second in [0, 10] { coverage.add(Instant(nanoseconds: Int64(second) * 1_000_000_000)) }
        #expect(coverage.gaps(longerThan: 10_000_000_000).count == 0)
        #expect(coverage.gaps(longerThan: 9_999_999_999).count == 1)
    }

    @Test func `the ends of time are covered`() {
        var coverage = Coverage()
        coverage.add(.latest)
        coverage.add(.earliest)
        coverage.add(Instant(nanoseconds: 0))
        #expect(coverage.gaps(longerThan: 1 << 60).count == 2)
    }

    /// 2024-03-31 and 2024-10-27, the days on which clocks change in Europe, as days since 1970.
    private static let (spring, autumn) = (19_813, 20_023)

    @Test(arguments: [true, false]) func `hours that clocks skip or show twice are told`(_ isMissing: Bool) throws {
        let change = isMissing ? Self.spring : Self.autumn
        let start = (change - 2) * 86_400
        var seconds: [Int] = []
        for hour in 0..<120 {
            let isChanged = hour == 48 + 2
            if isChanged && isMissing { continue }
            seconds.append(start + hour * 3600)
            if isChanged { seconds.append(start + hour * 3600) }
        }
        let found = try time(seconds)
        #expect(found.changes == [ClockChange(day: change, hour: 2, isMissing: isMissing, places: "Europe")])
        #expect(try time(seconds.map { $0 + 86_400 }).changes == [])
    }
}
