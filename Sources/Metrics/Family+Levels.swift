// Values of chosen series in the order of their numbers, for those who look at a family often and do not want its text.
extension Family {
    /// Stands for the value of a series that a scrape does not show: a NaN that no number in a file becomes. Compare
    /// bit patterns.
    package static var notShown: Double { Double(bitPattern: 0x7FF8_0000_6E6F_6E65) }

    /// How many levels a series has: one, or for a histogram its cumulative buckets, the last for +Inf, and its sum.
    package var levelCount: Int { stride }

    /// The label values of a series in the order of the description's labels, `labelSeparator` between them. O(key).
    package func key(of series: Int) -> [UInt8] { Array(keyBytes[keyRange(series)]) }

    /// Appends the levels of the series with these numbers, as a scrape shows them; a number below zero is a series
    /// that is not there. O(levels), about a nanosecond each.
    package func appendLevels(of numbers: [Int32], to levels: inout [Double]) {
        let (stride, hides) = (stride, appearsWithFirstSample)
        for number in numbers {
            let index = Int(number)
            if index < 0 || hides && !isShown[index] {
                for _ in 0..<stride { levels.append(Self.notShown) }
            } else if stride == 1 {
                levels.append(values[index])
            } else {
                appendCumulative(index, stride - 1, to: &levels)
            }
        }
    }

    /// Appends the sum of the levels of all series that are shown. O(levels of all series).
    package func appendSum(to levels: inout [Double]) {
        let (start, stride, hides) = (levels.count, stride, appearsWithFirstSample)
        for _ in 0..<stride { levels.append(Self.notShown) }
        var row: [Double] = []
        for index in 0..<seriesCount where !(hides && !isShown[index]) {
            if stride == 1 {
                let isFirst = levels[start].bitPattern == Self.notShown.bitPattern
                levels[start] = isFirst ? values[index] : levels[start] + values[index]
                continue
            }
            row.removeAll(keepingCapacity: true)
            appendCumulative(index, stride - 1, to: &row)
            for place in row.indices {
                let isFirst = levels[start + place].bitPattern == Self.notShown.bitPattern
                levels[start + place] = isFirst ? row[place] : levels[start + place] + row[place]
            }
        }
    }
}
