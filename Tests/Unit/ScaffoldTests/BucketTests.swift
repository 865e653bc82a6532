import Foundation
import TestSupport
import Testing

@testable import Scaffold

@Suite struct BucketTests {
    /// Values as measurements have them: chance from 0 to 1 becomes a value.
    static let values: [(name: String, value: @Sendable (inout SeededGenerator) -> Double)] = [
        ("uniform", { 100 * uniform(&$0) }), ("uniform above 0", { 100 + 100 * uniform(&$0) }),
        ("normal", { 100 + 15 * normal(&$0) }), ("narrow", { 20 + 2 * normal(&$0) }),
        ("exponential", { -100 * log(uniform(&$0)) }), ("log-normal", { exp(3 + normal(&$0)) }),
        ("wide log-normal", { exp(1 + 2 * normal(&$0)) }),
        ("two humps", { uniform(&$0) < 0.7 ? 10 + normal(&$0) : 100 + 15 * normal(&$0) }),
        ("a few that are slow", { uniform(&$0) < 0.95 ? 0.2 + 0.03 * normal(&$0) : 5 + normal(&$0) / 2 }),
        ("a tail", { uniform(&$0) < 0.94 ? 60 + 15 * normal(&$0) : 100 + 380 * uniform(&$0) }),
        ("minutes", { 600 * exp(normal(&$0)) }),
    ]

    @Test(arguments: values.indices, [false, true])
    func `quantiles of the buckets are within a tenth of the true ones`(_ number: Int, isDuration: Bool) {
        var random = SeededGenerator(seed: 23)
        let sorted = (0..<5000).map { _ in max(0.001, Self.values[number].value(&random)) }.sorted()
        func quantile(_ share: Double) -> Double { sorted[min(sorted.count - 1, Int(share * 5000))] }
        let quantiles = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999].map(quantile)
        let bounds = bucketBounds(quantiles, greatest: sorted[4999], isDuration: isDuration)
        #expect(6...12 ~= bounds.count && bounds[bounds.count - 1] >= sorted[4999])
        for share in [0.5, 0.95, 0.99] {
            let (found, wanted) = (interpolated(share, bounds, sorted), quantile(share))
            #expect(
                abs(found / wanted - 1) < 0.1, "\(Self.values[number].name) \(share): \(found), \(wanted), \(bounds)")
        }
    }

    @Test func `bounds are round numbers, and as clocks show them from ten seconds on`() {
        let amounts = bucketBounds([1.2, 2.1, 4, 9, 24.9, 70, 180, 310, 700, 900], greatest: 950)
        #expect(amounts == [2, 3, 8, 20, 25, 80, 200, 300, 400, 600, 800, 1000])
        let times = bucketBounds([5, 8, 12, 40, 70, 200, 900, 1900, 3000, 9000], greatest: 9900, isDuration: true)
        #expect(times == [10, 35, 60, 70, 210, 900, 1800, 2100, 2700, 3000, 9000, 10_800])
        #expect(bucketBounds([1, 1, 2, 3, 4, 5, 7, 7, 9, 9], greatest: 9, isWhole: true) == [1, 2, 3, 4, 5, 6, 8, 10])
    }

    @Test(
        arguments: [
            [], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [7, 7, 7, 7, 7, 7, 7, 7, 7, 7], [1e-12, 1e-12, 1, 1, 1, 1, 1, 1, 1, 1],
            [0, 0, 0, 0, 0, 1, 1, 1, 1, 1e14], [1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300],
            [-5, -1, 0, 1, 2, 3, 4, 5, 6, 7],
        ] as [[Double]])
    func `there are always bounds, ascending`(quantiles: [Double]) {
        for isDuration in [true, false] {
            for isWhole in [true, false] {
                let bounds = bucketBounds(
                    quantiles, greatest: quantiles.last ?? 0, isDuration: isDuration, isWhole: isWhole)
                #expect(!bounds.isEmpty && bounds.count <= 12)
                #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 })
                // Of values half of which are 0, none is below a millionth.
                if quantiles.count > 5, quantiles[4] == 0, quantiles[5] == 1 { #expect(bounds[0] > 1e-6) }
            }
        }
    }

    @Test func `of random values, six to twelve bounds hold them, two of them below the median`() {
        var random = SeededGenerator(seed: 18)
        for _ in 0..<2000 {
            let scale = [0.001, 1, 50, 20_000][Int(random.next() % 4)]
            let quantiles = (0..<10).map { _ in Double(random.next() % 10_000 + 1) / 1000 * scale }.sorted()
            let greatest = quantiles[9] * Double(1 + random.next() % 3)
            let bounds = bucketBounds(quantiles, greatest: greatest, isDuration: random.next() % 2 == 0)
            #expect(6...12 ~= bounds.count, "\(quantiles)")
            #expect(bounds.filter { $0 < quantiles[4] }.count >= 2, "\(quantiles) \(bounds)")
            #expect(bounds[bounds.count - 1] >= greatest, "\(quantiles) \(bounds)")
        }
    }

    /// A quantile as PromQL computes it: the values of a bucket are taken to lie evenly in it.
    private func interpolated(_ share: Double, _ bounds: [Double], _ sorted: [Double]) -> Double {
        var (low, before) = (0.0, 0)
        let wanted = share * Double(sorted.count)
        for bound in bounds {
            let count = sorted.firstIndex { $0 > bound } ?? sorted.count
            if Double(count) >= wanted {
                return low + (bound - low) * (wanted - Double(before)) / Double(count - before)
            }
            (low, before) = (bound, count)
        }
        return low
    }

    private static func uniform(_ random: inout SeededGenerator) -> Double {
        (Double(random.next() >> 11) + 0.5) / 9_007_199_254_740_992
    }

    private static func normal(_ random: inout SeededGenerator) -> Double {
        sqrt(-2 * log(uniform(&random))) * cos(2 * Double.pi * uniform(&random))
    }
}
