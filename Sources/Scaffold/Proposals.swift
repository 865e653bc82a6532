import Sniff

/// What else a metric could be: lines that are commented out, each of which can be switched on by itself.
struct Proposal: Sendable {
    /// One sentence: when the lines are right.
    var reason: String
    /// The metric, with a name that no other has: it can stand beside the one that it is proposed for.
    var metric: PlannedMetric
}

/// Adds to each metric what else it could be. All metrics have their names by now, so that none of them gets another.
func addProposals(to source: inout PlannedSource, _ names: inout MetricNames) {
    let decisions = source.files.decisions
    let isOfEvents = decisions.shape == .events
    // A record comes once for each column of `unpivot`: what is not of these columns is added up for one of them.
    let once = decisions.unpivot?.columns.first.map { decisions.columns[$0].name }
    for place in source.metrics.indices {
        var proposals = proposals(for: source.metrics[place], isOfEvents: isOfEvents)
        for index in proposals.indices {
            var metric = proposals[index].metric
            // The gauge that two counters are parts of has had its name all the time.
            if metric.measure != .gauge {
                metric.name = names.reserve(
                    metric.name, isCounter: metric.measure != .histogram, isHistogram: metric.measure == .histogram)
            }
            metric.expiry = nil
            if let once, metric.value != decisions.unpivot?.value { metric.only = [once] }
            proposals[index].metric = metric
        }
        source.metrics[place].proposals = proposals
    }
}

private func proposals(for metric: PlannedMetric, isOfEvents: Bool) -> [Proposal] {
    guard let numbers = metric.numbers, metric.value != nil else { return [] }
    if metric.part == .incoming, let whole = metric.whole {
        return [Proposal(reason: "The latest one alone says little:", metric: whole)]
    }
    guard metric.measure == .gauge else { return [] }
    if isOfEvents {
        if numbers.least >= 0 { return [added(metric, Reason.ofEvents), spread(metric)] }
        let parts: [Part] = numbers.greatest > 0 ? Part.allCases : [.outgoing]
        return parts.map { part in
            let isFirst = part == .outgoing
            return Proposal(reason: isFirst ? Reason.signed : "What comes in:", metric: metric.of(part))
        }
    }
    if numbers.proposal == .absolute {
        var total = metric
        (total.measure, total.name) = (.absolute, "\(withoutTotal(metric.name))_running_total")
        return [Proposal(reason: "It almost never falls. If it is a running total:", metric: total)]
    }
    return numbers.proposal == .counter || numbers.mayBeCounted ? [added(metric, Reason.ofSeries)] : []
}

private enum Reason {
    static let ofEvents = "If it is an amount of each record, its sum:"
    static let ofSeries =
        "If it is an amount of each record, add it up here: a sum over time of the gauge counts scrapes, and its last "
        + "reading until it ends."
    static let signed = "No counter of all, because some are negative. What goes out:"
}

/// The counter that adds the numbers up. A counter `x_total` cannot stand beside a gauge `x`.
private func added(_ metric: PlannedMetric, _ reason: String) -> Proposal {
    var counter = metric
    (counter.measure, counter.name) = (.counter, "\(withoutTotal(metric.name))_added_total")
    return Proposal(reason: reason, metric: counter)
}

/// The distribution of the numbers.
private func spread(_ metric: PlannedMetric) -> Proposal {
    var histogram = metric
    (histogram.measure, histogram.name) = (.histogram, "\(withoutTotal(metric.name))_distribution")
    histogram.buckets = bucketBounds(of: histogram)
    return Proposal(reason: "If its quantiles matter:", metric: histogram)
}

private func withoutTotal(_ name: String) -> String {
    name.hasSuffix("_total") ? String(name.dropLast("_total".utf8.count)) : name
}
