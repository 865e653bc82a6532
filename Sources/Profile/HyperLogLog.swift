/// Estimates how many different hashes were added, in 4 KiB: the standard error is 1.6 %.
struct HyperLogLog {
    private static let bits: UInt64 = 12
    private static let size = 1 << Int(bits)
    private var registers: [UInt8] = Array(repeating: 0, count: size)

    /// Adds a hash whose bits are all mixed.
    @inline(__always)
    mutating func add(_ hash: UInt64) {
        let place = Int(truncatingIfNeeded: hash >> (64 - Self.bits))
        let rank = UInt8(truncatingIfNeeded: (hash << Self.bits | 1 << (Self.bits - 1)).leadingZeroBitCount + 1)
        if registers[place] < rank { registers[place] = rank }
    }

    /// The estimate of O. Ertl ("New cardinality estimation algorithms for HyperLogLog sketches"), which needs no
    /// correction for small or large numbers.
    var estimate: Int {
        let (size, most) = (Double(Self.size), 64 - Int(Self.bits))
        var histogram = [Int](repeating: 0, count: most + 2)
        for register in registers { histogram[Int(register)] += 1 }
        var sum = size * Self.tau(1 - Double(histogram[most + 1]) / size)
        for rank in stride(from: most, to: 0, by: -1) { sum = 0.5 * (sum + Double(histogram[rank])) }
        sum += size * Self.sigma(Double(histogram[0]) / size)
        return sum.isFinite && sum > 0 ? Int((size * size * 0.721_347_520_444_481_7 / sum).rounded()) : 0
    }

    private static func sigma(_ share: Double) -> Double {
        if share == 1 { return .infinity }
        var (power, factor, sum, last) = (share, 1.0, share, -1.0)
        while sum != last {
            power *= power
            last = sum
            sum += power * factor
            factor += factor
        }
        return sum
    }

    private static func tau(_ share: Double) -> Double {
        if share == 0 || share == 1 { return 0 }
        var (root, factor, sum, last) = (share, 1.0, 1 - share, -1.0)
        while sum != last {
            root = root.squareRoot()
            last = sum
            factor *= 0.5
            sum -= (1 - root) * (1 - root) * factor
        }
        return sum / 3
    }
}
