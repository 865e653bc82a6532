/// A sum of doubles with twice their precision: rounding errors are kept and added at the end.
struct ExactSum {
    private var high = 0.0
    private var low = 0.0

    /// The sum, rounded once.
    var value: Double { high.isFinite ? high + low : high }

    /// The sum, if it is whole: also where doubles have gaps.
    var whole: Int? {
        guard high == high.rounded(), low == low.rounded(), high.magnitude < 0x1p62, low.magnitude < 0x1p53 else {
            return nil
        }
        return Int(high) + Int(low)
    }

    /// Adds a number (D. Knuth's two-sum).
    @inline(__always)
    mutating func add(_ number: Double) {
        let sum = high + number
        let part = sum - high
        low += (high - (sum - part)) + (number - part)
        high = sum
    }

    /// Adds another sum.
    mutating func add(_ other: ExactSum) {
        add(other.high)
        low += other.low
    }
}
