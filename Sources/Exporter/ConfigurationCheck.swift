import Commands
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
