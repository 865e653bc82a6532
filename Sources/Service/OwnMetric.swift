package import Metrics

/// What one of the program's own families is, for documentation and for a scrape.
package struct OwnFamily: Sendable {
    /// The full name, as exposed.
    package let name: String
    /// How it is exposed; own families are counters, gauges or infos.
    package let type: MetricType
    /// Label names, in the order in which samples give their values.
    package let labels: [String]
    /// One sentence for people.
    package let help: String
}

/// Handle of an own family without labels: declared once, samples are added through it.
package struct OwnMetric: Sendable {
    /// What it declares.
    package let family: OwnFamily

    /// Declares a family without labels.
    package init(_ type: MetricType, _ name: String, help: String) {
        family = OwnFamily(name: name, type: type, labels: [], help: help)
    }
}

/// Handle of an own family with one label.
package struct OwnMetricByLabel: Sendable {
    /// What it declares.
    package let family: OwnFamily

    /// Declares a family with one label.
    package init(_ type: MetricType, _ name: String, by label: String, help: String) {
        family = OwnFamily(name: name, type: type, labels: [label], help: help)
    }
}

/// Handle of an own family with two labels.
package struct OwnMetricByLabels: Sendable {
    /// What it declares.
    package let family: OwnFamily

    /// Declares a family with two labels.
    package init(_ type: MetricType, _ name: String, by first: String, _ second: String, help: String) {
        family = OwnFamily(name: name, type: type, labels: [first, second], help: help)
    }
}

/// Samples of own families at one moment.
package struct OwnSamples {
    private var collected: [String: KnownFamilies.Series] = [:]
    /// Since when the counters count, in wall-clock seconds.
    private let startTime: Double
    private let known: KnownFamilies

    /// No samples yet; `known` has the families of the moment before.
    init(startTime: Double, _ known: KnownFamilies) { (self.startTime, self.known) = (startTime, known) }

    /// Adds the sample of a family without labels.
    package mutating func add(_ metric: OwnMetric, _ value: Double) { add(metric.family, [], value) }

    /// Adds a sample with its label's value.
    package mutating func add(_ metric: OwnMetricByLabel, _ label: String, _ value: Double) {
        add(metric.family, [label], value)
    }

    /// Adds a sample with the values of its two labels.
    package mutating func add(_ metric: OwnMetricByLabels, _ first: String, _ second: String, _ value: Double) {
        add(metric.family, [first, second], value)
    }

    private mutating func add(_ family: OwnFamily, _ labels: [String], _ value: Double) {
        collected[family.name, default: KnownFamilies.Series(family: family)].add(labels, value)
    }

    /// Other families and then those that have samples, in no order.
    package func families(after others: consuming [Snapshot.Family] = []) -> [Snapshot.Family] {
        others.reserveCapacity(others.count + collected.count)
        for series in collected.values { others.append(known.family(of: series, startTime: startTime)) }
        return others
    }
}

/// The own families of a service at the latest scrape. A family whose series are those of the scrape before gets its
/// keys, by which encoders know the series: few families ever change theirs.
final class KnownFamilies {
    /// The series of an own family, in the order in which they were added.
    struct Series {
        let family: OwnFamily
        private(set) var labels: [[String]] = []
        private(set) var values: [Double] = []

        /// No series yet.
        init(family: OwnFamily) { self.family = family }

        mutating func add(_ labels: [String], _ value: Double) {
            self.labels.append(labels)
            values.append(value)
        }
    }

    private var latest: [String: (labels: [[String]], family: Snapshot.Family)] = [:]

    /// The family with these series. Counters count from `startTime` (wall-clock seconds), which is always the same.
    func family(of series: Series, startTime: Double) -> Snapshot.Family {
        let own = series.family
        if let known = latest[own.name], known.labels == series.labels {
            return known.family.replacing(known.family.keys.order.map { series.values[Int($0)] })
        }
        let family = Snapshot.Family(
            name: own.name, help: own.help, type: own.type, labelNames: own.labels,
            series: zip(series.labels, series.values).map {
                Snapshot.Series($0, values: [$1], startTime: startTime)
            },
            owner: SeriesKeys.Owner())
        latest[own.name] = (series.labels, family)
        return family
    }
}
