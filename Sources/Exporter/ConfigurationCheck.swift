import EventTime
import Feed
import MappingFile
import POSIX
import Pipeline
import Service

/// `--config.check`: reads every file once, and prints what a replay would show, or what following begins with.
struct ConfigurationCheck {
    private let configuration: Configuration
    private let plan: ReplayPlan

    init(_ configuration: Configuration, _ plan: ReplayPlan) {
        self.configuration = configuration
        self.plan = plan
    }

    /// Prints the report. Returns 1 if something is wrong that a person should mend first, else 0.
    func run() throws -> Int32 {
        // Rejected records are reported like all other faults: on standard error, once for each reason.
        let log = RunLog(configuration, Logger(level: .warn, format: .plain))
        let read = try located(configuration) {
            configuration.mode == .follow ? try follow(log) : try replay(log)
        }
        let report = CheckReport(configuration, plan, read)
        let findings = CheckFindings(configuration, plan, read)
        let warnings = findings.warnings.map { "warning: \($0)" }
        let lines = report.lines + (warnings.isEmpty ? [] : [""]) + warnings
        try FileDescriptor.standardOutput.write(lines.joined(separator: "\n") + "\n")
        for error in findings.errors { try FileDescriptor.standardError.write("error: \(error)\n") }
        return findings.errors.isEmpty ? 0 : 1
    }

    private func replay(_ log: RunLog) throws -> CheckedRun {
        var progress = ProgressLine(.standardError)
        defer { progress.clear() }
        let read = try checkedReplay(configuration, plan, log) { run in
            progress.show(run.summaries.reduce((0, 0)) { ($0.0 + $1.bytesRead, $0.1 + $1.bytes) })
            return true
        }
        guard let read else { preconditionFailure("nothing ends the check") }
        return read
    }

    private func follow(_ log: RunLog) throws -> CheckedRun {
        let engine = try Engine(configuration, plan, reportingTo: log, isCheck: true)
        try engine.readInitially()
        let sources = engine.applier.counts.indices.map { source in
            CheckedSource(
                bytes: nil, span: engine.follow?.spans[source], order: nil, skipped: [],
                unfinishedBytes: engine.applier.counts[source].lagBytes)
        }
        return CheckedRun(applier: engine.applier, sources: sources, span: nil, range: nil, length: nil)
    }
}

/// Replays all files once as fast as they can be read, for a check. `goesOn` is asked after each 128 KiB of both
/// readings; if it says no, the result is nil.
func checkedReplay(
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
struct CheckedRun {
    /// The series, counts and tallies.
    let applier: SampleApplier
    /// What is known about each source beside its counts.
    let sources: [CheckedSource]
    /// The instants of the first and the last record; nil without records, and for followed files.
    let span: ClosedRange<Instant>?
    /// The pass; nil as for `span`.
    let range: PassRange?
    /// The length of the pass; nil as for `span`.
    let length: PassLength?
}

/// The results of one source.
struct CheckedSource {
    /// The size of its files; nil for followed files.
    let bytes: Int?
    /// The instants of its first and last record; nil without records.
    let span: ClosedRange<Instant>?
    /// The order of its records; nil for followed files.
    let order: SourceSummary.Order?
    /// Why files were passed over; empty for followed files, whose faults are reported as they are found.
    let skipped: [FeedError]
    /// The bytes of a last record that has no line end yet.
    let unfinishedBytes: Int
}
