import Bytes
import Metrics

/// The labels of series as version 1.0 writes them: `labels` (1) of `name` (1) and `value` (2). Kept, because each
/// message has them all again.
struct LabelFields {
    /// The fields of all series, and then as many bytes as a copy may read beyond its end.
    private(set) var bytes = [UInt8](repeating: 0, count: copyOverrun)
    private var ends: [Int] = []

    /// Adds the series that are new. O(labels) of them.
    mutating func update(_ sets: SeriesLabels) {
        if ends.count == sets.count { return }
        bytes.removeLast(copyOverrun)
        for series in ends.count..<sets.count {
            let symbols = Array(sets.symbols(of: series))
            for place in stride(from: 0, to: symbols.count, by: 2) {
                let (name, value) = (sets.text(symbols[place]), sets.text(symbols[place + 1]))
                let size = 2 + varintBytes(name.count) + name.count + varintBytes(value.count) + value.count
                bytes.append(0x0A)
                appendVarint(size, to: &bytes)
                appendField(0x0A, name, to: &bytes)
                appendField(0x12, value, to: &bytes)
            }
            ends.append(bytes.count)
        }
        bytes.append(contentsOf: repeatElement(0, count: copyOverrun))
    }

    /// Where the fields of a series are in `bytes`. O(1).
    func range(of series: Int) -> Range<Int> { (series == 0 ? 0 : ends[series - 1])..<ends[series] }

    /// How many bytes the fields of these series have. O(1).
    func bytes(of series: Range<Int>) -> Int {
        series.isEmpty ? 0 : ends[series.upperBound - 1] - range(of: series.lowerBound).lowerBound
    }
}
