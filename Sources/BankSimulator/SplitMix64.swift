/// SplitMix64 with draws in whole numbers only.
///
/// Every step is defined for 64-bit integers, and nothing here touches the floating-point library: `exp` or `log` may
/// differ in their last bit between systems, and the files must not.
package struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    /// A generator whose whole sequence follows from `seed`.
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

    /// A number in 0..<bound, even to within bound / 2^64.
    mutating func number(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Nearly normal around 0, in thousandths of a standard deviation, within ±6000: twelve even draws from 0...1000
    /// have a variance of twelve times (1001² − 1) / 12.
    mutating func bell() -> Int {
        var sum = -6000
        for _ in 0..<12 { sum += number(below: 1001) }
        return sum
    }

    /// How often something rare happens when it is expected `mean` thousandths of a time: close to a Poisson draw, as
    /// the successes of 128 trials, and so never above 128.
    mutating func rareEvents(mean: Int) -> Int {
        successes(of: 128, thousandths: mean, outOf: 128)
    }

    /// Successes of `trials` tries, each with the chance `thousandths` / 1000 / `outOf`.
    mutating func successes(of trials: Int, thousandths: Int, outOf: Int = 1) -> Int {
        var count = 0
        for _ in 0..<trials where number(below: 1000 * outOf) < thousandths { count += 1 }
        return count
    }

    /// `thousandths` / 1000 rounded up or down by chance so that the mean is kept: 300 is 1 three times in ten.
    mutating func rounded(thousandths: Int) -> Int {
        (max(0, thousandths) + number(below: 1000)) / 1000
    }
}
