/// Upper bounds of a histogram, 6 to 12 of them if the values allow it: each quantile rounded up to a round number, at
/// least two below the median, the last one at least the highest quantile.
///
/// `quantiles` are the 1, 5, 10, 25, 50, 75, 90, 95, 99 and 99.9 % of the values, after the scale. Durations are
/// rounded to 1, 2.5 or 5 times a power of ten, and from ten seconds on to what clocks show.
func bucketBounds(_ quantiles: [Double], isDuration: Bool) -> [Double] {
    let ladder = isDuration ? durationLadder : plainLadder
    var bounds: [Double] = []
    func add(_ bound: Double) {
        if !bounds.contains(bound) { bounds.append(bound) }
    }
    for quantile in quantiles where quantile > 0 && quantile.isFinite {
        if let bound = ladder.first(where: { $0 >= quantile * (1 - 1e-9) }) { add(bound) }
    }
    bounds.sort()
    // Values that are all equal, or all 0, still need bounds around them.
    if bounds.isEmpty { bounds = [1] }
    let median = quantiles.count > 4 ? quantiles[4] : bounds[0]
    while bounds.filter({ $0 < median }).count < 2, let lower = ladder.last(where: { $0 < bounds[0] }) {
        bounds.insert(lower, at: 0)
    }
    thinOut(&bounds, median)
    while bounds.count < 6 {
        // Fill the widest gap, then go below, then above.
        if let between = ladder.first(where: { $0 > bounds[0] && $0 < bounds[bounds.count - 1] && !bounds.contains($0) }
        ) {
            bounds.append(between)
            bounds.sort()
        } else if let lower = ladder.last(where: { $0 < bounds[0] }), bounds[0] > median / 10 {
            bounds.insert(lower, at: 0)
        } else if let upper = ladder.first(where: { $0 > bounds[bounds.count - 1] }) {
            bounds.append(upper)
        } else {
            break
        }
    }
    return bounds
}

/// Takes out bounds that are closest to their neighbours until there are twelve. The first two and the last stay.
private func thinOut(_ bounds: inout [Double], _ median: Double) {
    while bounds.count > 12 {
        let inner = 2..<bounds.count - 1
        let closest = inner.min { bounds[$0 + 1] / bounds[$0 - 1] < bounds[$1 + 1] / bounds[$1 - 1] }
        bounds.remove(at: closest ?? 2)
    }
}

private let plainLadder: [Double] = decades([1, 2, 5], from: -9, to: 15)
private let durationLadder: [Double] =
    decades([1, 2.5, 5], from: -9, to: 0) + [
        10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 31_536_000,
    ]

/// The steps times each power of ten. Powers below one are divided by, so that bounds are numbers that people write.
private func decades(_ steps: [Double], from first: Int, to last: Int) -> [Double] {
    var numbers: [Double] = []
    for power in first...last {
        var factor = 1.0
        for _ in 0..<abs(power) { factor *= 10 }
        for step in steps { numbers.append(power < 0 ? step / factor : step * factor) }
    }
    return numbers
}
