/// The declaration of a program or of one of its subcommands: the flags and arguments that it accepts.
///
/// Every command also accepts `--help` and `-h`; a program also `--version`.
package struct Command: Sendable {
    /// The arguments of a command that are not flags.
    package struct Arguments: Sendable {
        /// The word that the help shows for one of them.
        package let placeholder: String
        /// Their meaning, in one sentence.
        package let help: String
        /// What one of them is, in plain words: `a CSV file`.
        let noun: String
        /// One as a person may write it: `orders.csv`.
        let example: String
        /// The allowed number of arguments.
        package let count: ClosedRange<Int>

        /// Declares arguments, by default one or more.
        package init(
            _ placeholder: String, help: String, noun: String, example: String, count: ClosedRange<Int> = 1...Int.max
        ) {
            self.placeholder = placeholder
            self.help = help
            (self.noun, self.example) = (noun, example)
            self.count = count
        }
    }

    /// An exit code of the process.
    package struct ExitCode: Sendable {
        /// From 0 to 255.
        package let code: Int
        /// Its meaning.
        package let meaning: String

        /// Declares a code, for the help.
        package init(_ code: Int, _ meaning: String) {
            self.code = code
            self.meaning = meaning
        }
    }

    /// The word that calls it; a subcommand's name does not contain the program's.
    package let name: String
    /// Its effect, in a sentence or two.
    package let summary: String
    /// Its flags in the order of the help, without `--help` and `--version`.
    package let flags: [Flag]
    /// The arguments that are not flags; nil if it accepts none.
    package let arguments: Arguments?
    private let declareSubcommands: @Sendable () -> [Command]
    /// The exit codes of the process.
    package let exitCodes: [ExitCode]

    /// The commands that its first argument may name. Each reading declares them anew.
    package var subcommands: [Command] { declareSubcommands() }

    /// Declares a command. Two flags of one name are a bug; a boolean flag also occupies `no-` with its name. Its
    /// subcommands are declared when they are asked for, which most starts of a program never do.
    package init(
        _ name: String, summary: String, flags: [Flag], arguments: Arguments? = nil,
        subcommands: @autoclosure @escaping @Sendable () -> [Command] = [], exitCodes: [ExitCode] = []
    ) {
        self.name = name
        self.summary = summary
        self.flags = flags
        self.arguments = arguments
        declareSubcommands = subcommands
        self.exitCodes = exitCodes
        // Only builds for tests check declarations: a start does not need to.
        assert(subcommands().allSatisfy { $0.subcommands.isEmpty }, "a subcommand has no subcommands")
        assert(repeatedName() == nil, "--\(repeatedName() ?? "") is declared twice")
    }

    private func repeatedName() -> String? {
        var names: Set<String> = ["help", "no-help", "version"]
        return flags.flatMap { $0.kind == .boolean ? [$0.name, "no-" + $0.name] : [$0.name] }
            .first { !names.insert($0).inserted }
    }
}
