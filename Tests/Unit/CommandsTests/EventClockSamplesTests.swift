import EventTime
import MappingFile
import Metrics
import Pipeline
import Service
import TestSupport
import Testing

@testable import Commands

@Suite struct EventClockSamplesTests {
    /// The samples at second 15 of two sources, `b` with records at 10 and 20, `a` with one at 20.
    private func samples(_ metric: String) throws -> [String] {
        let folder = TemporaryDirectory()
        folder.write("b.csv", "t\n10\n20\n")
        folder.write("a.csv", "t\n20\n")
        let sources = ["b", "a"].map {
            """
              - name: \($0)
                files: \($0).csv
                time: {column: t, format: unix}
                metrics:
                  - {gauge: \(metric), value: t, help: X.}
            """
        }
        let mapping = folder.write("map.yml", "sources:\n" + sources.joined(separator: "\n") + "\n")
        let configuration = try ConfigurationReader.read(mapping)
        var run = try HistoryRun(configuration, rejects: Silent(), startTime: 0)
        while try !run.prepare(through: .latest) {}
        run.beginPass()
        _ = run.advance(to: .seconds(15))
        var levels = Levels(extra: [])
        levels.update(EventClockSamples(configuration).families(at: .seconds(15), run.applier))
        return levels.bits.indices.filter { levels.bits[$0] != Levels.absent }.map { series in
            let labels = levels.labels.labels(of: series).map { "\($0.value)" }.joined(separator: " ")
            return "\(labels) = \(Double(bitPattern: levels.bits[series]))"
        }
    }

    @Test func `own samples tell the event clock and what is applied of each source`() throws {
        #expect(
            Set(try samples("x")) == [
                "csv_exporter_records_total a = 0.0", "csv_exporter_records_total b = 1.0",
                "csv_exporter_last_record_timestamp_seconds b = 10.0", "csv_exporter_replay_time_seconds = 15.0",
                "csv_exporter_replay_speed_ratio = 1.0", "csv_exporter_replay_passes_total = 1.0", "up = 1.0",
                "csv_exporter_replay_state running = 1.0", "csv_exporter_source_up a = 1.0",
                "csv_exporter_source_up b = 1.0", "csv_exporter_series x gauge = 1.0",
                "csv_exporter_series_limit x = 10000.0", "csv_exporter_build_info \(version) = 1.0",
                "csv_exporter_replay_state waiting = 0.0", "csv_exporter_replay_state paused = 0.0",
                "csv_exporter_replay_state finished = 0.0",
            ])
    }

    @Test func `a metric of the mapping may be named up`() throws {
        #expect(try !samples("up").contains("up = 1.0"))
    }
}

private final class Silent: RejectSink {
    func wants(_ reason: RejectReason, source: Int) -> Bool { false }
    func reject(_ reason: RejectReason, source: Int, _ record: RejectedRecord) {}
}
