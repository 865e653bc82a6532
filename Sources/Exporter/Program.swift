import EventTime
import Feed
import Flags
import HTTP
import MappingFile
import POSIX
import Pipeline
import Schema
import Text
import YAML

/// Runs the program with these arguments and returns its exit code: 0 success, 1 failed, 2 usage error.
package func runProgram(_ arguments: [String]) -> Int32 {
    do {
        switch try commandLine.parse(arguments) {
        case .help(let text): return tell(text, 0)
        case .version: return tell("csv_exporter \(version)\n", 0)
        case .run(let flags):
            switch flags.subcommand {
            case "healthcheck": return try checkHealth(flags)
            case "scale-rules": return try scaleRuleFiles(flags)
            default: return try run(flags)
            }
        }
    } catch let error as UsageError {
        return fail("\(error)\n\(error.advice)", 2)
    } catch let error as OptionFault {
        return fail("\(error)", 2)
    } catch {
        return fail("\(error)", 1)
    }
}

private func tell(_ text: String, _ status: Int32) -> Int32 {
    // Where standard output is closed there is nobody to tell.
    try? FileDescriptor.standardOutput.write(text)
    return status
}

private func fail(_ text: String, _ status: Int32) -> Int32 {
    // Likewise.
    try? FileDescriptor.standardError.write(text + "\n")
    return status
}

private func run(_ flags: ParsedFlags) throws -> Int32 {
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
    let configuration = try ConfigurationReader.read(flags.text("config.file") ?? "")
    let plan = ReplayPlan(settings.or(configuration.replay))
    if flags.boolean("config.check") == true { return try ConfigurationCheck(configuration, plan).run() }
    for warning in configuration.warnings { logger.log(.warn, warning, [("file", configuration.file)]) }
    let listener = try listen(address)
    let signals = try SignalPipe()
    if (try? ProcessStatus.raiseDescriptorLimit()) == nil { logger.log(.warn, "cannot raise the descriptor limit") }
    var limits = Limits()
    limits.maximumConnections = flags.count("web.max-connections") ?? limits.maximumConnections
    let endpoints = Endpoints(
        telemetryPath: path, hasLifecycle: flags.boolean("web.enable-lifecycle") == true,
        showsCreated: flags.boolean("web.openmetrics-created") == true,
        token: try flags.text("web.lifecycle-token-file").map { try LifecycleToken(file: $0) })
    let engine = try located(configuration) { () throws(FeedError) in try Engine(configuration, plan, logger) }
    logger.log(
        .info, "csv_exporter listens",
        [("version", version), ("address", "\(listener.address)"), ("mapping", configuration.file)])
    let loop = Loop(
        engine, Server(listener: listener, limits: limits), endpoints, signals, flags: settings, logger)
    try located(configuration) { () throws(FeedError) in try loop.run() }
    return 0
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

extension Engine {
    /// An engine by the system's clocks that reports to the log.
    convenience init(_ configuration: Configuration, _ plan: ReplayPlan, _ logger: Logger) throws(FeedError) {
        let clocks = Clocks(monotonic: SystemClock.monotonicNanoseconds) {
            Instant(nanoseconds: SystemClock.wallNanoseconds())
        }
        // Half of the descriptors are left for connections, and for files that a replay opens.
        let descriptors = ProcessStatus().maximumDescriptors ?? 1024
        try self.init(
            configuration, plan, RunLog(configuration, logger), clocks, maximumFiles: descriptors / 2)
    }
}

/// Why the program cannot start, as one sentence.
struct StartFault: Error, CustomStringConvertible {
    let description: String
}

/// Runs `body`, and gives a fault of a CSV file the place in the mapping that asks for what is not there.
func located<Result>(
    _ configuration: Configuration, _ body: () throws(FeedError) -> Result
) throws -> Result {
    do {
        return try body()
    } catch {
        throw StartFault(description: configuration.sentence(error))
    }
}
