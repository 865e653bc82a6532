import Flags
import Testing

@Suite struct NearFlagsTests {
    private static let command = Command(
        "x", summary: "X.",
        flags: [
            Flag("config.file", help: "F."), Flag("config.check", .boolean, help: "C."),
            Flag("replay.speed", help: "S."), Flag("replay.loop", .boolean, help: "L."),
            Flag("web.listen-address", help: "A.", mistakenNames: ["port"]), Flag("web.telemetry-path", help: "P."),
            Flag("web.enable-lifecycle", .boolean, help: "E."), Flag("web.config.file", help: "T."),
            Flag("log.level", help: "L."), Flag("log.format", help: "F."), Flag("path", help: "P."),
        ])

    @Test(arguments: [
        ("--speed=60", "--replay.speed"),
        ("--sped=60", "--replay.speed"),
        ("--Speed", "--replay.speed"),
        ("-speed", "--replay.speed"),
        ("--no-speed", "--replay.speed"),
        ("--loop", "--replay.loop"),
        ("--no-loop", "--no-replay.loop"),
        ("--no-lop", "--no-replay.loop"),
        ("--listen-address=:1", "--web.listen-address"),
        ("--level", "--log.level"),
        ("--check", "--config.check"),
        ("--file=a", "--config.file"),
        ("--config=a", "--config.file or --config.check"),
        ("--confg=a", "--config.file or --config.check"),
        ("--log", "--log.level or --log.format"),
        ("--web", "--web.listen-address, --web.telemetry-path or another one that --help lists"),
        ("--replay.sped", "--replay.speed"),
        ("--replay", "--replay.speed or --replay.loop"),
        ("--no-replay", "--replay.speed or --no-replay.loop"),
        ("--pth", "--path"),
        ("--port=1", "--web.listen-address"),
        ("--check-config", "--config.check"),
        ("--check_config", "--config.check"),
        ("--loop-replay", "--replay.loop"),
        ("--seed=1", "--replay.speed"),
        ("--output", "one that --help lists"),
        ("--", nil),
    ])
    func `an unknown flag is compared with whole names, then with their words, their last parts and their first`(
        argument: String, wanted: String?
    ) {
        do throws(UsageError) {
            _ = try Self.command.parse([argument])
            #expect(wanted == nil)
        } catch {
            let name = argument.prefix { $0 != "=" }
            #expect(error.description == "x: cannot use \(name): got an unknown flag; want \(wanted ?? "none")")
        }
    }
}
