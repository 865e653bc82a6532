/// The generator SplitMix64, with draws in whole numbers only.
///
/// All steps are 64-bit integer arithmetic. `exp` and `log` may differ in the last bit between systems, but the files
/// must be the same bytes everywhere.
package struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    /// A generator whose sequence depends on `seed` only.
    package init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number in 0..<bound, uniform to within bound / 2^64.
    package mutating func number(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A nearly normal draw around 0, in thousandths of a standard deviation, within ±6000: the sum of twelve uniform
    /// draws from 0...1000, whose variance is 1001² − 1.
    package mutating func bell() -> Int {
        var sum = -6000
        for _ in 0..<12 { sum += number(below: 1001) }
        return sum
    }

    /// The number of rare events when `mean` thousandths of one are expected: nearly a Poisson draw, made as the
    /// successes of 128 trials, so at most 128.
    package mutating func rareEvents(mean: Int) -> Int {
        successes(of: 128, thousandths: mean, outOf: 128)
    }

    /// The successes of `trials` trials, each with the probability `thousandths` / 1000 / `outOf`.
    package mutating func successes(of trials: Int, thousandths: Int, outOf: Int = 1) -> Int {
        var count = 0
        for _ in 0..<trials where number(below: 1000 * outOf) < thousandths { count += 1 }
        return count
    }

    /// `thousandths` / 1000, rounded up or down at random with that mean: 300 becomes 1 three times in ten.
    package mutating func rounded(thousandths: Int) -> Int {
        (max(0, thousandths) + number(below: 1000)) / 1000
    }
}
