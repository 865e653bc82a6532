package import Sniff

/// What `init` writes, before it is text: the names and the metrics of a data set.
package struct Plan: Sendable {
    /// The name of the data set, of its folder and of the files in it.
    package var name: String
    /// The sources, one for each file or group of alike files.
    package var sources: [PlannedSource]
    /// The speed at which all data pass in a few minutes.
    package var speed: Double
    /// Event seconds over which dashboards average and rules look back: some records are in it, and at `speed` some
    /// scrapes.
    package var window: Int
    /// The event seconds from the first record to the last one.
    package var span: Double

    /// The minutes that a page shows: a pass, and five at least.
    var pageMinutes: Int { span > 0 ? max(5, Int((span / speed / 60).rounded(.up))) : 15 }

    /// All metrics, in the order of the mapping.
    package var metrics: [PlannedMetric] { sources.flatMap { $0.metrics } }
}

/// Files with the same names and dialect, and what was decided about them.
package struct SourceFiles: Sendable {
    /// The names beside the mapping, or paths from its folder.
    package var files: [String]
    /// What `files:` of the mapping says instead of the names: a glob that matches exactly these files.
    package var glob: String?
    /// What was decided about all of the files.
    package var decisions: Decisions

    /// Files as given.
    package init(files: [String], glob: String? = nil, decisions: Decisions) {
        self.files = files
        self.glob = glob
        self.decisions = decisions
    }
}

/// A source of the mapping.
package struct PlannedSource: Sendable {
    /// The unique name: the first part of the names of its metrics.
    package var name: String
    /// Its files and the decisions about them.
    package var files: SourceFiles
    /// The labels of all its metrics.
    package var labels: [PlannedLabel]
    /// Its metrics.
    package var metrics: [PlannedMetric]
    /// Metrics of columns that were left out, for commented lines.
    package var spare: [PlannedMetric] = []
    /// Labels of columns that were left out, for commented lines.
    package var spareLabels: [PlannedLabel] = []
}

/// A label of metrics.
package struct PlannedLabel: Sendable, Equatable {
    /// Its name in Prometheus.
    package var name: String
    /// The column with its values.
    package var column: String
    /// Values by the texts in the column; the others are the text itself.
    package var values: [String: String] = [:]
    /// The label settings by which different spellings become one value; nil if no spellings differ.
    package var folding: String?

    /// The entry of `labels:` with its `folding`; nil without one.
    var foldedEntry: String? { folding.map { "\(name): {column: \(yamlScalar(column)), \($0)}" } }

    /// The entry of `labels:` in a mapping.
    var entry: String {
        if values.isEmpty { return "\(name): \(yamlScalar(column))" }
        let pairs = values.sorted { $0.key < $1.key }.map { "\(yamlScalar($0.key)): \(yamlScalar($0.value))" }
        return "\(name): {column: \(yamlScalar(column)), map: {\(pairs.joined(separator: ", "))}}"
    }
}

/// A part of the numbers of an account: what is below 0, or above it. The raw values are words of names.
package enum Part: String, Sendable, CaseIterable {
    case outgoing = "out"
    case incoming = "in"
}

/// A metric of the mapping.
package struct PlannedMetric: Sendable {
    /// Its name in Prometheus.
    package var name: String
    /// Its type, and how the column becomes it.
    package var measure: Measure
    /// The number of the column; nil if it counts records.
    package var column: Int?
    /// The name of the column, or of the value of `unpivot`; nil if it counts records.
    package var value: String?
    /// A few words that people read as a title.
    package var title: String
    /// The factor from the unit of the column to that of the name.
    package var scale = 1.0
    /// The unit in which the metric is; nil if unknown.
    package var unit: Unit?
    /// Its labels, those of `unpivot` included.
    package var labels: [PlannedLabel]
    /// The labels of which each combination has one series at a time; nil if all label sets stand beside each other.
    package var onePer: [String]?
    /// The upper bounds of a histogram.
    package var buckets: [Double] = []
    /// The event seconds after which a gauge without a further reading ends; nil if it never does.
    package var expiry: Double?
    /// The names of the columns of `unpivot` that the metric has; empty if all.
    package var only: [String] = []
    /// The part of signed numbers that a counter adds up; nil if all.
    package var part: Part?
    /// What is known of the numbers in the column; nil if it counts records.
    package var numbers: ColumnNumbers?
    /// What else it could be, for commented lines.
    var proposals: [Proposal] = []
}
