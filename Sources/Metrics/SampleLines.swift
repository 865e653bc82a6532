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

/// The bound of a bucket as the value of `le`, in the spelling of OpenMetrics' canonical numbers, to which Prometheus 3
/// normalises bounds: `0.1`, `1.0`, `1e+06`, `+Inf`. All encoders use it, so that a series is the same in each.
package func boundText(_ bound: Double) -> String {
    if bound == .infinity { return "+Inf" }
    let text = bound.description
    guard bound.magnitude >= 1e6, !text.contains("e") else { return text }
    var digits = Substring(bound.magnitude.description)
    if digits.hasSuffix(".0") { digits.removeLast(2) }
    let exponent = digits.prefix { $0 != "." }.count - 1
    digits.removeAll { $0 == "." }
    while digits.last == "0" { digits.removeLast() }
    let mantissa = digits.count == 1 ? "\(digits)" : "\(digits.prefix(1)).\(digits.dropFirst())"
    return "\(bound < 0 ? "-" : "")\(mantissa)e+\(exponent < 10 ? "0" : "")\(exponent)"
}
