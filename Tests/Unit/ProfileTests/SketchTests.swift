import TestSupport
import Testing

@testable import Profile

/// The parts that keep little of much.
@Suite struct SketchTests {
    private func numbers(_ all: [Double], columns: Int = 1) -> Numbers {
        var numbers = Numbers(Bounds(columns: columns))
        for number in all { numbers.add(number) }
        return numbers
    }

    @Test(arguments: [
        ([3.0], [3.0, 3, 3]), ([1, 2], [1, 1.5, 2]), ([4, 1, 3, 2], [1, 2.5, 4]), ([-1, 0, -0.0, 5], [-1, 0, 5]),
        ([1, 1, 1, 1, 1, 1, 1, 1, 1, 11], [1, 1, 11]),
    ]) func `quantiles of few numbers are exact, between two of them if need be`(_ all: [Double], _ wanted: [Double]) {
        #expect(numbers(all).quantiles([0, 0.5, 1]) == wanted)
    }

    @Test func `without numbers there are no quantiles`() { #expect(numbers([]).quantiles([0.5]) == nil) }

    @Test(arguments: rounds) func `quantiles of many numbers are within one per cent`(_ round: UInt64) {
        for seed in 0..<8 as Range<UInt64> {
            var chance = SeededGenerator(seed: round * 100 + seed)
            let scale = [1.0, 1e-6, 1e9, 1e-300][Int(seed % 4)]
            let all = (0..<30_000).map { _ in
                let draw = Double.random(in: 0..<1, using: &chance)
                return (seed < 4 ? draw * draw * 1e6 : draw - 0.3) * scale
            }
            let (found, sorted) = (numbers(all), all.sorted())
            #expect(!found.distinct.isExact)
            let distinct = Double(Set(all).count)
            #expect((Double(found.distinct.count) - distinct).magnitude < distinct * 0.07, "seed \(seed)")
            for share in [0.01, 0.25, 0.5, 0.75, 0.99, 0.999] {
                let (wanted, got) = (sorted[Int(share * 29_999)], found.quantiles([share])?[0] ?? .nan)
                #expect((got - wanted).magnitude <= wanted.magnitude * 0.01, "seed \(seed): \(share)")
            }
            #expect(found.least == sorted[0] && found.greatest == sorted[29_999])
        }
    }

    @Test func `ten thousand different numbers are counted exactly, one more is an estimate`() {
        let all = (0..<10_000).map { Double($0) / 8 }
        #expect(numbers(all + all).distinct == (10_000, true))
        let more = numbers(all + [-1])
        #expect(!more.distinct.isExact && (9_500...10_500).contains(more.distinct.count))
        #expect(more.count(above: 600) > 5100 && more.count(above: 600) < 5300)
        #expect(numbers(all).count(above: 600) == 5199)
    }

    @Test func `a sum keeps what doubles lose`() {
        var sum = ExactSum()
        for _ in 0..<10 { sum.add(0.1) }
        #expect(sum.value == 1)
        var huge = ExactSum()
        for _ in 0..<2 { huge.add(1e308) }
        #expect(huge.value == .infinity && huge.whole == nil)
        var long = ExactSum()
        for number in [0x1p53, 1, 1, 1] { long.add(number) }
        #expect(long.whole == 9_007_199_254_740_995)
        long.add(0.5)
        #expect(long.whole == nil)
        var parts = ExactSum()
        for number in [1e16, 1, 1, -1e16] { parts.add(number) }
        #expect(parts.value == 2)
        parts.add(sum)
        #expect(parts.value == 3)
    }

    @Test func `numbers over more powers of two than there are counters keep their greatest ones`() {
        let all = (-1000..<1000).flatMap { exponent in
            (0..<16).map { Double(sign: .plus, exponent: exponent, significand: 1 + Double($0) / 16) }
        }
        let found = numbers(all)
        let median = found.quantiles([0.999])?[0] ?? 0
        #expect((median / (all.sorted()[31_967]) - 1).magnitude < 0.01)
    }

    @Test(arguments: rounds) func `of at most so many texts all counts are exact, of more the common ones are found`(
        _ round: UInt64
    ) {
        for (seed, different) in [5, 256, 257, 5000].enumerated() {
            var chance = SeededGenerator(seed: round * 10 + UInt64(seed))
            var (top, counts) = (TopTexts(limit: 256), [String: Int]())
            for _ in 0..<40_000 {
                // A third of all draws are one of five texts.
                let isCommon = Int.random(in: 0..<3, using: &chance) == 0
                let number = Int.random(in: 0..<different, using: &chance)
                let text = "text \(isCommon ? number % 5 : number)"
                counts[text, default: 0] += 1
                let bytes = Array(text.utf8)
                top.add(bytes.span, bytes.indices, hash: hash(bytes.span, bytes.indices))
            }
            let wanted = counts.sorted { $0.value > $1.value }
            let found = top.most(5)
            #expect(Set(found.map { String(decoding: $0.text, as: UTF8.self) }) == Set(wanted.prefix(5).map { $0.key }))
            for entry in found {
                let count = counts[String(decoding: entry.text, as: UTF8.self)] ?? 0
                #expect(entry.isExact ? Int(entry.count) == count : Int(entry.count) <= count)
                if different <= 256 { #expect(entry.isExact) }
            }
        }
    }

    @Test func `the same bytes have the same hash wherever they are, and a byte more or less another one`() {
        var known: Set<UInt64> = []
        for length in 0..<70 {
            let text = [UInt8](repeating: 0, count: length)
            known.insert(hash(text.span, text.indices))
            for before in [0, 1, 7, 8, 9] {
                let longer = [UInt8](repeating: 5, count: before) + text + [7, 7]
                #expect(hash(longer.span, before..<before + length) == hash(text.span, text.indices))
            }
        }
        #expect(known.count == 70)
    }

    @Test func `what comes again is counted exactly up to the limit, then estimated`() {
        func sample(_ limit: Int, _ different: Int) -> HashSample {
            var sample = HashSample(limit: limit, hasNotes: true)
            for pass in 0..<3 as Range<UInt32> {
                for number in 0..<different { sample.add(mixed(UInt64(number), 5), note: pass == 2 ? 1 : 0) }
            }
            return sample
        }
        let exact = sample(10_000, 10_000)
        #expect(exact.isExact && exact.repeats == 20_000 && exact.repeatsWithOther == 10_000)
        let estimate = sample(10_000, 100_000)
        #expect(!estimate.isExact && (190_000...210_000).contains(estimate.repeats))
        #expect((94_000...106_000).contains(estimate.repeatsWithOther))
    }
}
