import Commands
import Flags
import HTTP
import MappingFile
import POSIX
import Pipeline
import RemoteWrite
import Service
import Text

/// How a live push is made.
struct LivePushSettings {
    var options: HistoryOptions
    var position: PositionFile?
    /// The most bytes of instants that wait.
    var queueBytes = 64 << 20
    var samplesPerRequest = 10_000
}

private let command = "csv_exporter push"

/// `csv_exporter push` of files that are followed: runs until it is asked to end.
func pushLive(_ flags: ParsedFlags, _ configuration: Configuration) throws -> Int32 {
    if let flag = flagWithoutMeaning(flags, hasHistory: configuration.mode != .follow) {
        throw OptionFault(
            description: "\(command): cannot use --\(flag) with mode \(configuration.mode.rawValue): got files that "
                + "grow, whose samples are of now and have no end; want no such flag, or --source.mode=replay for what "
                + "is there now")
    }
    let families = ExporterMetrics.families.flatMap { $0.labels } + PushMetrics.labelNames
    let options = try HistoryOptions(flags, configuration, command, live: (hostName(), families))
    var destination = try Destination(flags)
    destination.retryFor = nil
    // A store that has newer samples must not keep those of now away.
    destination.stopsAtRefusal = flags.isGiven("remote-write.on-reject") && destination.stopsAtRefusal
    let logger = Logger(level: .info)
    for warning in configuration.warnings + options.warnings { logger.log(.warn, printable(warning)) }
    let settings = LivePushSettings(
        options: options, position: positionFile(flags, configuration, options),
        queueBytes: flags.bytes("remote-write.queue") ?? 64 << 20, samplesPerRequest: destination.samplesPerRequest)
    return try located(configuration) { try run(configuration, settings, destination, flags, logger) }
}

/// A flag that is given and would change nothing; nil without one.
private func flagWithoutMeaning(_ flags: ParsedFlags, hasHistory: Bool) -> String? {
    let wishes = ["dry-run", "strict", "allow-future", "stale-at-end"]
    if let wish = wishes.first(where: { flags.isGiven($0) && flags.boolean($0) == true }) { return wish }
    let values = ["verify.url", "remote-write.retry-for", "replay.end-at"]
    let historyValues = ["replay.start-at", "replay.max-gap", "zeros"]
    if let value = (hasHistory ? values : values + historyValues).first(where: { flags.isGiven($0) }) { return value }
    let stops = flags.isGiven("remote-write.on-reject") && flags.text("remote-write.on-reject") == "stop"
    return stops && !hasHistory ? "remote-write.on-reject" : nil
}

private func run(
    _ configuration: Configuration, _ settings: LivePushSettings, _ destination: Destination, _ flags: ParsedFlags,
    _ logger: Logger
) throws -> Int32 {
    let clocks = Clocks.system
    let start = clocks.monotonic()
    let loop = Loop(try pushEntrances(flags, logger), try SignalPipe(), clocks, logger)
    let metrics = SelfMetrics(program: "csv_exporter", version: version, startTime: clocks.wallSeconds())
    let log = RunLog(configuration, logger)
    var plan = settings.options.plan
    // All that is there at once, and no command.
    (plan.speed, plan.loop, plan.waitForScrape) = (.infinity, false, false)
    let engine = try Engine(configuration, plan, reportingTo: log)
    func sender(_ start: Int64?) -> Sender { Sender(destination, start: start, chance: systemChance, logger) }
    func history() throws -> HistoryPush {
        var history = HistoryPushSettings(options: settings.options)
        (history.endsSeries, history.reachesNow, history.position) = (false, true, settings.position)
        return try HistoryPush(
            configuration, history, samplesPerRequest: settings.samplesPerRequest, log, clocks, logger,
            makeSender: sender, finish: {})
    }
    let push = try LivePush(
        engine, settings, metrics, clocks, logger, makeSender: { sender(nil) },
        makeHistory: configuration.mode == .follow ? nil : history)
    logger.log(
        .info, "pushing",
        [("version", version), ("url", destination.url.text), ("step", formatDuration(settings.options.step))])
    let page = PushPage(push, loop, metrics)
    try loop.run(push, Router(PushPage.routes, page, Access(isOpen: false, token: nil), metrics))
    logger.log(.info, push.summary(seconds: Double(clocks.monotonic() - start) / 1e9))
    return 0
}

extension LivePush {
    /// What became of the samples of so many seconds, as one sentence.
    func summary(seconds: Double) -> String {
        guard let counts = sender?.counts else { return "csv_exporter ended: nothing was pushed" }
        var line =
            "csv_exporter ended: pushed \(counts.acknowledged) samples of \(seriesCount) series in "
            + "\(Double(Int(seconds * 10)) / 10) s"
        if let last = counts.lastSent { line += ", the last of \(timeText(last))" }
        if counts.refused > 0 { line += "; the receiver refused \(counts.refused)" }
        let dropped = queue?.dropped ?? 0
        if dropped > 0 { line += "; \(dropped) were dropped because the queue was full" }
        let left = queue?.waiting ?? 0
        if left > 0 { line += "; \(left) were not acknowledged in time" }
        return line
    }
}

/// The name of this host, by which its series differ from those of others.
private func hostName() -> String {
    // Where it cannot be read, `--label` has to tell hosts apart.
    let bytes = (try? FileDescriptor.open("/proc/sys/kernel/hostname").readToEnd(maximum: 256)) ?? []
    let name = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map { String($0) } ?? ""
    return name.isEmpty ? "live" : name
}
