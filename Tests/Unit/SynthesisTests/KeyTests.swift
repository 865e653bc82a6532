import Testing

@testable import Synthesis

@Suite("Keys of random draws")
struct KeyTests {
    @Test("the same names give the same draws, other names others")
    func names() {
        let key = Key(seed: 7).with("events").with("login")
        var (first, second) = (key.with(12).chance, Key(seed: 7).with("events").with("login").with(12).chance)
        #expect(first.next() == second.next())
        var other = key.with(13).chance
        #expect(first.next() != other.next())
    }

    @Test(
        "a count has its mean and, nearly, the variance of independent events", arguments: [0.01, 0.3, 5, 16, 40, 2500])
    func counts(mean: Double) {
        let counts = (0..<4000).map { number in
            var chance = Key(seed: 1).with("count \(mean)").with(Int64(number)).chance
            return Double(chance.count(mean: mean))
        }
        let average = counts.reduce(0, +) / 4000
        let variance = counts.map { ($0 - average) * ($0 - average) }.reduce(0, +) / 4000
        #expect(abs(average - mean) < 5 * (mean / 4000).squareRoot() + 0.001)
        #expect(variance > mean * 0.8 && variance < mean * 1.2)
    }
}
