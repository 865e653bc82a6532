/// What a family is, apart from its series: checked once, when the configuration is read.
package struct FamilyDescription: Equatable, Sendable {
    /// How samples move a series.
    package enum Kind: Equatable, Sendable {
        /// Adds each sample.
        case counter
        /// Follows a column that is cumulative already; a drop of the column continues on top.
        case absoluteCounter
        /// Shows the latest instant's samples, put together by the aggregate.
        case gauge(Aggregate)
        /// Counts observations up to each bound; bounds ascend and leave out +Inf.
        case histogram(bounds: [Double])
        /// Constantly 1.
        case info
    }

    /// What a gauge shows of several samples of one series at one instant.
    package enum Aggregate: String, CaseIterable, Sendable {
        case last, sum, min, max
    }

    /// The full name, as exposed in the text format.
    package let name: MetricName
    /// One sentence for people.
    package let help: String
    /// How samples move its series.
    package let kind: Kind
    /// Label names, ascending.
    package let labels: [String]
    /// How many series the family may have; samples of further label sets are dropped and counted.
    package let maximumSeries: Int

    /// A family as given; sorts the label names.
    package init(name: MetricName, help: String, kind: Kind, labels: [String], maximumSeries: Int) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.maximumSeries = maximumSeries
    }

    /// The type by which the family is exposed.
    package var type: MetricType {
        switch kind {
        case .counter, .absoluteCounter: .counter
        case .gauge: .gauge
        case .histogram: .histogram
        case .info: .info
        }
    }
}
