package import CSV
package import EventTime

/// The metrics that a batch changes.
package enum Fold: Sendable {
    /// All metrics.
    case everything
    /// Gauges and absolute counters only: rebuilds current values after a seek backward without adding to counters.
    case currentValuesOnly
}

/// How records of one source become samples of one metric, after all names are resolved.
///
/// An unpivoted metric has one metric mapping for each of its columns, with the name of the column as a constant label.
package struct MetricMapping: Sendable {
    /// The effect of a selected record on its series.
    package enum Operation: Sendable {
        /// Counts the record.
        case count
        /// Adds the number in the column to a counter.
        case add(ValueColumn)
        /// Moves an absolute counter to the number in the column.
        case follow(ValueColumn)
        /// Sets a gauge.
        case set(ValueColumn)
        /// Sets a gauge to the event time of the record, in seconds since 1970.
        case setTime
        /// Counts the record in a gauge.
        case countInGauge
        /// Adds the number in the column to a histogram, `weight` times.
        case observe(ValueColumn, weight: ValueColumn?)
        /// Creates the series.
        case info
        /// Shows the series of an info, in the place of the one before it.
        case show
    }

    /// The index of the family in the registry.
    package let family: Int
    /// The effect of a selected record.
    let operation: Operation
    /// A record is selected if all conditions are true.
    let conditions: [Condition]
    /// The source of each label value, in the order of the labels of the family.
    let labels: [LabelSource]
    /// The key of the series that takes samples over the series limit; nil if they are dropped.
    package let foldKey: [UInt8]?
    /// The zone at whose midnight a gauge ends; nil if it does not end then.
    let resetZone: Zone?
    /// The nanoseconds of event time after its last sample at which a gauge ends; nil if it does not end then.
    let expireAfter: Int64?

    /// A mapping as given.
    package init(
        family: Int, operation: Operation, conditions: [Condition], labels: [LabelSource], foldKey: [UInt8]? = nil,
        resetZone: Zone? = nil, expireAfter: Int64? = nil
    ) {
        self.family = family
        self.operation = operation
        self.conditions = conditions
        self.labels = labels
        self.foldKey = foldKey
        self.resetZone = resetZone
        self.expireAfter = expireAfter
    }

    /// The column of numbers in this slot; nil if the metric reads no numbers from the slot.
    package func valueColumn(in slot: Slot) -> ValueColumn? {
        switch operation {
        case .add(let column), .follow(let column), .set(let column), .observe(let column, nil):
            column.slot == slot ? column : nil
        case .observe(let column, let weight?): column.slot == slot ? column : weight.slot == slot ? weight : nil
        case .count, .countInGauge, .info, .show, .setTime: nil
        }
    }

    /// The columns whose cells are labels.
    package var labelSlots: [Slot] { labels.compactMap { if case .column(let slot, _) = $0 { slot } else { nil } } }

    /// The place of the label that is made of the event time, among those of the family; nil without one.
    package var timeLabel: Int? { labels.firstIndex { if case .time = $0 { true } else { false } } }

    /// Whether the numbers of the records are added up, so that their sum has a meaning.
    package var addsUp: Bool {
        switch operation {
        case .add, .observe, .count, .countInGauge: true
        case .follow, .set, .setTime, .info, .show: false
        }
    }

    /// Whether the numbers are a running total, which records replace.
    package var isTotal: Bool { if case .follow = operation { true } else { false } }

    /// The column of numbers, without its weights; nil if the metric reads no numbers.
    package var valueColumn: ValueColumn? {
        switch operation {
        case .add(let column), .follow(let column), .set(let column), .observe(let column, _): column
        case .count, .countInGauge, .info, .show, .setTime: nil
        }
    }

    /// Whether a label shows the folder of a file.
    package var showsFolder: Bool {
        labels.contains { if case .file(.folder) = $0 { true } else { false } }
    }

    /// Whether the metric has current values, which must be rebuilt after a seek backward, and not only sums.
    var isState: Bool {
        switch operation {
        case .set, .setTime, .countInGauge, .follow, .show: true
        case .count, .add, .observe, .info: false
        }
    }
}

/// The source of a label value.
package enum LabelSource: Sendable {
    /// A cell, after its transformation.
    case column(Slot, Transform)
    /// The event time (the start of the span that the record covers), formatted.
    case time(TimeFormatter)
    /// The same value for all records.
    case constant([UInt8])
    /// A part of the path that the file of the record had when it was first found.
    case file(FilePart)
}

/// The part of a file's path that becomes a label value.
package enum FilePart: String, CaseIterable, Sendable {
    /// The last component.
    case name
    /// The last component without its last extension, and without `.gz` behind that.
    case stem
    /// The name of the folder that holds the file.
    case folder

    func value(of path: String) -> [UInt8] {
        let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
        switch self {
        case .name: return Array(name.utf8)
        case .folder: return Array((path.dropLast(name.count).split(separator: "/").last ?? "").utf8)
        case .stem:
            let plain = name.hasSuffix(".gz") ? name.dropLast(3) : name
            return Array((plain.lastIndex(of: ".").map { plain[..<$0] } ?? plain).utf8)
        }
    }
}
