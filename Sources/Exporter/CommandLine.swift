import Commands
import Exposition
import Flags
import Inspection
import MappingFile
import Schema
import Service
import Stores
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
            "web.page-title", placeholder: "NAME",
            help: "The console's name for the data set; of a path the last part. "
                + "Without it, the folder of mapping.yml, or another file's name."),
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
        reportCommand(sourceMode),
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
                    + "may be missing.", noun: "a rule file", example: "orders.yml")),
    ],
    exitCodes: [Command.ExitCode(0, "success"), Command.ExitCode(1, "failed"), Command.ExitCode(2, "usage error")])
