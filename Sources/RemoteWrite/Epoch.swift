import Metrics

/// The samples between two barriers: a row for each series, a column for each instant.
///
/// All requests of an epoch are acknowledged before those of the next one are sent. So no series gets ahead of another
/// by more than an epoch: a store without a window for late samples refuses what is an hour older than its newest one.
package struct Epoch {
    /// The longest time from the first to the last instant, in milliseconds.
    static let longest: Int64 = 30 * 60_000
    /// The most bytes of all rows, unless one column alone takes more.
    static let matrixBytes = 32 << 20

    /// The instants, ascending, in milliseconds since 1970.
    package private(set) var instants: [Int64] = []
    /// How many instants fit.
    package private(set) var columns: Int
    /// How many rows there are.
    package private(set) var seriesCount = 0
    /// The rows, one after the other, as in `Levels`. Only the first `instants.count` columns have a meaning.
    private(set) var bits: [UInt64] = []

    /// An epoch without instants for about so many series; see `columns(series:step:most:)`.
    package init(series: Int, step: Int64, most: Int) { columns = Self.columns(series: series, step: step, most: most) }

    /// How many instants an epoch has: of so many series, `step` milliseconds apart, and at most `most`.
    package static func columns(series: Int, step: Int64, most: Int) -> Int {
        max(1, min(Int(longest / max(1, step)), matrixBytes / (8 * max(1, series)), most))
    }

    /// Whether so many series leave room for one instant only.
    package static func isNarrow(series: Int) -> Bool { columns(series: series, step: 1, most: 2) == 1 }

    /// Whether there is room for an instant.
    package func takes(_ instant: Int64) -> Bool {
        guard let first = instants.first else { return true }
        return instants.count < columns && instant - first <= Self.longest
    }

    /// Adds the samples of all series, as in `Levels.bits`, at an instant after the last one. Traps unless `takes` is
    /// true. O(series).
    package mutating func append(_ samples: [UInt64], at instant: Int64) {
        precondition(takes(instant) && instants.last ?? .min < instant, "an epoch has room, and its instants ascend")
        if samples.count > seriesCount {
            let added = (samples.count - seriesCount) * columns
            bits.append(contentsOf: repeatElement(Levels.absent, count: added))
            seriesCount = samples.count
        }
        let columns = columns
        var place = instants.count
        var rows = bits.mutableSpan
        for index in samples.indices {
            rows[place] = samples[index]
            place += columns
        }
        // A series that `samples` does not have has no sample.
        while place < rows.count {
            rows[place] = Levels.absent
            place += columns
        }
        instants.append(instant)
    }

    /// Removes all instants. Keeps the memory if there are not more series.
    package mutating func removeAll(series: Int, step: Int64, most: Int) {
        instants.removeAll(keepingCapacity: true)
        let columns = Self.columns(series: series, step: step, most: most)
        if columns == self.columns { return }
        self.columns = columns
        (bits, seriesCount) = ([], 0)
    }

    /// How many samples a series has. O(instants).
    func count(of series: Int) -> Int {
        let row = series * columns
        let samples = bits.span
        var count = 0
        for place in row..<row + instants.count where samples[place] != Levels.absent { count += 1 }
        return count
    }

    /// How many samples a series has that are no ends, and how many of them are no numbers.
    package struct Counts: Equatable {
        /// All of them.
        package var values = 0
        /// Those of them that are no numbers.
        package var notNumbers = 0

        /// None.
        package init() {}
    }

    /// Counts the samples of a series. O(instants).
    package func counts(of series: Int) -> Counts {
        let row = series * columns
        let samples = bits.span
        var counts = Counts()
        for place in row..<row + instants.count {
            let sample = samples[place]
            if sample == Levels.absent || sample == Levels.stale { continue }
            counts.values += 1
            if Double(bitPattern: sample).isNaN { counts.notNumbers += 1 }
        }
        return counts
    }

    /// How many samples all series have. O(samples).
    package var sampleCount: Int { (0..<seriesCount).reduce(0) { $0 + count(of: $1) } }
}
