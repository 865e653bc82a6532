import Commands
import EventTime
import Exposition
import Flags
import MappingFile
import Metrics
import POSIX
import Pipeline
import Service
import Text

/// `csv_exporter print`: writes the mapped families to standard output, as a scrape would show them. Rejected records
/// are reported on standard error, and the reject file is left alone: a timer may run the command again and again.
func printExposition(_ flags: ParsedFlags) throws -> Int32 {
    let at = try instant(flags)
    let settings = try replaySettings(flags, printedSettings, "csv_exporter print")
    let configuration = try configuration(flags, loop: false)  // prints one pass
    let plan = ReplayPlan(settings.or(configuration.replay))
    let log = RunLog(configuration, Logger(level: .warn, format: .plain), writesRejectFiles: false)
    for warning in configuration.warnings {
        try FileDescriptor.standardError.write("warning: \(printable(warning))\n")
    }
    let families = try located(configuration) {
        if configuration.mode == .follow {
            if at != nil {
                throw OptionFault(
                    description: "csv_exporter print: cannot use --at: got followed files, which have no event clock; "
                        + "want no --at")
            }
            return try followed(configuration, plan, log)
        }
        return try replayed(configuration, plan, log, at)
    }
    let format = flags.text("format").flatMap { ExpositionFormat(word: $0) } ?? .text
    var renderer = Renderer(Snapshot(families), format: format, includesCreated: false, texts: TextCache())
    var hasMore = true
    while hasMore {
        var bytes: [UInt8] = []
        hasMore = renderer.next(into: &bytes)
        try FileDescriptor.standardOutput.write(bytes)
    }
    return 0
}

/// The settings of the clock that change what is printed.
var printedSettings: [ReplaySetting] { ReplaySetting.all.filter { $0.key == "start_at" || $0.key == "end_at" } }

extension ExpositionFormat {
    /// The words of `--format`.
    static let words = ["text", "openmetrics"]

    fileprivate init?(word: String) {
        switch word {
        case "text": self = .text
        case "openmetrics": self = .openMetrics
        default: return nil
        }
    }
}

private func instant(_ flags: ParsedFlags) throws(OptionFault) -> Instant? {
    guard let text = flags.text("at") else { return nil }
    if let instant = parseInstant(text) { return instant }
    throw OptionFault(description: "csv_exporter print: cannot use --at: got \"\(text)\"; want \(instantWanted)")
}

/// The values at an event time of the first pass, or at its end.
private func replayed(
    _ configuration: Configuration, _ plan: ReplayPlan, _ log: RunLog, _ at: Instant?
) throws -> [Snapshot.Family] {
    var run = try HistoryRun(configuration, rejects: log, startTime: 0)
    for source in configuration.sources.indices {
        for fault in run.skipped(of: source) { log.note(.fileSkipped(source: source, fault)) }
    }
    while try !run.prepare(through: plan.endAt ?? .latest) {}
    guard let range = run.range(startAt: plan.startAt, endAt: plan.endAt) else {
        run.beginPass()
        // Without this, `print … && mv` would replace good values by none.
        if run.applier.counts.contains(where: { !$0.rejected.isEmpty }) {
            throw StartFault(description: "cannot print: no record can be used, see above; want at least one")
        }
        return run.snapshot()
    }
    let at = at ?? range.end
    if at < range.start || at > range.end {
        throw OptionFault(
            description: "csv_exporter print: cannot use --at: got \(iso8601(at)); want a time from "
                + "\(iso8601(range.start)) to \(iso8601(range.end))")
    }
    run.beginPass()
    _ = run.advance(to: at)
    return run.snapshot()
}

/// The values after the initial read of the followed files.
private func followed(
    _ configuration: Configuration, _ plan: ReplayPlan, _ log: RunLog
) throws -> [Snapshot.Family] {
    let engine = try Engine(configuration, plan, reportingTo: log)
    try engine.readInitially()
    return engine.snapshot()
}
