import TestSupport
import Testing

@testable import Scaffold

@Suite struct BucketTests {
    @Test func `bounds are quantiles rounded up to round numbers`() {
        let amounts = bucketBounds([1.2, 2.1, 4, 9, 24.9, 70, 180, 310, 700, 900], isDuration: false)
        #expect(amounts == [2, 5, 10, 50, 100, 200, 500, 1000])
        let seconds = bucketBounds([0.003, 0.005, 0.008, 0.012, 0.0249, 0.06, 0.18, 0.4, 1.5, 4], isDuration: true)
        #expect(seconds == [0.005, 0.01, 0.025, 0.1, 0.25, 0.5, 2.5, 5])
        #expect(bucketBounds([5, 8, 12, 40, 70, 200, 900, 1900, 3000, 9000], isDuration: true).last == 10_800)
    }

    @Test func `a bound that is a quantile but for rounding is enough`() {
        let quantiles: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000 * (1 + 1e-12)]
        #expect(bucketBounds(quantiles, isDuration: false) == [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000])
    }

    @Test(
        arguments: [
            [], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [7, 7, 7, 7, 7, 7, 7, 7, 7, 7], [1e-12, 1e-12, 1, 1, 1, 1, 1, 1, 1, 1],
            [0, 0, 0, 0, 1, 1, 1, 1, 1, 1e14], [1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300],
            [-5, -1, 0, 1, 2, 3, 4, 5, 6, 7],
        ] as [[Double]])
    func `there are always bounds, ascending`(quantiles: [Double]) {
        for isDuration in [true, false] {
            let bounds = bucketBounds(quantiles, isDuration: isDuration)
            #expect(!bounds.isEmpty && bounds.count <= 12)
            #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    @Test func `of random values, six to twelve bounds hold them, two of them below the median`() {
        var random = SeededGenerator(seed: 18)
        for _ in 0..<2000 {
            let scale = [0.001, 1, 50, 20_000][Int(random.next() % 4)]
            let quantiles = (0..<10).map { _ in Double(random.next() % 10_000 + 1) / 1000 * scale }.sorted()
            let bounds = bucketBounds(quantiles, isDuration: random.next() % 2 == 0)
            #expect(6...12 ~= bounds.count, "\(quantiles)")
            #expect(bounds.filter { $0 < quantiles[4] }.count >= 2, "\(quantiles) \(bounds)")
            #expect(bounds[bounds.count - 1] >= quantiles[9], "\(quantiles) \(bounds)")
        }
    }
}
