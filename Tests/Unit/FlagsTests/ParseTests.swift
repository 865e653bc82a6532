import Flags
import Testing

@Suite struct ParseTests {
    @Test(arguments: [["--config.file=a=b"], ["--config.file", "a=b"]])
    func `a value follows an equals sign or is the next argument`(arguments: [String]) throws {
        let flags = try #require(try flags(arguments))
        #expect(flags.text("config.file") == "a=b")
        #expect(flags.subcommand == nil)
        #expect(flags.arguments == [])
    }

    @Test func `a flag not given has its default, or nothing`() throws {
        let flags = try #require(try flags([]))
        #expect(flags.text("config.file") == "data/payments/mapping.yml")
        #expect(flags.number("replay.speed") == 1)
        #expect(flags.count("web.max-connections") == 64)
        #expect(flags.boolean("web.enable-lifecycle") == true)
        #expect(flags.boolean("replay.loop") == nil)
        #expect(flags.duration("replay.max-gap") == nil)
        #expect(flags.text("label") == nil)
    }

    @Test func `each kind has its value`() throws {
        let flags = try #require(
            try flags([
                "--replay.speed=0.5", "--no-web.enable-lifecycle", "--replay.loop", "--replay.max-gap", "1h30m",
                "--web.max-connections=9", "--log.level=warn", "--config.file=", "--label", "b=2",
            ]))
        #expect(flags.number("replay.speed") == 0.5)
        #expect(flags.boolean("web.enable-lifecycle") == false)
        #expect(flags.boolean("replay.loop") == true)
        #expect(flags.duration("replay.max-gap") == 5_400_000_000_000)
        #expect(flags.count("web.max-connections") == 9)
        #expect(flags.text("log.level") == "warn")
        #expect(flags.text("label") == "b=2")
        #expect(flags.text("config.file") == "")
    }

    @Test(arguments: [
        ([], ["1"]), (["--skip=7"], ["7"]), (["--skip", "7", "--skip=3", "--skip=7"], ["7", "3", "7"]),
    ]) func `some flags may be repeated, and keep their order`(given: [String], values: [String]) throws {
        let flags = try #require(try flags(["scale-rules", "a.yml", "--replay.speed=2"] + given))
        #expect(flags.texts("skip") == values && flags.text("skip") == values.first)
        #expect(throws: UsageError.self) { try program.parse(["scale-rules", "--skip=7", "--skip=x"]) }
    }

    @Test func `a word instead of a number is text only`() throws {
        let flags = try #require(try flags(["--replay.speed=max"]))
        #expect(flags.text("replay.speed") == "max")
        #expect(flags.number("replay.speed") == nil)
    }

    @Test func `a script may give a boolean as a word, and no number`() throws {
        let booleans = try #require(try flags(["--replay.loop=true", "--web.enable-lifecycle=false"]))
        #expect(booleans.boolean("replay.loop") == true)
        #expect(booleans.boolean("web.enable-lifecycle") == false)
        #expect(try flags(["--replay.speed", ""])?.number("replay.speed") == 1)
        #expect(try flags(["--replay.speed=", "--replay.speed=2"])?.number("replay.speed") == 2)
    }

    @Test func `a subcommand has its own flags and arguments`() throws {
        let arguments = ["scale-rules", "a.yml", "--replay.speed=60", "-", "--", "--b.yml", "--help"]
        let flags = try #require(try flags(arguments))
        #expect(flags.subcommand == "scale-rules")
        #expect(flags.number("replay.speed") == 60)
        #expect(flags.arguments == ["a.yml", "-", "--b.yml", "--help"])
    }

    @Test(
        arguments: [
            (["--replay.sped=2"], "csv_exporter: cannot use --replay.sped: got an unknown flag; want --replay.speed"),
            (["-config.file=a"], "csv_exporter: cannot use -config.file: got an unknown flag; want --config.file"),
            (["---replay.loop"], "csv_exporter: cannot use ---replay.loop: got an unknown flag; want --replay.loop"),
            (
                ["--no-replay.lop"],
                "csv_exporter: cannot use --no-replay.lop: got an unknown flag; want --no-replay.loop"
            ),
            (
                ["--no-log.level"],
                "csv_exporter: cannot use --no-log.level: got an unknown flag; want --log.level"
            ),
            (["-x"], "csv_exporter: cannot use -x: got an unknown flag; want one that --help lists"),
            (["--=5"], "csv_exporter: cannot use --: got an unknown flag; want one that --help lists"),
            (["--versio"], "csv_exporter: cannot use --versio: got an unknown flag; want --version"),
            (
                ["healthcheck", "--version"],
                "csv_exporter healthcheck: cannot use --version: got an unknown flag; want one that --help lists"
            ),
            (
                ["--replay.speed=0"],
                "csv_exporter: cannot use --replay.speed: got \"0\"; want a number above 0 or max"
            ),
            (
                ["--replay.speed", "inf"],
                "csv_exporter: cannot use --replay.speed: got \"inf\"; want a number above 0 or max"
            ),
            (
                ["scale-rules", "--replay.speed=max"],
                "csv_exporter scale-rules: cannot use --replay.speed: got \"max\"; want a number above 0"
            ),
            (
                ["--replay.max-gap=5"],
                "csv_exporter: cannot use --replay.max-gap: got \"5\"; want a duration such as 30s, 5m or 1h30m"
            ),
            (
                ["--web.max-connections=0"],
                "csv_exporter: cannot use --web.max-connections: got \"0\"; want a whole number of at least 1"
            ),
            (["--log.level=Info"], "csv_exporter: cannot use --log.level: got \"Info\"; want debug, info or warn"),
            (["--config.file"], "csv_exporter: cannot use --config.file: got nothing after it; want text"),
            (
                ["--config.file", "--replay.loop"],
                "csv_exporter: cannot use --config.file: got \"--replay.loop\" after it; want text, "
                    + "or --config.file=FILE if it starts with a dash"
            ),
            (
                ["--replay.loop=yes"],
                "csv_exporter: cannot use --replay.loop: got the value \"yes\"; want --replay.loop or --no-replay.loop"
            ),
            (
                ["--no-replay.loop=true"],
                "csv_exporter: cannot use --no-replay.loop: got the value \"true\"; "
                    + "want --replay.loop or --no-replay.loop"
            ),
            (
                ["scale-rules", "a.yml", "--replay.speed="],
                "csv_exporter scale-rules: cannot run: got no --replay.speed; want a number above 0 for it"
            ),
            (
                ["--log.level=info", "--log.level=info"],
                "csv_exporter: cannot use --log.level: got it given twice; want it once"
            ),
            (
                ["--replay.loop", "--no-replay.loop"],
                "csv_exporter: cannot use --replay.loop: got it given twice; want it once"
            ),
            (
                ["scale-rules", "a.yml"],
                "csv_exporter scale-rules: cannot run: got no --replay.speed; want a number above 0 for it"
            ),
            (
                ["scale-rules", "--replay.speed=1"],
                "csv_exporter scale-rules: cannot run: got no FILE; want a rule file: csv_exporter scale-rules a.yml"
            ),
            (["a.yml"], "csv_exporter: cannot use \"a.yml\": got an argument without dashes; want flags only"),
            (["--", "-x"], "csv_exporter: cannot use \"-x\": got an argument without dashes; want flags only"),
            (
                ["scale-rule"],
                "csv_exporter: cannot use \"scale-rule\": got an argument without dashes; want scale-rules"
            ),
            (
                ["--replay.loop", "healthcheck"],
                "csv_exporter: cannot run healthcheck: got flags before it; want it first"
            ),
        ] as [([String], String)])
    func `wrong usage is one sentence`(arguments: [String], sentence: String) {
        let error = #expect(throws: UsageError.self) { try program.parse(arguments) }
        #expect(error?.description == sentence)
    }

    @Test(arguments: [
        (0...1, 2, "2 of X; want at most 1 of X: c x"), (2...2, 1, "1 of X; want 2 of X: c x x"),
        (1...2, 0, "no X; want an x: c x"), (2...3, 0, "no X; want at least 2 of X: c x x"),
        (1...2, 3, "3 of X; want at most 2 of X: c x x"),
    ])
    func `the number of arguments is checked`(count: ClosedRange<Int>, given: Int, words: String) {
        let command = Command(
            "c", summary: "", flags: [],
            arguments: Command.Arguments("X", help: "", noun: "an x", example: "x", count: count))
        let error = #expect(throws: UsageError.self) { try command.parse(Array(repeating: "x", count: given)) }
        #expect(error?.description == "c: cannot run: got \(words)")
        #expect(throws: Never.self) { try command.parse(Array(repeating: "x", count: count.upperBound)) }
        #expect(throws: Never.self) { try command.parse(Array(repeating: "x", count: count.lowerBound)) }
    }

    @Test func `an error names the words that call the command, and its help`() {
        let error = #expect(throws: UsageError.self) { try program.parse(["scale-rules", "--x"]) }
        #expect(error?.command == "csv_exporter scale-rules")
        #expect(error?.advice() == "Try csv_exporter scale-rules --help.")
        #expect(error?.advice(program: "bin/csv") == "Try bin/csv scale-rules --help.")
    }
}
