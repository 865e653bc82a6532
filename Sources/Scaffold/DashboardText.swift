import JSON
import Sniff

/// The label sets of each metric by its name, the largest first: each set has the values of the metric's labels in
/// their order.
package typealias LabelSets = [String: [[String]]]

/// The dashboard of a data set: a row with the event clock and what was rejected, then a row for each metric.
package func dashboardText(_ plan: Plan, _ sets: LabelSets) -> String {
    var board = Board(plan: plan, queries: Queries(plan), sets: sets)
    board.addClocks()
    for metric in plan.metrics {
        if metric.part == .incoming { continue }  // beside what goes out
        board.addRow(metric)
        switch metric.measure {
        case .counter where metric.part == .outgoing: board.addMoney(metric)
        case .counter, .absolute: board.addCounter(metric)
        case .gauge: board.addGauge(metric)
        case .histogram: board.addHistogram(metric)
        case .info: board.addState(metric)
        }
    }
    let names = listed(Array(plan.metrics.filter { $0.part != .incoming }.prefix(6).map { $0.title }))
    return filled(
        boardTemplate,
        [
            ("uid", quoted(uid(plan.name))), ("title", quoted(plan.name)),
            ("description", quoted("What csv_exporter init made of \(plan.name): \(names).")),
            ("loops", quoted(board.queries.loops)), ("marks", quoted(board.queries.marks)),
            ("minutes", "\(plan.pageMinutes)"), ("window", quoted(board.queries.window)),
            ("instances", quoted(board.queries.instances)),
            ("panels", board.panels.joined(separator: ",\n")),
        ])
}

/// The address of a dashboard in Grafana: at most 40 letters, digits, `-` and `_`.
func uid(_ name: String) -> String {
    let text = snakeCase(name)
    return String(decoding: ("init-" + (text.isEmpty ? "data" : text)).utf8.prefix(40), as: UTF8.self)
}

/// The colours of lines that people can tell apart, best first.
private let colours = ["semi-dark-blue", "orange", "dark-green", "light-blue", "light-red", "text"]
/// The colour of lines beyond these.
private let grey = "rgba(128, 128, 140, 0.5)"

/// A dashboard that grows from top to bottom.
struct Board {
    let plan: Plan
    let queries: Queries
    let sets: LabelSets
    private(set) var panels: [String] = []
    /// The names of lines that have a colour of the palette, by the labels that they are made of: a name has one colour
    /// on the page.
    private var palettes: [String: [String]] = [:]
    private var y = 0
    private var x = 0

    init(plan: Plan, queries: Queries, sets: LabelSets) {
        (self.plan, self.queries, self.sets) = (plan, queries, sets)
    }

    mutating func addRow(_ metric: PlannedMetric) {
        panels.append(
            filled(
                rowTemplate, [("id", "\(panels.count + 1)"), ("title", quoted(metric.name)), ("y", "\(y)")]))
        y += 1
    }

    mutating func addClocks() {
        let clock = queries.selector("csv_exporter_replay_time_seconds")
        let progress = queries.selector("csv_exporter_replay_progress_ratio")
        let speed = queries.selector("csv_exporter_replay_speed_ratio")
        add(
            "stat", "Event clock (UTC)", "Event time of the latest scrape: it contains every record up to this time.",
            width: 7, height: 5, [target("A", "max by (instance) (\(clock)) * 1000", isInstant: true, "table")],
            stat("string", values: "true", fields: "Value", statLook, clockTransformations))
        add(
            "gauge", "Pass", "Share of the present pass that is applied.", width: 4, height: 5,
            [target("A", "max by (instance) (\(progress))", "{{instance}}", isInstant: true)],
            stat("percentunit", more: ", \"min\": 0, \"max\": 1, \"decimals\": 0", gaugeLook))
        add(
            "stat", "Speed", "Event seconds per wall-clock second; 1 for followed files.", width: 4, height: 5,
            [target("A", "max by (instance) (\(speed))", "{{instance}}", isInstant: true)], stat("none", statLook))
        add(
            "table", "Rejected records by reason",
            "Records that some or all metrics could not use, in all passes. The exporter's log names file and line.",
            width: 9, height: 5, [target("A", queries.rejected, isInstant: true, "table")],
            filled(
                tableTemplate,
                [
                    ("unit", "short"), ("sort", "{\"displayName\": \"records\", \"desc\": true}"),
                    (
                        "transformations",
                        "{\"id\": \"organize\", \"options\": {\"excludeByName\": {\"Time\": true}, \"indexByName\": "
                            + "{\"source\": 0, \"reason\": 1, \"Value\": 2}, "
                            + "\"renameByName\": {\"Value\": \"records\"}}}"
                    ),
                ]))
    }

    mutating func addCounter(_ metric: PlannedMetric) {
        let label = metric.labels.first
        let by = label.map { " by (\($0.name))" } ?? ""
        let unit = metric.unit?.display ?? "short"
        let legend = Legend(metric.labels.prefix(1).map { $0.name }, sets[metric.name] ?? [])
        add(
            "timeseries", "\(metric.title) per \(queries.rate.words)",
            "\(metric.help) The increase for each \(queries.rate.words), over \(spanText(Double(plan.window))) of the "
                + "event clock; the time axis is wall time.",
            width: 15, height: 8,
            [
                target("A", queries.increase(metric, by: by), legend.text.isEmpty ? metric.title : legend.text),
                target("T", queries.timeOfDay(metric.name), "event time {{instance}}"),
            ],
            lines(unit, axis: "per \(queries.rate.words)", legend))
        let total = "topk(200, sum\(metric.by) (\(queries.selector(metric.name))))"
        addTable(
            "\(metric.title): totals", "\(metric.help) The totals since the exporter started, in all passes.", unit,
            [("total", total)], isLabelled: label != nil)
    }

    /// What goes out and what comes in, on one panel.
    mutating func addMoney(_ out: PlannedMetric) {
        guard let parts = out.whole.map({ whole in Part.allCases.map { whole.of($0) } }) else { return }
        let unit = out.unit?.display ?? "short"
        let help = out.whole?.help ?? out.help
        let words = queries.rate.words
        add(
            "timeseries", "\(out.title): out and in per \(words)",
            "What goes out and what comes in for each \(words), over \(spanText(Double(plan.window))) of the event "
                + "clock; the time axis is wall time.",
            width: 15, height: 8,
            zip(["A", "B"], parts).map { target($0, queries.increase($1, by: ""), $1.part?.rawValue ?? "") }
                + [target("T", queries.timeOfDay(out.name), "event time {{instance}}")],
            lines(unit, axis: "per \(words)", Legend(names: Part.allCases.map { $0.rawValue })))
        addTable(
            "\(out.title): totals", "\(help) What went out and came in since the exporter started, in all passes.",
            unit,
            parts.map { ($0.part?.rawValue ?? "", "topk(200, sum\($0.by) (\(queries.selector($0.name))))") },
            isLabelled: !out.labels.isEmpty)
    }

    mutating func addGauge(_ metric: PlannedMetric) {
        let unit = metric.unit?.display ?? "short"
        let selector = queries.selector(metric.name)
        let legend = Legend(metric.labels.map { $0.name }, sets[metric.name] ?? [])
        add(
            "timeseries", metric.title, "\(metric.help) The time axis is wall time.", width: 15, height: 8,
            [
                target("A", "max\(metric.by) (\(selector))", legend.text.isEmpty ? metric.title : legend.text),
                target("T", queries.timeOfDay(metric.name), "event time {{instance}}"),
            ],
            lines(unit, axis: "", legend))
        addTable(
            "\(metric.title): now", "\(metric.help) Its lowest and highest value are those in the range of the page.",
            unit,
            [
                ("now", "topk(200, max\(metric.by) (\(selector)))"),
                ("lowest", "min\(metric.by) (min_over_time(\(selector)[$__range]))"),
                ("highest", "max\(metric.by) (max_over_time(\(selector)[$__range]))"),
            ], isLabelled: !metric.labels.isEmpty)
    }

    mutating func addHistogram(_ metric: PlannedMetric) {
        let unit = metric.unit?.display ?? "short"
        let quantiles = [("A", "0.5", "p50"), ("B", "0.95", "p95"), ("C", "0.99", "p99")]
        add(
            "timeseries", "\(metric.title): quantiles",
            "\(metric.help) Half, 95 % and 99 % of the observations are at most this, over "
                + "\(spanText(Double(plan.window))) of the event clock.",
            width: 12, height: 8,
            quantiles.map { target($0.0, queries.quantile($0.1, metric), $0.2) }
                + [target("T", queries.timeOfDay(metric.name + "_count"), "event time {{instance}}")],
            lines(unit, axis: "", Legend(names: quantiles.map { $0.2 })))
        add(
            "heatmap", "\(metric.title): distribution",
            "\(metric.help) Each row is a bucket, darker with more observations; the time axis is wall time.",
            width: 12, height: 8, [target("A", queries.buckets(metric), "{{le}}", "heatmap")],
            filled(heatTemplate, [("unit", unit)]))
    }

    /// Adds a table beside lines: a row for each label set, and a column for each query. Numbers instead if there are
    /// no labels.
    mutating func addTable(
        _ title: String, _ description: String, _ unit: String, _ columns: [(name: String, query: String)],
        isLabelled: Bool
    ) {
        let references = ["A", "B", "C"]
        if !isLabelled {
            let targets = zip(references, columns).map { target($0, $1.query, $1.name, isInstant: true) }
            add("stat", title, description, width: 9, height: 8, targets, stat(unit, statLook))
            return
        }
        let targets = zip(references, columns).map { reference, column in
            target(
                reference, "label_replace(\(column.query), \"column_of_value\", \"\(column.name)\", \"\", \"\")",
                "__auto", isInstant: true)
        }
        add(
            "table", title, description, width: 9, height: 8, targets,
            filled(
                tableTemplate,
                [
                    ("unit", unit), ("sort", ""),
                    (
                        "transformations",
                        "{\"id\": \"joinByLabels\", \"options\": {\"value\": \"column_of_value\"}}"
                    ),
                ]))
    }
}

extension Board {
    private func stat(
        _ unit: String, values: String = "false", fields: String = "", more: String = "", _ look: String,
        _ transformations: String = ""
    ) -> String {
        filled(
            statTemplate,
            [
                ("unit", unit), ("values", values), ("calcs", values == "true" ? "" : "\"lastNotNull\""),
                ("fields", fields), ("more", more), ("look", look), ("transformations", transformations),
            ])
    }

    /// Lines of which the first ones have colours of their own.
    mutating func lines(_ unit: String, axis: String, _ legend: Legend) -> String {
        let names = legend.names
        var palette = palettes[legend.text] ?? []
        for name in names where !palette.contains(name) { palette.append(name) }
        palettes[legend.text] = palette
        let many = palette.count > colours.count
        let coloured = zip(palette, many ? Array(colours.dropLast()) : colours).map { name, colour in
            names.contains(name) ? filled(overrideTemplate, [("name", quoted(name)), ("colour", colour)]) : ""
        }
        return filled(
            linesTemplate,
            [
                ("unit", unit), ("axis", quoted(axis)), ("colour", names.count > 1 ? grey : colours[0]),
                ("interpolation", "linear"), ("width", many ? "1" : "2"), ("overrides", coloured.joined()),
                // Long lists are cut in half at the bottom.
                (
                    "legend",
                    "\"displayMode\": \"\(names.count < 10 ? "list" : "table")\", "
                        + "\"placement\": \"\(names.count < 10 ? "bottom" : "right")\""
                ),
                ("haslegend", legend.text.isEmpty && names.isEmpty ? "false" : "true"),
            ])
    }

    func target(
        _ reference: String, _ query: String, _ legend: String = "__auto", isInstant: Bool = false,
        _ format: String = "time_series"
    ) -> String {
        filled(
            targetTemplate,
            [
                ("expr", quoted(query)), ("legend", quoted(legend)), ("ref", reference), ("format", format),
                ("instant", isInstant ? "true" : "false"), ("range", isInstant ? "false" : "true"),
            ])
    }

    /// Adds a panel beside the last one, or below it where the page is full.
    mutating func add(
        _ type: String, _ title: String, _ description: String, width: Int, height: Int, _ targets: [String],
        _ rest: String
    ) {
        panels.append(
            filled(
                panelTemplate,
                [
                    ("id", "\(panels.count + 1)"), ("type", type), ("title", quoted(title)),
                    ("description", quoted(description)), ("x", "\(x)"), ("y", "\(y)"), ("w", "\(width)"),
                    ("h", "\(height)"), ("targets", targets.joined(separator: ",")), ("rest", rest),
                ]))
        x += width
        if x >= 24 { (x, y) = (0, y + height) }
    }
}

extension PlannedMetric {
    /// The clause of a query that groups by all labels; empty without labels.
    var by: String {
        labels.isEmpty ? "" : " by (" + labels.map { $0.name }.joined(separator: ", ") + ")"
    }
}
