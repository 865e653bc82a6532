import Sniff

/// Upper bounds for the numbers of a metric.
func bucketBounds(of metric: PlannedMetric) -> [Double] {
    guard let numbers = metric.numbers else { return bucketBounds([], greatest: 0) }
    return bucketBounds(
        numbers.quantiles.map { $0 * metric.scale }, greatest: numbers.greatest * metric.scale,
        isDuration: metric.unit?.suffix == "seconds", isWhole: numbers.isWhole && metric.scale == 1)
}

/// Upper bounds of a histogram, 6 to 12 round numbers if the values allow it. A quantile of the buckets is as exact as
/// the bucket in which it lies is narrow: the median, the 95 and the 99 % have a bound at either side, as near as round
/// numbers are, and the last bound is at least the greatest value. At least two are below the median.
///
/// `quantiles` are the 1, 5, 10, 25, 50, 75, 90, 95, 99 and 99.9 % of the values, after the scale. Durations from ten
/// seconds on are rounded to what clocks show. `isWhole` takes whole bounds only.
func bucketBounds(
    _ quantiles: [Double], greatest: Double, isDuration: Bool = false, isWhole: Bool = false
) -> [Double] {
    let known = quantiles.count > 9 ? quantiles : Array(repeating: greatest, count: 10)
    // Steps of a quarter are too coarse where all values are close together.
    let isNarrow = known[1] > 0 && known[8] < 4 * known[1]
    let rungs = (isNarrow ? narrowSteps : wideSteps)
    var ladder = isDuration ? decades(rungs, from: -9, to: 0) + clocks : decades(rungs, from: -9, to: 15)
    if isWhole { ladder.removeAll { $0 != $0.rounded() } }
    var bounds = Bounds(ladder: ladder, median: known[4])
    bounds.add(above: max(greatest, known[9]))
    for quantile in [known[4], known[7], known[8]] {
        bounds.add(above: quantile)
        bounds.add(below: quantile)
    }
    for quantile in [known[2], known[6], known[3], known[5], known[9], known[1]] where bounds.all.count < 12 {
        bounds.add(near: quantile)
    }
    bounds.fill()
    return bounds.all
}

/// Bounds that grow in number, always ascending.
private struct Bounds {
    /// The round numbers.
    let ladder: [Double]
    let median: Double
    private(set) var all: [Double] = []

    init(ladder: [Double], median: Double) { (self.ladder, self.median) = (ladder, median) }

    private mutating func insert(_ bound: Double?) {
        guard let bound, !all.contains(bound) else { return }
        all.insert(bound, at: all.firstIndex { $0 > bound } ?? all.count)
    }

    /// Adds the least round number that is not below the value.
    mutating func add(above value: Double) {
        if value > 0 && value.isFinite { insert(ladder.first { $0 >= value * (1 - 1e-9) }) }
    }

    /// Adds the greatest round number below the value.
    mutating func add(below value: Double) {
        if value > 0 && value.isFinite { insert(ladder.last { $0 < value * (1 - 1e-9) }) }
    }

    /// Adds a round number at the side of the value that is away from the median.
    mutating func add(near value: Double) {
        if value >= median { add(above: value) } else { add(below: value) }
    }

    /// Adds two below the median, and others where the gaps are wide.
    mutating func fill() {
        // Values that are all 0 still need bounds around them.
        if all.isEmpty { insert(ladder.first { $0 >= 1 }) }
        while median > 0, all.count(where: { $0 < median }) < 2, let lower = below { insert(lower) }
        while all.count < 10 {
            let gap = widest
            if let gap, gap.ratio > 1.5 || all.count < 6 {
                insert(gap.middle)
            } else if all.count >= 6 {
                return
            } else if let lower = below, all[0] > median / 10 {
                insert(lower)
            } else if let upper = ladder.first(where: { $0 > all[all.count - 1] }) {
                insert(upper)
            } else {
                return
            }
        }
    }

    private var below: Double? { ladder.last { $0 < all[0] } }

    /// The widest gap that has a round number in it, and the one that is nearest to its middle.
    private var widest: (ratio: Double, middle: Double)? {
        var best: (ratio: Double, middle: Double)?
        for place in 1..<max(1, all.count) {
            let (low, high) = (all[place - 1], all[place])
            if high / low <= best?.ratio ?? 1 { continue }
            // As many times above the lower bound as below the upper one.
            var nearest: Double?
            for bound in ladder where bound > low && bound < high {
                if let known = nearest, max(known / low, high / known) <= max(bound / low, high / bound) { continue }
                nearest = bound
            }
            if let nearest { best = (high / low, nearest) }
        }
        return best
    }
}

/// Tenths, so that a quotient is the number that people write.
private let wideSteps: [Double] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80]
private let narrowSteps: [Double] = [
    10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 25, 28, 30, 35, 40, 45, 50, 55, 60, 70, 80, 90,
]

/// Durations from ten seconds to years.
private let clocks: [Double] = [
    10, 12, 14, 16, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 70, 80, 90, 100, 110, 120, 135, 150, 180, 210, 240, 270,
    300, 330, 360, 420, 480, 540, 600, 660, 720, 840, 900, 1080, 1200, 1500, 1800, 2100, 2400, 2700, 3000, 3300, 3600,
    4200, 4800, 5400, 6300, 7200, 8100, 9000, 10_800, 12_600, 14_400, 16_200, 18_000, 21_600, 25_200, 28_800, 32_400,
    36_000, 43_200, 50_400, 57_600, 64_800, 72_000, 79_200, 86_400, 108_000, 129_600, 151_200, 172_800, 216_000,
    259_200, 302_400, 345_600, 432_000, 518_400, 604_800, 691_200, 864_000, 1_036_800, 1_209_600, 1_468_800,
    1_814_400, 2_160_000, 2_592_000, 3_456_000, 4_320_000, 5_184_000, 6_480_000, 7_776_000, 10_368_000, 12_960_000,
    15_552_000, 20_736_000, 25_920_000, 31_536_000, 47_304_000, 63_072_000, 94_608_000, 157_680_000, 315_360_000,
]

/// The steps, which are tenths, times each power of ten.
private func decades(_ steps: [Double], from first: Int, to last: Int) -> [Double] {
    var numbers: [Double] = []
    for power in (first - 1)..<last {
        var factor = 1.0
        for _ in 0..<abs(power) { factor *= 10 }
        for step in steps { numbers.append(power < 0 ? step / factor : step * factor) }
    }
    return numbers
}
