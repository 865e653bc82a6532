import Blocks
import Commands
import EventTime
package import Flags
import MappingFile
import POSIX
import Pipeline
import Service
import Text

private let command = "csv_exporter backfill"

/// `csv_exporter backfill`: writes a history with its own times into blocks or text.
package func backfill(_ flags: ParsedFlags) throws -> Int32 {
    let output = try BackfillOutput(flags)
    let configuration = try configuration(flags, loop: false)  // writes one pass
    if configuration.mode == .follow {
        throw StartFault(
            description: "\(command): cannot write followed files, which have no end; want files of mode replay, or "
                + "--source.mode=replay for what is there now")
    }
    let options = try HistoryOptions(flags, configuration, command)
    let thanosLabels = try thanosLabels(flags)
    let log = RunLog(configuration, Logger(level: .warn, format: .plain))
    for warning in configuration.warnings + options.warnings { tell("warning: \(printable(warning))") }
    let signals = try SignalPipe()
    if flags.boolean("strict") == true {
        try located(configuration) {
            try HistoryReading.requireAll(configuration, options, log, "\(command): cannot write")
        }
    }
    var progress = ProgressLine(.standardError)
    let started = SystemClock.monotonicNanoseconds()
    let reading = try located(configuration) {
        try HistoryReading(configuration, options, log, "\(command): cannot write") { progress.show($0) }
    }
    progress.clear()
    let now = Instant(nanoseconds: SystemClock.wallNanoseconds())
    if flags.boolean("allow-recent") != true, case .blocks = output { try refuseRecent(reading.grid, now: now) }
    if let size = sizeWarning(reading.grid, series: reading.seriesCount) { tell(size) }
    let writing = Backfill(marksEnd: flags.boolean("stale-at-end") != false, signals: signals)
    switch output {
    case .blocks(let folder, let duration):
        try output.named { try prepare(folder, for: reading.grid) }
        let writer = BlockWriter(folder, duration: duration, thanosLabels: thanosLabels) { newName() }
        let sink = BlockSink(writer, labels: options.labels)
        let isWhole = try output.named { try writing.run(reading, sink, &progress) }
        if isWhole { say(summary(reading, sink.samples, since: started), output) }
        let hints = blockHints(sink.writer.blocks, folder, now: now)
        let source = flags.text("grafana.data-source")
        let pages = isWhole ? pageHints(configuration.file, reading.grid, dataSource: source) : []
        for line in hints + pages { say(line, output) }
        return isWhole ? 0 : 1
    case .folder(let folder, _): try output.named { try FileSystem.makeDirectories(folder) }
    case .file, .standardOutput: break
    }
    let sink = TextSink(output, labels: options.labels)
    do {
        let isWhole = try output.named { try writing.run(reading, sink, &progress) }
        if isWhole { say(summary(reading, sink.samples, since: started), output) }
        return isWhole ? 0 : 1
    } catch let error as SystemError where error.isClosedPipe && output == .standardOutput {
        // Whoever reads has read enough.
        return 1
    }
}

/// The way of a history from its files into a sink.
private struct Backfill {
    let marksEnd: Bool
    let signals: SignalPipe

    /// Writes everything. Returns false if a signal ended it before, with what was whole by then.
    func run(
        _ reading: HistoryReading, _ sink: any HistorySink, _ progress: inout ProgressLine
    ) throws -> Bool {
        defer { progress.clear() }
        do {
            let started = SystemClock.monotonicNanoseconds()
            var untilLook = 0
            while true {
                switch try reading.next() {
                case .instant(let instant):
                    try sink.take(reading.families, at: instant)
                    untilLook -= 1
                    if untilLook > 0 { continue }
                    // A look costs a system call or two; a series is written in some dozen nanoseconds.
                    untilLook = max(1, 1_000_000 / max(1, reading.seriesCount))
                    if signals.drain().contains(where: { $0 != .hangUp }) {
                        sink.abandon()
                        tell("ended by a signal at \(iso8601(instant)); what is whole stays")
                        return false
                    }
                    progress.show { shown(instant, sink.samples, since: started) }
                case .gap(let instant): try sink.end(at: instant)
                case .end(let instant): if marksEnd { try sink.end(at: instant) }
                case .unfinished: continue
                case .finished:
                    try sink.finish()
                    return true
                }
            }
        } catch {
            sink.abandon()
            throw error
        }
    }

    private func shown(_ instant: Instant, _ samples: Int, since started: Int64) -> String {
        let seconds = max(0.001, Double(SystemClock.monotonicNanoseconds() - started) / 1e9)
        let millions = Int(Double(samples) / seconds / 100_000)
        return "\(iso8601(instant)), \(countText(samples)) samples, \(millions / 10).\(millions % 10) M/s"
    }
}

/// Blocks over the hours for which a Prometheus that scrapes has samples in memory are not safe.
func refuseRecent(_ grid: HistoryGrid, now: Instant) throws {
    let limit = now.advanced(by: -3 * 3_600_000_000_000)
    guard grid.last > limit else { return }
    throw StartFault(
        description:
            "\(command): cannot write blocks up to \(iso8601(grid.last)): a Prometheus that scrapes has the last "
            + "three hours in memory, and such blocks overlap them; want "
            + "--replay.end-at=\(iso8601(limit.roundedDown(to: 1_000_000_000))) "
            + "or earlier, or --allow-recent for a Prometheus without other samples")
}

private func summary(_ reading: HistoryReading, _ samples: Int, since started: Int64) -> String {
    let tenths = (SystemClock.monotonicNanoseconds() - started) / 100_000_000
    return "wrote \(samples) samples of \(reading.seriesCount) series, \(iso8601(reading.grid.first)) to "
        + "\(iso8601(reading.grid.last)), in \(tenths / 10).\(tenths % 10) s"
}

/// A line for the person who gave the command; beside text on standard output, on standard error.
private func say(_ line: String, _ output: BackfillOutput) {
    let file = output == .standardOutput ? FileDescriptor.standardError : .standardOutput
    // Where nobody listens there is nobody to tell.
    try? file.write(line + "\n")
}

private func tell(_ line: String) { try? FileDescriptor.standardError.write(line + "\n") }

private func newName() -> ULID {
    var chance = SystemRandomNumberGenerator()
    return ULID(
        milliseconds: UInt64(max(0, SystemClock.wallNanoseconds() / 1_000_000)), chance: (chance.next(), chance.next()))
}

private func thanosLabels(_ flags: ParsedFlags) throws -> [(name: String, value: String)]? {
    let texts = flags.texts("blocks.thanos-label")
    if texts.isEmpty { return nil }
    return try texts.map { text in
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        func fault(_ sentence: String) -> OptionFault {
            OptionFault(description: "\(command): cannot use --blocks.thanos-label=\(printable(text)): \(sentence)")
        }
        guard parts.count == 2 else { throw fault("got no \"=\"; want NAME=VALUE") }
        if let reason = reasonAgainst(historyLabel: parts[0]) { throw fault("\(reason); want another name") }
        if texts.count(where: { $0.hasPrefix(parts[0] + "=") }) > 1 {
            throw fault("the name is given twice; want it once")
        }
        return (parts[0], parts[1])
    }
}
