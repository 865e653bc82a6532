import Flags
import Testing

@Suite struct HelpTests {
    private let programHelp = """
        usage: csv_exporter [flags]
               csv_exporter COMMAND [flags]

        Turns CSV files into Prometheus metrics, replaying history in event time.

        Flags:
          -h, --help                       Print this help and exit.
              --version                    Print the version and exit.
              --config.file=FILE           The mapping file.
                                           (default: data/payments/mapping.yml)
              --replay.speed=NUMBER        Event seconds per second, or max.
                                           (default: 1)
              --[no-]replay.loop           Begin again at the end.
              --replay.max-gap=DURATION    Jump gaps above it.
              --web.max-connections=N      Connections at a time. (default: 64)
              --[no-]web.enable-lifecycle  Serve reload and quit. (default: true)
              --web.lifecycle-token-file=FILE
                                           Holds the word that reload and quit must
                                           bear.
              --log.level=NAME             The least to log. (debug, info or warn;
                                           default: info)
              --label=NAME=VALUE           A label for every series.

        Commands:
          scale-rules  Rewrites rule files for a speed.
          healthcheck  Asks a running exporter.

        Exit codes:
          0  All went well.
          1  It failed.
          2  Wrong usage.

        """

    private func help(_ arguments: [String]) throws -> String? {
        guard case .help(let text) = try program.parse(arguments) else { return nil }
        return text
    }

    @Test func `the help is aligned and wrapped`() {
        #expect(program.helpText() == programHelp)
    }

    @Test(arguments: [
        ["--help"], ["-h"], ["--replay.loop", "-h"], ["--bogus", "--help"], ["--version", "--help"],
        ["--config.file", "-h"],
    ])
    func `help wins over everything else`(arguments: [String]) throws {
        #expect(try help(arguments) == programHelp)
    }

    @Test func `a subcommand has its own help`() throws {
        #expect(
            try help(["scale-rules", "--help"]) == """
                usage: csv_exporter scale-rules --replay.speed=NUMBER [flags] FILE…

                Rewrites rule files for a speed.

                Arguments:
                  FILE  Rule files.

                Flags:
                  -h, --help                 Print this help and exit.
                      --replay.speed=NUMBER  The speed to scale for. (required)
                      --output-dir=DIR       Where the rewritten files go.
                      --skip=N               A line to leave out. (may be repeated; default: 1)

                """)
    }

    @Test(arguments: [80, 90, 100])
    func `no line is wider than asked for`(width: Int) {
        let lines = program.helpText(width: width).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width })
    }

    @Test(arguments: [["--version"], ["--bogus", "--version"]])
    func `the program has a version`(arguments: [String]) throws {
        guard case .version = try program.parse(arguments) else {
            Issue.record("want the version for \(arguments)")
            return
        }
    }
}
