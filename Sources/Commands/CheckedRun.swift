package import EventTime
package import Feed
package import MappingFile
package import Pipeline

/// Replays all files once as fast as they can be read, for a check. `goesOn` is asked after each 128 KiB of both
/// readings; if it says no, the result is nil.
package func checkedReplay(
    _ configuration: Configuration, _ plan: ReplayPlan, _ rejects: any RejectSink, goesOn: (HistoryRun) -> Bool
) throws -> CheckedRun? {
    var run = try HistoryRun(configuration, rejects: rejects, startTime: 0, isCheck: true)
    while try !run.prepare(through: plan.endAt ?? .latest, until: { true }) {
        if !goesOn(run) { return nil }
    }
    let span = run.span
    // So few gaps are longer that they all fit into memory, and they are almost all of a pass that gaps lengthen.
    let limit = min(
        span.map { $0.upperBound.nanoseconds(since: $0.lowerBound) / 10_000 } ?? 0, UInt64(plan.maxGap ?? .max))
    run.tallyGaps(longerThan: limit)
    run.beginPass()
    let range = run.range(startAt: plan.startAt, endAt: plan.endAt)
    if let range {
        while !run.advance(to: range.end, until: { true }) {
            if !goesOn(run) { return nil }
        }
    }
    let gaps = run.gaps?.all ?? []
    let sources = run.summaries.enumerated().map { source, summary in
        CheckedSource(
            bytes: summary.bytes, span: summary.span, order: summary.order, skipped: run.skipped(of: source),
            unfinishedBytes: 0)
    }
    return CheckedRun(
        applier: run.applier, sources: sources, span: span, range: range,
        length: range.map { PassLength($0, gaps: gaps, longerThan: limit, maximumGap: plan.maxGap) })
}

/// The results of reading every file once.
package struct CheckedRun {
    /// The series, counts and tallies.
    package let applier: SampleApplier
    /// What is known about each source beside its counts.
    package let sources: [CheckedSource]
    /// The instants of the first and the last record; nil without records, and for followed files.
    package let span: ClosedRange<Instant>?
    /// The pass; nil as for `span`.
    package let range: PassRange?
    /// The length of the pass; nil as for `span`.
    package let length: PassLength?

    /// Results as given.
    package init(
        applier: SampleApplier, sources: [CheckedSource], span: ClosedRange<Instant>?, range: PassRange?,
        length: PassLength?
    ) {
        (self.applier, self.sources, self.span, self.range, self.length) = (applier, sources, span, range, length)
    }
}

/// The results of one source.
package struct CheckedSource {
    /// The size of its files; nil for followed files.
    package let bytes: Int?
    /// The instants of its first and last record; nil without records.
    package let span: ClosedRange<Instant>?
    /// The order of its records; nil for followed files.
    package let order: SourceSummary.Order?
    /// Why files were passed over; empty for followed files, whose faults are reported as they are found.
    package let skipped: [FeedError]
    /// The bytes of a last record that has no line end yet.
    package let unfinishedBytes: Int

    /// Results as given.
    package init(
        bytes: Int?, span: ClosedRange<Instant>?, order: SourceSummary.Order?, skipped: [FeedError],
        unfinishedBytes: Int
    ) {
        (self.bytes, self.span, self.order) = (bytes, span, order)
        (self.skipped, self.unfinishedBytes) = (skipped, unfinishedBytes)
    }
}
