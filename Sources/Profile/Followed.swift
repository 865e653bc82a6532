/// The columns that the first column follows: only beside them can a value of the first column be unusual.
struct Followed {
    private static let leastPairs = 12
    private static let leastShare = 0.6
    private static let leastCorrelation = 0.4

    /// The numbers of the columns that follow `columns[0]`, ascending: most of their numbers are half to twice as great
    /// as its number of the same record, and greater ones come with its greater ones. Ranks are compared and not
    /// amounts, so that a few hours that are unusual do not hide what is usual. O(n log n) a column.
    static func columns(_ columns: [[Double]]) -> [Int] {
        columns.indices.dropFirst().filter { column in
            var (first, other): ([Double], [Double]) = ([], [])
            for (one, two) in zip(columns[0], columns[column]) where !one.isNaN && !two.isNaN {
                first.append(one)
                other.append(two)
            }
            if first.count < leastPairs { return false }
            let near = zip(first, other).count { $0 == $1 || min($0, $1) > 0 && max($0, $1) <= 2 * min($0, $1) }
            return Double(near) >= leastShare * Double(first.count)
                && correlation(ranks(first), ranks(other)) >= leastCorrelation
        }
    }

    /// The rank of each number; equal numbers have the mean of their ranks.
    private static func ranks(_ numbers: [Double]) -> [Double] {
        let order = ascending(numbers)
        var ranks = numbers
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Double(start + end - 1) / 2 }
            start = end
        }
        return ranks
    }

    /// Pearson's correlation of two rows of ranks; 0 if all numbers of one of them are equal.
    private static func correlation(_ one: [Double], _ two: [Double]) -> Double {
        let mean = Double(one.count - 1) / 2
        var (both, left, right) = (0.0, 0.0, 0.0)
        for (a, b) in zip(one, two) {
            both += (a - mean) * (b - mean)
            left += (a - mean) * (a - mean)
            right += (b - mean) * (b - mean)
        }
        return left > 0 && right > 0 ? both / (left * right).squareRoot() : 0
    }
}
