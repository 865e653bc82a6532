import EventTime
import Feed
import Flags
import HTTP
import POSIX
import YAML

/// Runs the program with these arguments and returns its exit status: 0 ended as asked, 1 could not go on, 2 usage.
package func runProgram(_ arguments: [String]) -> Int32 {
    do {
        switch try program.parse(arguments) {
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
        return fail("\(error)\nTry csv_exporter --help.", 2)
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
    if let file = flags.text("web.config.file") {
        throw OptionFault(
            description: "csv_exporter: cannot use --web.config.file=\(file): TLS and passwords are left to a proxy in "
                + "front, so that none of their code is in here; want no such flag, and see README, Limits")
    }
    guard let path = flags.text("web.telemetry-path"), path.hasPrefix("/"), path != "/" else {
        throw OptionFault(description: "csv_exporter: cannot use --web.telemetry-path: want a path below /")
    }
    let settings = try replaySettings(flags)
    let logger = Logger(
        level: Logger.Level.allCases.first { $0.name == flags.text("log.level") } ?? .info,
        format: flags.text("log.format").flatMap { Logger.Format(rawValue: $0) } ?? .logfmt)
    let configuration = try ConfigurationReader.read(flags.text("config.file") ?? "")
    let plan = ReplayPlan(settings.or(configuration.replay))
    if flags.boolean("config.check") == true { return try ConfigurationCheck(configuration, plan).run() }
    for warning in configuration.warnings { logger.log(.warn, warning, [("file", configuration.file)]) }
    let listener = try listen(flags)
    let signals = try SignalPipe()
    if (try? ProcessStatus.raiseDescriptorLimit()) == nil { logger.log(.warn, "cannot raise the descriptor limit") }
    var limits = Limits()
    limits.maximumConnections = flags.count("web.max-connections") ?? limits.maximumConnections
    let endpoints = Endpoints(
        telemetryPath: path, hasLifecycle: flags.boolean("web.enable-lifecycle") == true,
        showsCreated: flags.boolean("web.openmetrics-created") == true, token: try readToken(flags))
    let engine = try located(configuration) { () throws(FeedError) in try Engine(configuration, plan, logger) }
    logger.log(
        .info, "csv_exporter listens",
        [("version", version), ("address", "\(listener.address)"), ("mapping", configuration.file)])
    let loop = Loop(
        engine, Server(listener: listener, limits: limits), endpoints, signals, flags: settings, logger)
    try located(configuration) { () throws(FeedError) in try loop.run() }
    return 0
}

private func listen(_ flags: ParsedFlags) throws -> Listener {
    let text = flags.text("web.listen-address") ?? ""
    do {
        return try Listener(try ListenAddress(text))
    } catch let error as ListenAddressError {
        throw OptionFault(description: "csv_exporter: cannot use --web.listen-address: \(error)")
    } catch {
        throw StartFault(
            description:
                "csv_exporter: cannot listen on \(text): got \(error); want a free port, see --web.listen-address")
    }
}

/// Why the program cannot start, as one sentence.
struct StartFault: Error, CustomStringConvertible {
    let description: String
}

private func readToken(_ flags: ParsedFlags) throws -> [UInt8]? {
    guard let path = flags.text("web.lifecycle-token-file") else { return nil }
    var token = try FileDescriptor.open(path).readToEnd(maximum: 4096)
    while let last = token.last, last <= 0x20 { token.removeLast() }
    if token.isEmpty || token.count > 4096 {
        throw StartFault(description: "\(path): cannot read the token: got \(token.count) bytes; want 1 to 4096")
    }
    return token
}

/// Runs `body`, and gives a fault of a CSV file the place in the mapping that asks for what is not there.
func located<Result>(
    _ configuration: Configuration, _ body: () throws(FeedError) -> Result
) throws -> Result {
    do {
        return try body()
    } catch {
        throw StartFault(description: sentence(error, configuration))
    }
}

/// The fault with the place in the mapping that it belongs to, and the nearest name where one is missing.
func sentence(_ fault: FeedError, _ configuration: Configuration) -> String {
    switch fault {
    case .missingColumn(let path, _, let column, let header):
        guard let source = configuration.sources.first(where: { $0.feed.files.contains(path) }),
            let slot = source.feed.columns.firstIndex(of: column)
        else { break }
        let mark = source.columnMarks[slot]
        let near = nearest(column, among: header).map { "; did you mean \"\($0)\"?" } ?? ""
        return "\(configuration.file):\(mark.line):\(mark.column): \(fault)\(near)"
    case .noFiles(let name, _):
        guard let source = configuration.sources.first(where: { $0.name == name }) else { break }
        return "\(configuration.file):\(source.filesMark.line):\(source.filesMark.column): \(fault)"
    default: break
    }
    return "\(fault)"
}
