import EventTime
import Mapping
import MappingFile
import Metrics
import TestSupport
import Testing

@testable import Pipeline

/// `one_per`, in a replay that is set forward and back.
@Suite struct OnePerTests {
    private let folder = TemporaryDirectory()
    private static let rows = """
        t,place,release,note
        100,a,1,x
        200,b,1,x
        300,a,2,x
        400,a,1,y
        500,b,2,y

        """

    private func run(_ metric: String) throws -> HistoryRun {
        folder.write("a.csv", Self.rows)
        let mapping = """
            sources:
              - name: releases
                files: a.csv
                time: {column: t, format: unix}
                metrics: [\(metric)]
            """
        var run = try HistoryRun(
            ConfigurationReader.read(folder.write("map.yml", mapping)), rejects: SilentObserver(), startTime: 1)
        while try !run.prepare(through: .latest) {}
        run.beginPass()
        return run
    }

    private func shown(_ run: inout HistoryRun) -> [String] {
        run.snapshot()[0].shownSeries.map { $0.labelValues.joined(separator: " ") }.sorted()
    }

    @Test(arguments: [
        "{info: r_info, help: R., labels: {place: place, release: release}, one_per: [place]}",
        "{gauge: r, help: R., value: t, labels: {place: place, release: release}, one_per: [place]}",
    ])
    func `the release of each place is the latest, at every moment and after a seek`(_ metric: String) throws {
        var run = try run(metric)
        let moments: [(Int64, [String])] = [
            (99, []), (100, ["a 1"]), (250, ["a 1", "b 1"]), (300, ["a 2", "b 1"]), (450, ["a 1", "b 1"]),
            (500, ["a 1", "b 2"]),
        ]
        for (second, wanted) in moments {
            _ = run.advance(to: .seconds(second))
            #expect(shown(&run) == wanted, "at \(second)")
        }
        for (second, wanted) in moments.reversed() {
            run.beginPass()
            _ = run.advance(to: .seconds(second), .currentValuesOnly)
            #expect(shown(&run) == wanted, "back at \(second)")
        }
    }

    @Test func `without a label, one series of all is shown, and max_series counts those that were`() throws {
        let labels = "labels: {note: note, release: release}"
        var run = try run("{info: r_info, help: R., \(labels), one_per: [], max_series: 3}")
        for (second, wanted) in [(250, ["x 1"]), (300, ["x 2"]), (400, ["y 1"]), (500, ["y 1"])] {
            _ = run.advance(to: .seconds(Int64(second)))
            #expect(shown(&run) == wanted, "at \(second)")
        }
    }
}
