import Exposition
import Flags
import MappingFile
import Schema
import Service
import Text

private let configFile = Flag(
    "config.file", placeholder: "FILE",
    help: "The mapping file: which CSV files to read, and which metrics their records become.",
    defaultText: "data/payments/mapping.yml")

private let sourceMode = Flag(
    "source.mode", .choice(Mode.allCases.map { $0.rawValue }), placeholder: "MODE",
    help: "How all sources are read, whatever their mode in the mapping file. Default: the mapping's, or replay.",
    mistakenNames: ["mode", "follow", "source"])

/// The flags and subcommands of the program.
let commandLine = Command(
    "csv_exporter",
    summary:
        "Turns CSV files into Prometheus metrics: replays history in event time at any speed, or follows live files.",
    flags: [
        configFile,
        sourceMode,
        Flag(
            "config.check", .boolean,
            help: "Read the mapping and every file once, print a summary of the replay, and exit."),
    ] + ReplaySetting.all.map { $0.flag } + [
        Flag(
            "web.listen-address", placeholder: "ADDRESS",
            help: "Address to listen on: a numeric address or localhost, and a port.", defaultText: ":8081",
            mistakenNames: ["port", "web.port", "listen", "address", "host"]),
        Flag("web.telemetry-path", placeholder: "PATH", help: "Path of the metrics.", defaultText: "/metrics"),
        Flag(
            "web.enable-lifecycle", .boolean, help: "Serve /-/reload, /-/quit and /api/v1/replay.", defaultText: "false"
        ),
        Flag(
            "web.lifecycle-token-file", placeholder: "FILE",
            help: "File with a token that lifecycle requests must carry (Authorization: Bearer TOKEN); "
                + "a reload reads the file again."),
        Flag(
            "web.max-connections", .count,
            help: "Connections served at once; one more replaces an idle one or gets status 503.",
            defaultText: "256"),
        Flag(
            "web.max-streams", .count,
            help: "Consoles that may be open at once; one more gets status 503, which its page tells.",
            defaultText: "16", mistakenNames: ["max-streams"]),
        Flag(
            "web.openmetrics-created", .boolean, help: "Add _created samples to OpenMetrics expositions.",
            defaultText: "false"),
        Flag(
            "web.config.file", placeholder: "FILE",
            help: "Not supported: put a TLS proxy in front, see README, Limits."),
        Flag(
            "log.level", .choice(["debug", "info", "warn", "error"]), placeholder: "LEVEL",
            help: "Lowest level to log.", defaultText: "info"),
        Flag(
            "log.format", .choice(["logfmt", "json"]), placeholder: "FORMAT", help: "Log format.",
            defaultText: "logfmt"),
    ],
    subcommands: [
        initCommand,
        Command(
            "print",
            summary: "Prints the mapped metrics as a scrape would show them at an event time: for a first look, for "
                + "tests, and for the textfile collector of node_exporter.",
            flags: [
                configFile,
                sourceMode,
                Flag(
                    "at", placeholder: "TIME",
                    help: "Event time of the scrape; UTC without an offset. Default: the end of the pass."),
                Flag(
                    "format", .choice(ExpositionFormat.words), placeholder: "FORMAT", help: "Format of the exposition.",
                    defaultText: "text"),
            ] + printedSettings.map { $0.flag }),
        Command(
            "report",
            summary:
                "Says what is in CSV files: columns, order and gaps, duplicates, totals by label, hours of the day "
                + "and unusual hours.",
            flags: [
                Flag(
                    "config.file", placeholder: "FILE",
                    help:
                        "A mapping that tells dialect, time and columns of the files; without FILE, of all its files. "
                        + "Without it, the files tell."),
                sourceMode,
            ] + toldFlags + [
                Flag(
                    "format", .choice(ReportFormat.allCases.map { $0.rawValue }), placeholder: "FORMAT",
                    help: "Format of the report.", defaultText: "text")
            ],
            arguments: Command.Arguments(
                "FILE", help: "CSV files. Files of one form are one report.", count: 0...Int.max)),
        backfillCommand([configFile, sourceMode]),
        pushCommand([configFile, sourceMode]),
        Command(
            "healthcheck",
            summary: "Asks a running exporter whether it is healthy; for images without a shell.",
            flags: [
                Flag(
                    "web.listen-address", placeholder: "ADDRESS", help: "Address of the exporter.",
                    defaultText: "localhost:8081", mistakenNames: ["port", "web.port", "address", "host"]),
                Flag(
                    "path", placeholder: "PATH", help: "Path that must answer with status 200.",
                    defaultText: "/-/healthy"),
            ]),
        Command(
            "scale-rules",
            summary: "Rewrites rule files, written once in event time, for a replay speed.",
            flags: [
                Flag(
                    "replay.speed", .number(or: ["max"]), placeholder: "FACTOR",
                    help: "Event seconds per wall-clock second. Default: that of the mapping."),
                Flag(
                    "config.file", placeholder: "FILE",
                    help: "The mapping file of the replay. If it follows its files, the speed is 1."),
                sourceMode,
                Flag(
                    "scrape-interval", .duration, help: "Interval at which Prometheus scrapes the exporter.",
                    defaultText: "1s"),
                Flag(
                    "output-dir", placeholder: "DIR", help: "Folder for the rewritten files, created if missing.",
                    isRequired: true),
                Flag(
                    "leave-out", .boolean,
                    help: "Leave out the rules whose windows hold too few scrapes at the speed, instead of refusing "
                        + "them.", defaultText: "false"),
            ],
            arguments: Command.Arguments(
                "FILE",
                help: "Rule files, Alertmanager configurations, or folders of them; a folder with a slash at its end "
                    + "may be missing.")),
    ],
    exitCodes: [Command.ExitCode(0, "success"), Command.ExitCode(1, "failed"), Command.ExitCode(2, "usage error")])

extension ReplaySetting {
    /// The flag that wins over the setting's key: `--replay.loop-pause` over `loop_pause`.
    var flag: Flag {
        let kind: Flag.Kind
        let placeholder: String?
        switch form {
        case .speed: (kind, placeholder) = (.number(or: ["max"]), "FACTOR")
        case .boolean: (kind, placeholder) = (.boolean, nil)
        case .duration: (kind, placeholder) = (.duration, nil)
        case .time: (kind, placeholder) = (.text, "TIME")
        }
        let name = String(
            decoding: "replay.\(key)".utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
        return Flag(
            name, kind, placeholder: placeholder, help: "\(help) Default: the mapping's, or \(defaultText).")
    }
}

/// The mapping file of the flags, with their mode. `loop` wins over the setting of the file.
func configuration(_ flags: ParsedFlags, loop: Bool?) throws(Faults) -> Configuration {
    try ConfigurationReader.read(
        flags.text("config.file") ?? "", mode: flags.text("source.mode").flatMap { Mode(rawValue: $0) }, loop: loop)
}

/// The replay settings that the flags of `command` give; `all` are those that it has.
func replaySettings(
    _ flags: ParsedFlags, _ all: [ReplaySetting] = ReplaySetting.all, _ command: String = "csv_exporter"
) throws(OptionFault) -> ReplaySettings {
    var settings = ReplaySettings()
    for setting in all {
        let name = setting.flag.name
        guard let text = flags.text(name), !setting.read(text, into: &settings) else { continue }
        throw OptionFault(
            description: "\(command): cannot use --\(name): got \"\(text)\"; want \(setting.form.want)")
    }
    return settings
}

/// A flag's value that its kind accepts but its meaning does not, as one sentence.
struct OptionFault: Error, CustomStringConvertible {
    let description: String
}
