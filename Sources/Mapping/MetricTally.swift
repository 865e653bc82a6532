import Bytes
import Metrics

/// Counts of a check about one metric mapping. A run that only serves metrics keeps none.
package struct MetricTally: Sendable {
    /// The most values of a label that are remembered.
    package static let maximumValues = 100_000

    /// The number of records.
    package internal(set) var offered = 0
    /// The number of records that met the conditions of the metric.
    package internal(set) var selected = 0
    /// The number of records that gave a sample.
    package internal(set) var taken = 0
    /// For each label, its values in the samples that had no series of their own, at most `maximumValues`.
    package private(set) var overflowValues: [Set<[UInt8]>] = []

    /// Adds the label values in the key of a sample beyond the series limit. O(key).
    mutating func overflow(_ key: [UInt8]) {
        let values = key.split(separator: labelSeparator, omittingEmptySubsequences: false)
        while overflowValues.count < values.count { overflowValues.append([]) }
        for (label, value) in values.enumerated() where overflowValues[label].count < Self.maximumValues {
            overflowValues[label].insert(Array(value))
        }
    }
}
