import Metrics
import Service

/// The simulator's own families, beside those that every service has.
enum LiveMetrics {
    static let events = OwnMetricByLabels(
        .counter, "bank_simulator_events_total", by: "set", "file", help: "Records written.")
    static let bytes = OwnMetricByLabels(
        .counter, "bank_simulator_written_bytes_total", by: "set", "file", help: "Bytes written, headers included.")
    static let rotations = OwnMetricByLabels(
        .counter, "bank_simulator_rotations_total", by: "set", "file", help: "Full files that were renamed.")
    static let faults = OwnMetricByLabels(
        .counter, "bank_simulator_write_errors_total", by: "set", "file",
        help: "Writes, renames and removals that failed.")
    static let dropped = OwnMetricByLabels(
        .counter, "bank_simulator_dropped_events_total", by: "set", "file",
        help: "Records that were made and could not be written.")
    static let skipped = OwnMetricByLabel(
        .counter, "bank_simulator_skipped_seconds_total", by: "set",
        help: "Seconds without records, because the simulator was stopped or the clock was set forward.")
    static let active = OwnMetricByLabels(
        .gauge, "bank_simulator_incidents_active", by: "set", "scenario", help: "Incidents that run.")

    static let unprinted = OwnMetric(
        .counter, "bank_simulator_dropped_lines_total",
        help: "Findings that were not printed, because standard output was full or closed.")

    /// All of them, in the order in which people read about them.
    static let all: [OwnFamily] = [
        events.family, bytes.family, rotations.family, faults.family, dropped.family, skipped.family, active.family,
        unprinted.family,
    ]

    /// Adds the present samples.
    static func add(_ live: Live, to own: inout OwnSamples) {
        own.add(unprinted, Double(live.sets.lazy.compactMap { $0.findingsLog }.first?.dropped ?? 0))
        for set in live.sets {
            own.add(skipped, set.name, Double(set.skippedSeconds))
            for file in set.files {
                own.add(events, set.name, file.name, Double(file.counts.rows))
                own.add(bytes, set.name, file.name, Double(file.counts.bytes))
                own.add(rotations, set.name, file.name, Double(file.counts.rotations))
                own.add(faults, set.name, file.name, Double(file.counts.faults))
                own.add(dropped, set.name, file.name, Double(file.counts.droppedRows))
            }
            let running = set.running
            for (number, scenario) in set.catalogue.scenarios.enumerated() {
                let count = set.incidents.count { $0.scenario == number && running.contains($0.number) }
                own.add(active, set.name, scenario.id, Double(count))
            }
        }
    }
}
