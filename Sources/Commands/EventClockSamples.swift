package import EventTime
package import MappingFile
package import Metrics
package import Pipeline
package import Service

/// The program's own families at instants of event time, as rules and dashboards need them beside the mapped families:
/// the clock of a replay that runs at speed 1, the records of each source, and by which pages find exporters and
/// metrics. Nothing of the process or its HTTP.
package final class EventClockSamples {
    /// What Prometheus adds to each scrape that it gets.
    package static let up = OwnMetric(.gauge, "up", help: "1 if the exporter could be scraped.")

    private let constant: [Snapshot.Family]
    private let time: Snapshot.Family
    private let records: Snapshot.Family
    private let lastRecord: Snapshot.Family
    private let sourceUp: Snapshot.Family
    private let series: Snapshot.Family
    /// The source of each series in scrape order.
    private let sources: [Int]
    /// The mapped family of each series in scrape order.
    private let metrics: [Int]

    /// The families of a configuration's sources. A mapped `up` takes the place of ours.
    package init(_ configuration: Configuration) {
        let names = configuration.sources.map { [$0.name] }
        time = family(ExporterMetrics.replayTime.family, [[]])
        records = family(ExporterMetrics.records.family, names)
        lastRecord = family(ExporterMetrics.lastRecord.family, names)
        sourceUp = family(ExporterMetrics.sourceUp.family, names)
        sources = records.keys.order.map { Int($0) }
        let metrics = configuration.families
        series = family(
            ExporterMetrics.series.family, metrics.map { [$0.name.description, $0.type.rawValue] })
        self.metrics = series.keys.order.map { Int($0) }
        let limits = family(ExporterMetrics.seriesLimit.family, metrics.map { [$0.name.description] })
        let states = ReplayState.allCases
        let state = family(ExporterMetrics.replayState.family, states.map { [$0.rawValue] })
        var constant = [
            state.replacing(state.keys.order.map { states[Int($0)] == .running ? 1 : 0 }),
            family(ExporterMetrics.replaySpeed.family, [[]]).replacing([1]),
            // By it, rules tell a replay from followed files.
            family(ExporterMetrics.passes.family, [[]]).replacing([1]),
            family(SelfMetrics.buildInfo(program: "csv_exporter"), [[version]]).replacing([1]),
            limits.replacing(limits.keys.order.map { Double(metrics[Int($0)].maximumSeries) }),
        ]
        if !configuration.families.contains(where: { $0.name.description == "up" }) {
            constant.append(family(Self.up.family, [[]]).replacing([1]))
        }
        self.constant = constant
    }

    /// How many series the families have, shown or not.
    package var seriesCount: Int { constant.reduce(1) { $0 + $1.count } + 3 * sources.count + metrics.count }

    /// The label names that the families use.
    package static let labelNames = ["source", "state", "metric", "type", "version"]

    /// The families at an instant, always in the same order. O(sources), and O(series) for gauges.
    package func families(at instant: Instant, _ applier: SampleApplier) -> [Snapshot.Family] {
        let counts = applier.counts
        let lasts = sources.map { counts[$0].lastRecord }
        return constant + [
            time.replacing([seconds(instant)]), records.replacing(sources.map { Double(counts[$0].records) }),
            sourceUp.replacing(sources.map { counts[$0].isUp ? 1 : 0 }),
            series.replacing(metrics.map { Double(applier.registry.families[$0].shownCount) }),
            lastRecord.replacing(lasts.map { $0.map(seconds) ?? 0 }, hidden: lasts.map { $0 == nil }),
        ]
    }
}

private func family(_ own: OwnFamily, _ series: [[String]]) -> Snapshot.Family {
    Snapshot.Family(
        name: own.name, help: own.help, type: own.type, labelNames: own.labels,
        series: series.map { Snapshot.Series($0, values: [0]) }, owner: SeriesKeys.Owner())
}

/// Seconds since 1970, rounded down to milliseconds, as in a scrape.
private func seconds(_ instant: Instant) -> Double { Double(instant.milliseconds) / 1000 }
