/// The type of a family; the raw values are the words of the OpenMetrics 1.0 text format.
package enum MetricType: String, Sendable, CustomStringConvertible {
    case counter, gauge, histogram, info

    /// Its word in expositions and mappings.
    package var description: String { rawValue }

    /// What OpenMetrics appends to the base name of a family for the one sample of each series; empty for gauges, and
    /// for histograms, which have several.
    package var suffix: String {
        switch self {
        case .counter: "_total"
        case .info: "_info"
        case .gauge, .histogram: ""
        }
    }

    /// Returns `name` without the suffix of the type, if it ends in that: the family's name in OpenMetrics.
    package func baseName(of name: String) -> String {
        name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
    }
}
