import Commands
import Console
import EventTime
import Feed
import Flags
import HTTP
import MappingFile
import POSIX
import Pipeline
import Service
import Text

/// Serves the metrics of a mapping file until the process is asked to end; with `--config.check` only checks the file.
func serve(_ flags: ParsedFlags) throws -> Int32 {
    Heap.returnLargeBlocks()
    if let file = flags.text("web.config.file") {
        throw OptionFault(
            description: "csv_exporter: cannot use --web.config.file=\(file): TLS and passwords are left to a proxy in "
                + "front, so that none of their code is in here; want no such flag, and see README, Limits")
    }
    let path = flags.text("web.telemetry-path") ?? ""
    if !Endpoints.isTelemetryPath(path) {
        throw OptionFault(
            description:
                "csv_exporter: cannot use --web.telemetry-path: got \"\(path)\"; want a path below / of letters, "
                + "digits and any of -._~ that no other endpoint has")
    }
    let settings = try replaySettings(flags)
    let address = try listenAddress(flags)
    let logger = Logger(
        level: Logger.Level.allCases.first { $0.name == flags.text("log.level") } ?? .info,
        format: flags.text("log.format").flatMap { Logger.Format(rawValue: $0) } ?? .logfmt)
    let configuration = try configuration(flags, loop: settings.loop)
    let plan = try replayPlan(settings, configuration)
    if flags.boolean("config.check") == true { return try ConfigurationCheck(configuration, plan).run() }
    for warning in configuration.warnings { logger.log(.warn, printable(warning)) }
    let listener = try listen(address)
    let signals = try SignalPipe()
    if (try? ProcessStatus.raiseDescriptorLimit()) == nil { logger.log(.warn, "cannot raise the descriptor limit") }
    let access = Access(
        isOpen: flags.boolean("web.enable-lifecycle") == true,
        token: try flags.text("web.lifecycle-token-file").map { try LifecycleToken(file: $0) })
    // No other start has this number, also not one within the same second: it begins the ids of the console's frames.
    // Browsers hold a number of milliseconds exactly.
    let start = Int(SystemClock.wallNanoseconds() / 1_000_000)
    let first = try located(configuration) {
        try Engine(configuration, plan, reportingTo: watch(configuration, access, logger, generation: start))
    }
    logger.log(
        .info, "listening",
        [("version", version), ("address", "\(listener.address)"), ("mapping", configuration.file)])
    try located(configuration) { try run(first, listener, signals, access, flags, settings, logger) }
    return 0
}

/// Composes the service and runs it to its end.
private func run(
    _ first: Engine, _ listener: Listener, _ signals: SignalPipe, _ access: Access, _ flags: ParsedFlags,
    _ settings: ReplaySettings, _ logger: Logger
) throws {
    var limits = Limits()
    limits.maximumConnections = flags.count("web.max-connections") ?? limits.maximumConnections
    let clocks = Clocks.system
    let engine = Reload(first, clocks, logger) { try reread($0, at: $1, settings, access, logger) }
    let loop = Loop([Entrance(Server(listener: listener, limits: limits))], signals, clocks, logger)
    let metrics = SelfMetrics(program: "csv_exporter", version: version, startTime: clocks.wallSeconds())
    let scrapes = ScrapeEndpoint(includesCreated: flags.boolean("web.openmetrics-created") == true)
    let path = flags.text("web.telemetry-path") ?? ""
    // An empty title, as of a variable that is not set, is none.
    let title = flags.text("web.page-title").flatMap { $0.isEmpty ? nil : fileName($0) }
    let streams = Streams(engine, access, maximum: flags.count("web.max-streams") ?? 0, title: title)
    let endpoints = Endpoints(engine, telemetryPath: path, loop, access, metrics, scrapes, streams, logger)
    let router = Router(Endpoints.routes(telemetryPath: path), endpoints, access, metrics)
    let report = StartReport(engine, listener.address, logger)
    try loop.run(report, router) { engine.begin(now: $0) }
    report.clear()
    logger.log(.info, "csv_exporter ended")
}

/// Reads the mapping file and the token again. Sources that are the same keep all state; others need a new engine.
private func reread(
    _ engine: Engine, at now: Int64, _ settings: ReplaySettings, _ access: Access, _ logger: Logger
) throws -> Engine? {
    let configuration = try ConfigurationReader.read(
        engine.configuration.file, mode: engine.configuration.wantedMode, loop: settings.loop)
    let plan = try replayPlan(settings, configuration)
    let token = try access.token?.readAgain()
    var successor: Engine?
    if configuration.sourcesText == engine.configuration.sourcesText {
        engine.adopt(plan, now: now)
        logger.log(.info, "reloaded: sources unchanged, all series kept")
    } else {
        successor = try located(configuration) {
            // A start waits for files that it can use. A reload has series to lose.
            if configuration.mode == .follow,
                let fault = configuration.sources.lazy.compactMap({ headerFault(of: $0.feed) }).first
            {
                throw fault
            }
            let generation = (engine.observer as? Watch)?.history.generation ?? 0
            return try Engine(
                configuration, plan, reportingTo: watch(configuration, access, logger, generation: generation + 1))
        }
    }
    access.token = token
    return successor
}

/// What looks at an engine for the console and for the log.
func watch(
    _ configuration: Configuration, _ access: Access, _ logger: Logger, generation: Int,
    clock: @escaping () -> Int64 = SystemClock.monotonicNanoseconds
) -> Watch {
    Watch(
        configuration, RunLog(configuration, logger), generation: generation,
        control: !access.isOpen ? "closed" : access.token == nil ? "open" : "token", showsCells: access.isOpen,
        clock: clock)
}

/// The settings of the clock: those of the flags, then those of the mapping.
private func replayPlan(
    _ settings: ReplaySettings, _ configuration: Configuration
) throws(OptionFault) -> ReplayPlan {
    let plan = ReplayPlan(settings.or(configuration.replay))
    // The mapping refuses its own `loop`.
    if plan.loop && configuration.mode == .replayThenFollow {
        throw OptionFault(
            description: "csv_exporter: cannot use --replay.loop with mode replay-then-follow: the files are followed "
                + "after the first pass; want no --replay.loop")
    }
    return plan
}

private func listenAddress(_ flags: ParsedFlags) throws(OptionFault) -> ListenAddress {
    do {
        return try ListenAddress(flags.text("web.listen-address") ?? "")
    } catch {
        throw OptionFault(description: "csv_exporter: cannot use --web.listen-address: \(error)")
    }
}

private func listen(_ address: ListenAddress) throws(StartFault) -> Listener {
    do {
        return try Listener(address)
    } catch {
        throw StartFault(
            description: "csv_exporter: cannot listen: got \(error); want a free address, see --web.listen-address")
    }
}
