import EventTime
import MappingFile
import Metrics
import TestSupport
import Testing

@testable import Pipeline

/// `reset: day` where clocks are set back over midnight.
@Suite struct DayResetTests {
    @Test func `a day that is shown again ends at its second midnight`() throws {
        // On 2006-10-29 in St John's the clocks went from 00:01 back to 23:01 of the day before.
        let midnight = 1_162_089_000
        let folder = TemporaryDirectory()
        let rows = [(-60, "before"), (30, "sunday"), (1800, "again"), (3610, "second")]
        folder.write("a.csv", "t,k\n" + rows.map { "\(midnight + $0),\($1)\n" }.joined())
        let mapping = """
            sources:
              - name: days
                files: a.csv
                time: {column: t, format: unix, zone: America/St_Johns}
                metrics:
                  - {gauge: g, help: G., value: t, labels: {k: k}, reset: day}
            """
        var run = try HistoryRun(
            ConfigurationReader.read(folder.write("map.yml", mapping)), rejects: SilentObserver(), startTime: 1)
        while try !run.prepare(through: .latest) {}
        run.beginPass()
        for (second, wanted) in [
            (-1, ["before"]), (31, ["sunday"]), (3599, ["again", "sunday"]), (3600, ["sunday"]),
            (3610, ["second", "sunday"]),
        ] {
            _ = run.advance(to: .seconds(Int64(midnight + second)))
            let shown = run.snapshot()[0].shownSeries.map { "\($0.labelValues[0])" }.sorted()
            #expect(shown == wanted, "at \(second)")
        }
    }
}
