/// Rewrites the times of Prometheus rule files, and of Alertmanager configurations, for a replay at `speed`. The
/// top-level key (`groups` or `route`) decides which of the two a file is.
///
/// Divides times by `speed` and rounds them to whole milliseconds, at least 1; 0 stays 0. All other bytes stay as they
/// are. The times of a rule file are `interval` and `query_offset` of a group, `for` and `keep_firing_for`, and the
/// windows, subquery steps and offsets of `expr`. A group is not evaluated more often than `scrapeInterval`. Those of a
/// route are `group_wait`, `group_interval` and `repeat_interval`.
///
/// A window of fewer than 5 scrapes is refused, because rates over it vary widely or are empty; fewer than 10 are a
/// warning. With `leavesOut` its rule becomes a comment instead, and so do the rules that use its recording; `speed`
/// may then be infinite.
///
/// An alert with the label `explains: "A|B"` is the cause of the alerts A and B: each Alertmanager configuration gets a
/// rule by which it silences them.
///
/// Returns the texts in the order of `files`, and warnings as sentences that begin with `file:line`. Throws all faults
/// at once. O(n), but for chains of recordings that are left out.
package func scaleRules(
    _ texts: [String], files: [String], speed: Double, scrapeInterval: Duration, leavesOut: Bool = false
) throws(RulesError) -> (texts: [String], warnings: [String]) {
    var scalings: [Scaling] = []
    for index in texts.indices {
        let scaling = Scaling(
            Array(texts[index].utf8), file: files[index], speed: speed, scrapeInterval: scrapeInterval,
            leavesOut: leavesOut)
        scaling.read()
        scalings.append(scaling)
    }
    if leavesOut { spreadLimits(scalings) }
    var alerts: [String] = []
    var inhibitRules: [String] = []
    for scaling in scalings { scaling.list(&alerts, &inhibitRules) }
    var faults: [RulesFinding] = []
    var warnings: [String] = []
    var scaled: [String] = []
    for scaling in scalings {
        scaling.complete(alerts, inhibitRules)
        faults += scaling.faults
        for warning in scaling.warnings { warnings.append(warning.description) }
        scaled.append(scaling.scaledText)
    }
    if !faults.isEmpty { throw RulesError(faults: faults) }
    return (scaled, warnings)
}

/// Gives each rule the limit of the recordings that it uses, if that is lower.
private func spreadLimits(_ scalings: [Scaling]) {
    var isSettled = false
    while !isSettled {
        isSettled = true
        for scaling in scalings {
            for recording in scaling.rules where recording.isRecording && recording.limit < .infinity {
                for user in scalings where user.limit(users: recording) { isSettled = false }
            }
        }
    }
}
