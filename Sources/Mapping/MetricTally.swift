import Bytes
import CSV
import EventTime
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

    /// The first record, by its number in the present batch, that has another value than the record before it of the
    /// same series and instant.
    private(set) var conflict: Int?
    /// The last sample of each series.
    private var latest: [(instant: Instant, value: Double)] = []
    private var hasConflict = false

    /// Looks for series with two values at one instant, among samples that begin with the record `first`.
    mutating func compare(_ values: [Double], in series: [Int32], at instants: [Instant], first: Int) {
        if hasConflict { return }
        for place in series.indices where series[place] >= 0 {
            let (index, sample) = (Int(series[place]), (instant: instants[place], value: values[place]))
            while latest.count <= index { latest.append((.latest, .nan)) }
            let last = latest[index]
            if last.instant == sample.instant && last.value != sample.value && !last.value.isNaN {
                (conflict, hasConflict, latest) = (first + place, true, [])
                return
            }
            latest[index] = sample
        }
    }

    /// How many records a comparison with a number left out because their cells are no numbers, and not empty.
    package private(set) var withoutNumber = 0
    /// The first of them, by its number in the present batch, and the slot of the cell.
    private var firstWithoutNumber: (record: Int, slot: Slot)?

    /// Counts a record that a comparison left out because its cell is no number.
    mutating func note(withoutNumber record: Int, in slot: Slot) {
        if withoutNumber == 0 { firstWithoutNumber = (record, slot) }
        withoutNumber += 1
    }

    /// Whether a record is known that did not meet a condition.
    private(set) var knowsUnmet = false
    /// The first record that did not meet a condition, until it is taken.
    private var firstUnmet: (record: Int, slot: Slot)?

    /// Notes the first record that did not meet a condition on the cell in `slot`.
    mutating func note(unmet record: Int, in slot: Slot) { (firstUnmet, knowsUnmet) = ((record, slot), true) }

    /// The first records of their kind in the present batch, each once.
    mutating func takeFirsts() -> [(kind: TallyFirst, record: Int, slot: Slot)] {
        let conflict = conflict.take().map { (TallyFirst.conflict, $0, 0) }
        let withoutNumber = firstWithoutNumber.take().map { (TallyFirst.withoutNumber, $0.record, $0.slot) }
        let unmet = firstUnmet.take().map { (TallyFirst.unmet, $0.record, $0.slot) }
        return [conflict, withoutNumber, unmet].compactMap { $0 }
    }

    /// Adds the label values in the key of a sample beyond the series limit. O(key).
    mutating func overflow(_ key: [UInt8]) {
        let values = key.split(separator: labelSeparator, omittingEmptySubsequences: false)
        while overflowValues.count < values.count { overflowValues.append([]) }
        for (label, value) in values.enumerated() where overflowValues[label].count < Self.maximumValues {
            overflowValues[label].insert(Array(value))
        }
    }
}

/// What a record is the first of, in a check.
package enum TallyFirst: Sendable {
    /// It has the second value of a series at an instant.
    case conflict
    /// Its cell is no number, where a condition compares.
    case withoutNumber
    /// Its cell does not meet a condition.
    case unmet
}
