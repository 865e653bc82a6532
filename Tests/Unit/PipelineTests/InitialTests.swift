import MappingFile
import Metrics
import TestSupport
import Testing

@testable import Pipeline

/// The key `initial`, beside a limit of series.
@Suite struct InitialTests {
    @Test(arguments: [
        ("log", "counter: x_total", ["a": 1.0, "z": 0]), ("table", "gauge: x, value: v", ["a": 1, "z": 4]),
    ])
    func `an initial label set of a followed file keeps its place before the sets that are found`(
        _ content: String, _ metric: String, _ wanted: [String: Double]
    ) throws {
        let folder = TemporaryDirectory()
        folder.write("log.csv", "time,k,v\n1,a,1\n2,b,2\n3,c,3\n" + (content == "table" ? "4,z,4\n" : ""))
        let mapping = """
            sources:
              - name: log
                mode: follow
                content: \(content)
                files: log.csv
                time: {column: time, format: unix}
                metrics:
                  - {\(metric), help: X., labels: {k: k}, initial: {k: [z]}, max_series: 2}
            """
        let configuration = try ConfigurationReader.read(folder.write("map.yml", mapping))
        let clocks = Engine.Clocks(monotonic: { 1 }, wall: { 0 })
        let engine = try Engine(
            configuration, ReplayPlan(configuration.replay), SilentObserver(), clocks, maximumFiles: 9)
        for now in 1...9 as ClosedRange<Int64> { try engine.slice(now: now, deadline: .max, hasEvents: false) }
        #expect(engine.isReady)
        let family = try #require(engine.follow?.snapshot().first)
        let pairs = family.shownSeries.map { ("\($0.labelValues[0])", $0.values[0]) }
        #expect(Dictionary(uniqueKeysWithValues: pairs) == wanted)
        #expect(engine.applier.registry.families[0].droppedSamples == 2)
    }
}
