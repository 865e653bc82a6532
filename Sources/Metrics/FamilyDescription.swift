/// Everything about a family but its series. Checked once, when the configuration is read.
package struct FamilyDescription: Equatable, Sendable {
    /// How samples move a series.
    package enum Kind: Equatable, Sendable {
        /// Adds each sample.
        case counter
        /// Follows a column that is already cumulative. When the column drops, the counter goes on from its own value.
        case absoluteCounter
        /// Shows the samples of the latest instant, combined by the aggregate.
        case gauge(Aggregate)
        /// Counts observations up to each bound. Bounds ascend and do not include +Inf.
        case histogram(bounds: [Double])
        /// Always 1.
        case info
    }

    /// How a gauge combines several samples of one series at one instant.
    package enum Aggregate: String, CaseIterable, Sendable {
        case last, sum, min, max
        /// The number of records, of all instants. For tables only.
        case count
    }

    /// What an absolute counter makes of a reading below the one before.
    package enum Falls: String, CaseIterable, Sendable {
        /// The column began anew: the counter continues on top.
        case restart
        /// The reading is faulty, and passed over. Three in a row are a restart.
        case ignore
    }

    /// What becomes of samples of new label sets when the family has `maximumSeries` series.
    package enum Overflow: String, CaseIterable, Sendable {
        /// They are dropped and counted.
        case drop
        /// One more series takes them, so that sums stay.
        case fold
    }

    /// The full name, as in the text format.
    package let name: MetricName
    /// One sentence for people.
    package let help: String
    /// How samples move its series.
    package let kind: Kind
    /// Label names, ascending.
    package let labels: [String]
    /// How many series the family may have, without those that take the samples over this limit.
    package let maximumSeries: Int
    /// What becomes of samples over the limit.
    package let overflow: Overflow
    /// What an absolute counter makes of falls.
    package let falls: Falls
    /// Labels, ascending, of which each combination of values has one series at most that is shown: that of the latest
    /// sample. For gauges and infos; nil shows all.
    package let onePer: [String]?

    /// A family as given; sorts the label names.
    package init(
        name: MetricName, help: String, kind: Kind, labels: [String], maximumSeries: Int, overflow: Overflow = .drop,
        falls: Falls = .restart, onePer: [String]? = nil
    ) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.maximumSeries = maximumSeries
        self.overflow = overflow
        self.falls = falls
        self.onePer = onePer?.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The type under which the family is exposed.
    package var type: MetricType {
        switch kind {
        case .counter, .absoluteCounter: .counter
        case .gauge: .gauge
        case .histogram: .histogram
        case .info: .info
        }
    }
}
