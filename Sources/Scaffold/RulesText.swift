import Sniff
import Text

/// The alerts of a data set, in event time: about its files, and one commented threshold for each gauge.
package func rulesText(_ plan: Plan) -> String {
    var rules = YAMLWriter()
    let names = alertPrefix(plan.name)
    let source = sourceMatcher(plan)
    // A scaled window needs five scrapes, also at 600: short data look back at more than there is.
    let window = formatDuration(Int64(max(plan.window, 3600)) * 1_000_000_000)
    rules.comment(
        "Alerts about \(printable(plan.name)), as csv_exporter init wrote them. Durations are event time: "
            + "csv_exporter scale-rules divides them by the speed, as the compose stack does when it starts.")
    rules.line("groups:")
    rules.line("  - name: \(yamlScalar(plan.name))")
    rules.line("    interval: 1m")
    rules.line("    rules:")
    rules.indent = 6
    rules.alert(
        names + "SourceDown", "csv_exporter_source_up{\(source)} == 0",
        "Files of a source cannot be read.",
        "Source {{ $labels.source }} has files that cannot be read. Its metrics stay what they were.")
    let rejected = "sum without (reason) (increase(csv_exporter_records_rejected_total{\(source)}[\(window)]))"
    rules.alert(
        names + "RecordsRejected",
        "\(rejected) / increase(csv_exporter_records_total{\(source)}[\(window)]) > 0.01",
        "More than one record in a hundred cannot be used.",
        "{{ $value | humanizePercentage }} of the records of source {{ $labels.source }} were rejected. The exporter's "
            + "log names file and line.")
    for source in plan.sources { rules.silence(source) }
    rules.alert(
        names + "ReloadFailed", "csv_exporter_config_last_reload_successful == 0",
        "The mapping could not be reloaded.",
        "The exporter continues with the previous mapping. Its log has the fault of the new one.")
    if !plan.metrics.isEmpty {
        let metrics = plan.metrics.map { $0.name }.joined(separator: "|")
        let matcher = plan.metrics.count == 1 ? "metric=\"\(metrics)\"" : "metric=~\"\(metrics)\""
        rules.alert(
            names + "SamplesDropped", "increase(csv_exporter_samples_dropped_total{\(matcher)}[\(window)]) > 0",
            "A metric has reached its limit of series.",
            "{{ $value | printf \"%.0f\" }} samples of {{ $labels.metric }} were dropped because the metric has "
                + "reached max_series.")
    }
    for metric in plan.metrics where metric.measure == .gauge { rules.threshold(metric) }
    return rules.text
}

/// The first part of the names of alerts: `OrdersMarch` for `orders-march`.
private func alertPrefix(_ name: String) -> String {
    let words = metricPrefix(name).split(separator: "_")
    return words.map { word in
        var letters = Array(word.utf8)
        if 0x61...0x7A ~= letters[0] { letters[0] -= 32 }
        return String(decoding: letters, as: UTF8.self)
    }.joined()
}

extension YAMLWriter {
    fileprivate mutating func alert(
        _ name: String, _ expression: String, _ summary: String, _ description: String
    ) {
        line("- alert: \(name)")
        line("  expr: \(yamlSingleQuoted(expression))")
        line("  labels: {severity: warning, tier: exporter}")
        line("  annotations:")
        line("    summary: \(yamlQuoted(summary))")
        line("    description: \(yamlQuoted(description))")
        if !isCommented { line("") }
    }

    /// Writes the alert that no record came. It compares two metrics of the event clock, so it needs no scaling.
    fileprivate mutating func silence(_ source: PlannedSource) {
        guard let time = source.files.decisions.time, let step = time.stepSeconds, step > 0 else { return }
        let isRegular = source.files.decisions.shape == .series && !time.hasPauses
        let gap = max(time.longestStep, step)
        let limit = numberText(isRegular ? (5 * step).rounded(.up) : max((1.5 * gap).rounded(.up), 60))
        comment(
            isRegular
                ? "Five times the median step, \(spanText(step)). A source that ends before the others is silent, too."
                : "Half as long again as the longest gap in the data, \(spanText(gap)), and at least a minute: nothing "
                    + "in the data is an alert.")
        alert(
            alertPrefix(source.name) + "Silent",
            "csv_exporter_replay_time_seconds - on (job, instance) group_right () "
                + "csv_exporter_last_record_timestamp_seconds{source=\"\(source.name)\"} > \(limit)",
            "A source brings no records.",
            "Source {{ $labels.source }} has brought no record for {{ $value | humanizeDuration }} of event time.")
    }

    fileprivate mutating func threshold(_ metric: PlannedMetric) {
        guard let numbers = metric.numbers, numbers.quantiles.count > 9 else { return }
        let limit = numberText(numbers.quantiles[9] * metric.scale)
        comment(printable("\(metric.title): 99.9 % of the values are at most \(limit)."))
        isCommented = true
        alert(
            alertPrefix(metric.name) + "High", "\(metric.name) > \(limit)", printable("\(metric.title) is high."),
            "It is {{ $value }}.")
        isCommented = false
    }
}

/// A text in single quotes, for YAML: expressions keep their double quotes.
private func yamlSingleQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
}
