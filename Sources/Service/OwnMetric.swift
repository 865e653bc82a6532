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
    private struct Collected {
        let family: OwnFamily
        var series: [Snapshot.Series] = []
    }

    private var collected: [String: Collected] = [:]
    /// Since when the counters count, in wall-clock seconds.
    private let startTime: Double

    init(startTime: Double) { self.startTime = startTime }

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
        let series = Snapshot.Series(labels, values: [value], startTime: startTime)
        collected[family.name, default: Collected(family: family)].series.append(series)
    }

    /// Other families and then those that have samples, in no order.
    package func families(after others: consuming [Snapshot.Family] = []) -> [Snapshot.Family] {
        others.reserveCapacity(others.count + collected.count)
        for entry in collected.values {
            others.append(
                Snapshot.Family(
                    name: entry.family.name, help: entry.family.help, type: entry.family.type,
                    labelNames: entry.family.labels, series: entry.series))
        }
        return others
    }
}
