import Metrics
import RemoteWrite

/// How many samples of each series were sent, beside the ends of series.
struct SampleTally {
    private var counts: [Epoch.Counts] = []

    /// Adds an epoch. O(samples).
    mutating func add(_ epoch: Epoch) {
        let new = max(0, epoch.seriesCount - counts.count)
        counts.append(contentsOf: repeatElement(Epoch.Counts(), count: new))
        for series in 0..<epoch.seriesCount {
            let more = epoch.counts(of: series)
            counts[series].values += more.values
            counts[series].notNumbers += more.notNumbers
        }
    }

    /// The number of samples that a store may have of each name: some keep none that is not a number.
    func byName(_ levels: Levels) -> [String: ClosedRange<Int>] {
        var ranges: [String: ClosedRange<Int>] = [:]
        for (series, count) in counts.enumerated() where count.values > 0 {
            let name = name(of: series, levels)
            let range = ranges[name] ?? 0...0
            let (least, most) = (range.lowerBound + count.values - count.notNumbers, range.upperBound + count.values)
            ranges[name] = least...most
        }
        return ranges
    }
}

/// The number and the sum of the series of one name at one instant.
struct SeriesTotal: Equatable {
    var count = 0
    /// How many of them have no number, which some stores do not keep.
    var notNumbers = 0
    var sum = 0.0

    /// The totals of each name.
    static func byName(_ levels: Levels, _ bits: [UInt64]) -> [String: SeriesTotal] {
        var totals: [String: SeriesTotal] = [:]
        for series in bits.indices where bits[series] != Levels.absent && bits[series] != Levels.stale {
            let name = name(of: series, levels)
            let value = Double(bitPattern: bits[series])
            totals[name, default: SeriesTotal()].count += 1
            totals[name, default: SeriesTotal()].notNumbers += value.isNaN ? 1 : 0
            totals[name, default: SeriesTotal()].sum += value
        }
        return totals
    }
}

private func name(of series: Int, _ levels: Levels) -> String {
    levels.labels.labels(of: series).first { $0.name == "__name__" }?.value ?? ""
}
