import Commands
package import Flags
import HTTP
import MappingFile
import POSIX
import Pipeline
import RemoteWrite
import Service
import Text

private let command = "csv_exporter push"

/// The flags of `csv_exporter push`.
package func pushCommand(_ configuration: [Flag]) -> Command {
    Command(
        "push",
        summary:
            "Sends the history of the files with its own times to a store by remote write: Prometheus, Mimir, Thanos, "
            + "Cortex, VictoriaMetrics. Followed files are sent live, at each step of the wall clock.",
        flags: configuration + [
            Flag(
                "remote-write.url", placeholder: "URL",
                help: "Where to send to, such as http://localhost:9090/api/v1/write. HTTPS is left to a proxy.",
                isRequired: true, mistakenNames: ["url", "remote-write", "output", "target"]),
            Flag(
                "remote-write.protocol", .choice(Versions.allCases.map { $0.rawValue }), placeholder: "VERSION",
                help: "Version of remote write; auto is 2.0 until the receiver shows that it does not know it.",
                defaultText: "auto"),
            Flag(
                "remote-write.header", placeholder: "NAME=VALUE", help: "A header of each request; may be repeated.",
                isRepeatable: true),
            Flag(
                "remote-write.tenant", placeholder: "NAME", help: "Tenant of Mimir or Cortex: header X-Scope-OrgID."),
            Flag("remote-write.bearer-token-file", placeholder: "FILE", help: "File with a bearer token."),
            Flag("remote-write.basic-auth-file", placeholder: "FILE", help: "File with user:password."),
            Flag("remote-write.connections", .count, help: "Requests under way at once.", defaultText: "2"),
            Flag(
                "remote-write.samples-per-request", .count, help: "Most samples of a request.", defaultText: "10000"),
            Flag("remote-write.timeout", .duration, help: "Time for one request.", defaultText: "30s"),
            Flag(
                "remote-write.retry-for", .duration,
                help: "How long a request is tried again while the receiver is away or busy; live for ever.",
                defaultText: "15m"),
            Flag(
                "remote-write.on-reject", .choice(["stop", "continue"]), placeholder: "ACTION",
                help: "After a request that the receiver refuses for good. Default: stop; live always continue, and so "
                    + "does a history before it unless stop is given."),
            Flag(
                "remote-write.queue", .bytes,
                help: "Most memory for live samples while the receiver is away; the oldest are dropped beyond.",
                defaultText: "64MiB"),
            Flag(
                "position-file", placeholder: "FILE",
                help: "File that holds up to when all is acknowledged; the next run goes on there."),
            Flag(
                "verify.url", placeholder: "URL",
                help: "PromQL API, such as http://localhost:9090: at the end its totals must be those that were sent."),
            Flag(
                "allow-future", .boolean, help: "Send samples that are later than now.", defaultText: "false"),
            Flag("strict", .boolean, help: "Send nothing and fail if a record is rejected.", defaultText: "false"),
            Flag(
                "dry-run", .boolean, help: "Do all but send, and say what would be sent.", defaultText: "false"),
        ] + historyFlags + [
            Flag(
                "stale-at-end", .boolean, help: "End all series a millisecond after the last step.",
                defaultText: "true"),
            Flag(
                "web.listen-address", placeholder: "ADDRESS",
                help: "Address at which the push shows its own metrics. Default: none."),
        ])
}

/// `csv_exporter push`: sends a history and says what became of it.
package func push(_ flags: ParsedFlags) throws -> Int32 {
    Heap.returnLargeBlocks()
    let configuration = try configuration(flags, loop: false)
    if configuration.mode != .replay { return try pushLive(flags, configuration) }
    if flags.isGiven("remote-write.queue") {
        throw OptionFault(
            description: "\(command): cannot use --remote-write.queue with mode replay: got a history, which waits in "
                + "its files; want no such flag")
    }
    let logger = Logger(level: .info, format: .plain)
    let options = try HistoryOptions(flags, configuration, command)
    let destination = try Destination(flags)
    var settings = HistoryPushSettings(options: options)
    settings.endsSeries = flags.boolean("stale-at-end") ?? true
    settings.allowsFuture = flags.boolean("allow-future") == true
    settings.position = positionFile(flags, configuration, options)
    if let text = flags.text("verify.url") {
        settings.verification = Verification(
            try url(text, flag: "verify.url"), labels: options.labels, headers: destination.credentials.headers,
            timeout: destination.timeout, logger)
    }
    for warning in configuration.warnings + options.warnings {
        try FileDescriptor.standardError.write("warning: \(printable(warning))\n")
    }
    return try located(configuration) {
        if flags.boolean("strict") == true {
            let log = RunLog(configuration, Logger(level: .warn, format: .plain), writesRejectFiles: false)
            try HistoryReading.requireAll(configuration, options, log, "\(command): cannot push")
        }
        return try run(configuration, settings, destination, flags, logger)
    }
}

private func run(
    _ configuration: Configuration, _ settings: HistoryPushSettings, _ destination: Destination, _ flags: ParsedFlags,
    _ logger: Logger
) throws -> Int32 {
    let clocks = Clocks.system
    let start = clocks.monotonic()
    let loop = Loop(try pushEntrances(flags, logger), try SignalPipe(), clocks, logger)
    let log = RunLog(configuration, Logger(level: .warn, format: .plain), writesRejectFiles: false)
    let push = try HistoryPush(
        configuration, settings, samplesPerRequest: destination.samplesPerRequest, log, clocks, logger,
        makeSender: { Sender(destination, start: $0, chance: systemChance, logger) }, finish: { loop.end() })
    let metrics = SelfMetrics(program: "csv_exporter", version: version, startTime: clocks.wallSeconds())
    let page = PushPage(push, loop, metrics)
    try loop.run(push, Router(PushPage.routes, page, Access(isOpen: false, token: nil), metrics))
    let seconds = Double(clocks.monotonic() - start) / 1e9
    for line in PushSummary(push, destination, seconds: seconds).lines {
        try FileDescriptor.standardOutput.write(line + "\n")
    }
    return 0
}

/// Any number.
func systemChance() -> UInt64 {
    var system = SystemRandomNumberGenerator()
    return system.next()
}

/// The position file of the flags.
func positionFile(_ flags: ParsedFlags, _ configuration: Configuration, _ options: HistoryOptions) -> PositionFile? {
    flags.text("position-file").map { path in
        let labels = options.labels.map { "\($0.name)=\($0.value)" }
        // What one receiver has, another one may lack.
        let url = flags.text("remote-write.url") ?? ""
        return PositionFile(path, of: [configuration.sourcesText, "\(options.hasOwnMetrics)", url] + labels)
    }
}

/// The address of the push's own page, if the flags give one.
func pushEntrances(_ flags: ParsedFlags, _ logger: Logger) throws(OptionFault) -> [Entrance] {
    guard let text = flags.text("web.listen-address") else { return [] }
    do {
        let listener = try Listener(try ListenAddress(text))
        logger.log(.info, "own metrics at \(listener.address.url)metrics")
        return [Entrance(Server(listener: listener, limits: Limits()))]
    } catch {
        throw OptionFault(description: "\(command): cannot use --web.listen-address: \(error)")
    }
}

extension Destination {
    /// The destination that the flags give.
    init(_ flags: ParsedFlags) throws {
        url = try receiverURL(flags)
        versions = flags.text("remote-write.protocol").flatMap { Versions(rawValue: $0) } ?? .auto
        connections = min(flags.count("remote-write.connections") ?? 2, 64)
        samplesPerRequest = min(flags.count("remote-write.samples-per-request") ?? 10_000, 1_000_000)
        timeout = max(flags.duration("remote-write.timeout") ?? 0, 1_000_000)
        retryFor = flags.duration("remote-write.retry-for")
        stopsAtRefusal = flags.text("remote-write.on-reject") != "continue"
        isDry = flags.boolean("dry-run") == true
        credentials = try Credentials(
            fields: flags.texts("remote-write.header"), tenant: flags.text("remote-write.tenant"),
            bearerFile: flags.text("remote-write.bearer-token-file"),
            basicFile: flags.text("remote-write.basic-auth-file"))
    }
}

/// The URL of `--remote-write.url`, which has a path.
private func receiverURL(_ flags: ParsedFlags) throws(OptionFault) -> ServerURL {
    let url = try url(flags.text("remote-write.url") ?? "", flag: "remote-write.url")
    if url.target.isEmpty {
        throw OptionFault(
            description: "\(command): cannot use --remote-write.url: got no path; want the receiver's, such as "
                + "\(url.text)/api/v1/write")
    }
    return url
}

private func url(_ text: String, flag: String) throws(OptionFault) -> ServerURL {
    do {
        return try ServerURL(text)
    } catch {
        throw OptionFault(description: "\(command): cannot use --\(flag): \(error)")
    }
}
