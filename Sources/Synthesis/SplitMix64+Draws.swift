extension SplitMix64 {
    /// A number in 0..<1 with 53 bits, uniform.
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Whether an event of this probability happens. Draws once, whatever the probability.
    mutating func happens(_ probability: Double) -> Bool { unit() < probability }

    /// How many of independent events happen when `mean` are expected: nearly a Poisson draw, without `exp` and `log`,
    /// which may differ in the last bit between machines.
    ///
    /// Up to 16 expected events: the successes of 128 trials. Above: a bell around the mean with the mean as its
    /// variance. Variance and mean differ by less than a tenth.
    mutating func count(mean: Double) -> Int {
        guard mean > 0 else { return 0 }
        if mean <= 16 {
            let threshold = UInt64(mean / 128 * 0x1p53)
            var count = 0
            for _ in 0..<128 where next() >> 11 < threshold { count += 1 }
            return count
        }
        let bell = Double(bell()) / 1000
        return max(0, Int((mean + mean.squareRoot() * bell + unit()).rounded(.down)))
    }
}
