extension Board {
    /// How many things are in each state, and in which each of them is.
    mutating func addState(_ metric: PlannedMetric) {
        guard let state = metric.labels.last?.name else { return }
        let selector = queries.selector(metric.name)
        let legend = Legend([state], (sets[metric.name] ?? []).map { Array($0.suffix(1)) })
        add(
            "timeseries", "\(metric.title): how many are in it", "\(metric.help) The time axis is wall time.",
            width: 15, height: 8,
            [
                target("A", "count by (\(state)) (\(selector))", legend.text),
                target("T", queries.timeOfDay(metric.name), "event time {{instance}}"),
            ],
            lines("short", axis: "", legend))
        addTable(
            "\(metric.title): now", metric.help, "short", [("now", "topk(200, max\(metric.by) (\(selector)))")],
            isLabelled: true)
    }
}
