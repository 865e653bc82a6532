import Metrics
import Schema
import YAML

/// The block `history:` of a mapping file: how its history is written with its own times. Flags of the commands win.
package struct HistorySettings {
    /// Event time between two samples of a series, in nanoseconds; whole milliseconds.
    package var step: Int64?
    /// The labels that each series gets, in the order of the file.
    package var labels: [(name: String, value: String)] = []
    /// The longest stretch without records in which samples are written, in nanoseconds of event time.
    package var maxGap: Int64?
    /// Which zeros of series that count are written.
    package var zeros: HistoryZeros?

    /// No settings.
    package init() {}
}

/// Which zeros of a counter or histogram are written before it counts.
package enum HistoryZeros: String, CaseIterable, Sendable {
    /// All from the first instant on, as a scrape shows them.
    case all
    /// One, at the instant before the first increment.
    case first
}

/// What may be a step, for messages.
package let stepWanted = "a step from 1ms to 1d"

/// Whether a duration in nanoseconds may be a step.
package func isStep(_ nanoseconds: Int64) -> Bool { nanoseconds > 0 && nanoseconds <= 86_400_000_000_000 }

/// The reason why a history may not add a label of this name to each series; nil if it may. `job` and `instance` are
/// what a scrape adds.
package func reasonAgainst(historyLabel name: String) -> String? {
    name == "job" || name == "instance" ? nil : reasonAgainst(label: name, of: .histogram)
}

extension ConfigurationReader {
    mutating func readHistory(_ node: Node) -> HistorySettings {
        var settings = HistorySettings()
        guard let fields = Fields(node, .history, &faults) else { return settings }
        settings.step = fields.duration("step", &faults)
        if let step = settings.step, !isStep(step) {
            faults.add(
                fields.node("step")?.mark,
                "cannot use \"step\": got \"\(fields.text("step", &faults) ?? "")\"; want \(stepWanted)")
        }
        settings.maxGap = fields.duration("max_gap", &faults)
        settings.zeros = fields.choice("zeros", of: HistoryZeros.self, &faults)
        guard let labels = fields.node("labels") else { return settings }
        guard case .mapping(let entries) = labels.content else {
            faults.add(labels.mark, "cannot read \"labels\": got \(labels.kind); want label names with their values")
            return settings
        }
        for entry in entries {
            if let reason = reasonAgainst(historyLabel: entry.key) {
                faults.add(entry.keyMark, "cannot use label \"\(entry.key)\": \(reason)")
            } else if let value = entry.value.text(as: "\"\(entry.key)\"", &faults) {
                settings.labels.append((entry.key, value))
            }
        }
        return settings
    }
}
