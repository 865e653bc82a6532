/// One sample of a series: every encoder writes the same ones, only spelled in its own way.
package struct SampleLine: Equatable, Sendable {
    /// What follows the base name of the family: `_bucket`; empty for gauges.
    package let suffix: String
    /// The upper bound of a bucket, the last one infinite; nil for a line without `le`.
    package let bound: Double?
    /// Which of the series' values the line shows; nil for the time at which the series began.
    package let value: Int?
}

extension Snapshot.Family {
    /// The name without the suffix of the type: the family's name in OpenMetrics.
    package var baseName: String { type.baseName(of: name) }

    /// The lines of each series in the order of the text formats. Counters and histograms have one for the start time
    /// behind all others, which an encoder skips where a series has none. O(bounds).
    package var sampleLines: [SampleLine] {
        switch type {
        case .gauge, .info: [SampleLine(suffix: type.suffix, bound: nil, value: 0)]
        case .counter: [SampleLine(suffix: type.suffix, bound: nil, value: 0), .startTime]
        case .histogram:
            (bounds + [.infinity]).enumerated().map { SampleLine(suffix: "_bucket", bound: $1, value: $0) } + [
                SampleLine(suffix: "_sum", bound: nil, value: bounds.count + 1),
                SampleLine(suffix: "_count", bound: nil, value: bounds.count), .startTime,
            ]
        }
    }
}

extension SampleLine {
    fileprivate static let startTime = SampleLine(suffix: "_created", bound: nil, value: nil)
}
