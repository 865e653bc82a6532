import Testing

@testable import Synthesis

@Suite struct SplitMix64Tests {
    @Test func `the sequence is the published one`() {
        // Test vector of the reference implementation for seed 1234567.
        var generator = SplitMix64(seed: 1_234_567)
        let numbers = (0..<5).map { _ in generator.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test(arguments: [1, 2, 7, 1_000])
    func `numbers stay below their bound and reach both ends`(_ bound: Int) {
        var generator = SplitMix64(seed: 7)
        let numbers = (0..<20_000).map { _ in generator.number(below: bound) }
        #expect(numbers.min() == 0)
        #expect(numbers.max() == bound - 1)
    }

    @Test(arguments: [0, 50, 1_000, 5_300, 34_000])
    func `rare events keep their mean`(_ mean: Int) {
        var generator = SplitMix64(seed: 11)
        let sum = (0..<4_000).reduce(0) { sum, _ in sum + generator.rareEvents(mean: mean) }
        // Four deviations of the sum of 4000 Poisson draws; exact for a mean of 0.
        let allowed = 4 * (4_000 * Double(mean) / 1000).squareRoot()
        #expect(abs(Double(sum) - 4 * Double(mean)) <= allowed)
    }

    @Test func `the bell has a deviation of one thousand and no mean`() {
        var generator = SplitMix64(seed: 13)
        let draws = (0..<10_000).map { _ in Double(generator.bell()) }
        let mean = draws.reduce(0, +) / 10_000
        let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 10_000
        #expect(abs(mean) < 40)
        #expect(abs(variance.squareRoot() - 1000) < 30)
    }

    @Test func `rounding keeps whole numbers, never goes below zero and is right in the mean`() {
        var generator = SplitMix64(seed: 17)
        #expect((0..<100).allSatisfy { _ in generator.rounded(thousandths: 3_000) == 3 })
        #expect((0..<100).allSatisfy { _ in generator.rounded(thousandths: -900) == 0 })
        let sum = (0..<10_000).reduce(0) { sum, _ in sum + generator.rounded(thousandths: 300) }
        #expect(abs(sum - 3_000) < 200)
    }
}
