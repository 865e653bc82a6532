import Flags

/// The exporter's version, as `--version` and `csv_exporter_build_info` tell it.
let version = "0.1.0"

/// What the program takes on its command line.
let program = Command(
    "csv_exporter",
    summary:
        "Turns CSV files into Prometheus metrics: replays history in event time at any speed, or follows live files.",
    flags: [
        Flag(
            "config.file", placeholder: "FILE",
            help: "The mapping file: which CSV files there are, and which metrics their records become.",
            defaultText: "data/demo.yml"),
        Flag(
            "config.check", .boolean,
            help: "Read the mapping and every file once, print what a replay would show, and exit."),
        Flag(
            "replay.speed", .number(or: ["max"]), placeholder: "FACTOR",
            help: "Event seconds per second, or max for as fast as the files can be read. Default: the mapping's, or 1."
        ),
        Flag("replay.loop", .boolean, help: "Begin again at the end. Default: the mapping's, or no."),
        Flag(
            "replay.loop-pause", .duration,
            help: "How long the totals of a pass are shown before the next begins. Default: the mapping's, or 5s."),
        Flag(
            "replay.start-at", placeholder: "TIME",
            help:
                "Event time at which the clock starts; what lies before is applied at once. Default: the first record."),
        Flag("replay.end-at", placeholder: "TIME", help: "Event time at which a pass ends. Default: the last record."),
        Flag(
            "replay.max-gap", .duration,
            help: "Jump over stretches of event time without records that are longer than this. Default: never."),
        Flag(
            "replay.wait-for-scrape", .boolean,
            help: "Start the clock when the first scrape has been answered. Default: the mapping's, or no."),
        Flag(
            "web.listen-address", placeholder: "ADDRESS",
            help: "Where to listen: a numeric address or localhost, and a port.", defaultText: ":8081"),
        Flag("web.telemetry-path", placeholder: "PATH", help: "Where the metrics are.", defaultText: "/metrics"),
        Flag(
            "web.enable-lifecycle", .boolean, help: "Open /-/reload, /-/quit and /api/v1/replay.", defaultText: "false"),
        Flag(
            "web.lifecycle-token-file", placeholder: "FILE",
            help:
                "File with a token that lifecycle requests must bear (Authorization: Bearer TOKEN); a reload reads it "
                + "again."),
        Flag(
            "web.max-connections", .count,
            help: "Connections served at once; one more takes the place of an idle one, or is answered with 503.",
            defaultText: "256"),
        Flag(
            "web.openmetrics-created", .boolean, help: "Add _created samples to OpenMetrics expositions.",
            defaultText: "false"),
        Flag(
            "web.config.file", placeholder: "FILE",
            help: "Not supported: put a TLS proxy in front, see README, Limits."),
        Flag(
            "log.level", .choice(["debug", "info", "warn", "error"]), placeholder: "LEVEL",
            help: "The least level that is logged: debug, info, warn or error.", defaultText: "info"),
        Flag(
            "log.format", .choice(["logfmt", "json"]), placeholder: "FORMAT", help: "logfmt or json.",
            defaultText: "logfmt"),
    ],
    subcommands: [
        Command(
            "healthcheck",
            summary: "Asks a running exporter whether it is ready; for images without a shell.",
            flags: [
                Flag(
                    "web.listen-address", placeholder: "ADDRESS", help: "Where the exporter listens.",
                    defaultText: "localhost:8081"),
                Flag("path", placeholder: "PATH", help: "What to ask for.", defaultText: "/-/healthy"),
            ]),
        Command(
            "scale-rules",
            summary: "Rewrites rule files, written once in event time, for a replay speed.",
            flags: [
                Flag(
                    "replay.speed", .number(), placeholder: "FACTOR", help: "Event seconds per second.",
                    isRequired: true),
                Flag(
                    "scrape-interval", .duration, help: "How often Prometheus scrapes the exporter.", defaultText: "1s"),
                Flag(
                    "output-dir", placeholder: "DIR", help: "Where the rewritten files go; made if missing.",
                    isRequired: true),
            ], arguments: Command.Arguments("FILE", help: "Rule files, or Alertmanager configurations.")),
    ],
    exitCodes: [
        Command.ExitCode(0, "ended as asked"), Command.ExitCode(1, "could not go on"),
        Command.ExitCode(2, "wrong usage"),
    ])

/// The replay settings that the flags name.
func replaySettings(_ flags: ParsedFlags) throws(OptionFault) -> ReplaySettings {
    var settings = ReplaySettings()
    settings.speed = flags.text("replay.speed").flatMap(parseSpeed)
    settings.loop = flags.boolean("replay.loop")
    settings.loopPause = flags.duration("replay.loop-pause")
    settings.maxGap = flags.duration("replay.max-gap")
    settings.waitForScrape = flags.boolean("replay.wait-for-scrape")
    for (name, path) in [("replay.start-at", \ReplaySettings.startAt), ("replay.end-at", \ReplaySettings.endAt)] {
        guard let text = flags.text(name) else { continue }
        guard let instant = parseInstant(text) else {
            throw OptionFault(description: "csv_exporter: cannot use --\(name): got \"\(text)\"; want \(instantWanted)")
        }
        settings[keyPath: path] = instant
    }
    return settings
}

/// A flag's value that its kind allows but its meaning does not, as one sentence.
struct OptionFault: Error, CustomStringConvertible {
    let description: String
}
