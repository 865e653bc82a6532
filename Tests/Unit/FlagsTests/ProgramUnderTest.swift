import Flags

/// A program with a flag of each kind and two subcommands.
let program = Command(
    "csv_exporter", summary: "Turns CSV files into Prometheus metrics, replaying history in event time.",
    flags: [
        Flag("config.file", placeholder: "FILE", help: "The mapping file.", defaultText: "data/payments/mapping.yml"),
        Flag("replay.speed", .number(or: ["max"]), help: "Event seconds per second, or max.", defaultText: "1"),
        Flag("replay.loop", .boolean, help: "Begin again at the end."),
        Flag("replay.max-gap", .duration, help: "Jump gaps above it."),
        Flag("web.max-connections", .count, help: "Connections at a time.", defaultText: "64"),
        Flag("web.enable-lifecycle", .boolean, help: "Serve reload and quit.", defaultText: "true"),
        Flag("web.lifecycle-token-file", placeholder: "FILE", help: "Holds the word that reload and quit must bear."),
        Flag("log.level", .choice(["debug", "info", "warn"]), help: "The least to log.", defaultText: "info"),
        Flag("label", placeholder: "NAME=VALUE", help: "A label for every series."),
    ],
    subcommands: [
        Command(
            "scale-rules", summary: "Rewrites rule files for a speed.",
            flags: [
                Flag("replay.speed", .number(), help: "The speed to scale for.", isRequired: true),
                Flag("output-dir", placeholder: "DIR", help: "Where the rewritten files go."),
                Flag("skip", .count, help: "A line to leave out.", defaultText: "1", isRepeatable: true),
            ],
            arguments: Command.Arguments("FILE", help: "Rule files.", noun: "a rule file", example: "a.yml")),
        Command("healthcheck", summary: "Asks a running exporter.", flags: []),
    ],
    exitCodes: [
        Command.ExitCode(0, "All went well."), Command.ExitCode(1, "It failed."), Command.ExitCode(2, "Wrong usage."),
    ])

/// The flags that the arguments give, where they are right.
func flags(_ arguments: [String]) throws -> ParsedFlags? {
    guard case .run(let flags) = try program.parse(arguments) else { return nil }
    return flags
}
