/// The queries of a data set's dashboard.
struct Queries {
    private let plan: Plan

    init(_ plan: Plan) { self.plan = plan }

    /// The matchers of all selectors.
    static let chosen = "job=~\"$job\",instance=~\"$instance\""

    /// The event time that rates are for, as words and in seconds.
    var rate: (words: String, seconds: Int) {
        if plan.window < 3600 { return ("event minute", 60) }
        return plan.window < 86_400 ? ("event hour", 3600) : ("event day", 86_400)
    }

    /// A metric of the exporter or of the data set.
    func selector(_ metric: String, _ more: String = "") -> String {
        "\(metric){\(more.isEmpty ? "" : more + ",")\(Self.chosen)}"
    }

    /// The exporters that have a source of the data set, for a variable.
    var instances: String {
        let names = plan.sources.map { $0.name }.joined(separator: "|")
        return "label_values(csv_exporter_source_up{job=~\"$job\",source=~\"\(names)\"}, instance)"
    }

    /// The window of rates in seconds of wall time, which follows from the speed.
    var window: String {
        let speed = selector("csv_exporter_replay_speed_ratio")
        return "query_result(clamp(ceil(\(plan.window) / max(\(speed))) + 1, 5, 86400) or vector(10))"
    }

    /// What a counter grew by, for each event minute, hour or day: divided by what the event clock itself moved, so
    /// that it is right at every speed. Nothing while the clock stands or is set back.
    func increase(_ metric: PlannedMetric, by labels: String) -> String {
        let clock = selector("csv_exporter_replay_time_seconds") + "[${window}s]"
        return "sum\(labels) (\(rate.seconds) * increase(\(selector(metric.name))[${window}s])"
            + " / on (job, instance) group_left () (delta(\(clock)) > 0 and resets(\(clock)) == 0))"
    }

    /// A quantile of a histogram over the window.
    func quantile(_ share: String, _ metric: PlannedMetric) -> String {
        "histogram_quantile(\(share), \(buckets(metric))) > -Inf"
    }

    /// The observations in the window by bucket.
    func buckets(_ metric: PlannedMetric) -> String {
        "sum by (le) (increase(\(selector(metric.name + "_bucket"))[${window}s]))"
    }

    /// The event time of day, for tooltips, while `metric` has samples.
    func timeOfDay(_ metric: String) -> String {
        "max by (instance) (\(selector("csv_exporter_replay_time_seconds")) % 86400"
            + " and on (job, instance) \(selector(metric)))"
    }

    /// Rejected records by reason; a row that says none while there are none.
    var rejected: String {
        let all = selector("csv_exporter_records_rejected_total", sourceMatcher(plan))
        return "sum by (source, reason) (\(all)) > 0"
            + " or label_replace(sum(\(all)) == 0, \"reason\", \"none\", \"\", \"\")"
    }

    /// Where a pass began and where the clock was set, as annotations.
    var loops: String {
        let passes = selector("csv_exporter_replay_passes_total")
        return "label_replace(changes(\(passes)[$__rate_interval]) > 0 and changes(\(passes)[$__range] @ end()) < 25, "
            + "\"what\", \"A pass of the replay began\", \"\", \"\") or label_replace(changes("
            + "\(selector("csv_exporter_replay_seeks_total"))[$__rate_interval]) > 0, "
            + "\"what\", \"The event clock was set\", \"\", \"\")"
    }

    /// Marks of the event time, at most ten on a page: the clock, or the date if they are days apart.
    var marks: String {
        let steps = [
            60, 300, 900, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 7_776_000,
            31_536_000,
        ]
        let page = max(plan.span, Double(plan.pageMinutes * 60) * plan.speed)
        let step = steps.first { Double($0) * 10 >= page } ?? 315_360_000
        let clock = selector("csv_exporter_replay_time_seconds")
        // A number with all digits in their places, of which label_replace makes a text.
        let digits =
            step < 86_400
            ? "10000 + 100 * hour(\(clock)) + minute(\(clock))"
            : "10000 * year(\(clock)) + 100 * month(\(clock)) + day_of_month(\(clock))"
        let (text, parts) = step < 86_400 ? ("$1:$2", "1(..)(..)") : ("$1-$2-$3", "(....)(..)(..)")
        return "label_replace(count_values by (instance) (\"digits\", \(digits)) and on (instance) max by (instance) ("
            + "floor(\(clock) / \(step)) - floor((\(clock) offset $__interval) / \(step))) > 0, "
            + "\"at\", \"\(text)\", \"digits\", \"\(parts)\")"
    }
}

/// The matcher for the sources of a data set.
func sourceMatcher(_ plan: Plan) -> String {
    plan.sources.count == 1
        ? "source=\"\(plan.sources[0].name)\""
        : "source=~\"\(plan.sources.map { $0.name }.joined(separator: "|"))\""
}
