/// A program, or one of its subcommands, as it is declared: the flags and arguments that it takes.
///
/// Every command also takes `--help` and `-h`; a program, which has a version, also `--version`.
package struct Command: Sendable {
    /// What a command takes beside its flags.
    package struct Arguments: Sendable {
        /// What stands for one of them in the help.
        package let placeholder: String
        /// What they are, in one sentence.
        package let help: String
        /// How many there may be.
        package let count: ClosedRange<Int>

        /// Declares arguments; by default one or more.
        package init(_ placeholder: String, help: String, count: ClosedRange<Int> = 1...Int.max) {
            self.placeholder = placeholder
            self.help = help
            self.count = count
        }
    }

    /// A code that the process may end with.
    package struct ExitCode: Sendable {
        /// From 0 to 255.
        package let code: Int
        /// What it says.
        package let meaning: String

        /// Declares a code, for the help.
        package init(_ code: Int, _ meaning: String) {
            self.code = code
            self.meaning = meaning
        }
    }

    /// The word that calls it. A subcommand's is its own only, without the program's.
    package let name: String
    /// What it does, in a sentence or two.
    package let summary: String
    /// Its flags in the order of the help, without `--help` and `--version`.
    package let flags: [Flag]
    /// What it takes beside its flags, if anything.
    package let arguments: Arguments?
    /// Commands that its first argument may name.
    package let subcommands: [Command]
    /// The codes that the process may end with.
    package let exitCodes: [ExitCode]

    /// Declares a command. A name that two flags share, or that `--no-` would make of a boolean one, is a bug.
    package init(
        _ name: String, summary: String, flags: [Flag], arguments: Arguments? = nil, subcommands: [Command] = [],
        exitCodes: [ExitCode] = []
    ) {
        self.name = name
        self.summary = summary
        self.flags = flags
        self.arguments = arguments
        self.subcommands = subcommands
        self.exitCodes = exitCodes
        precondition(subcommands.allSatisfy(\.subcommands.isEmpty), "a subcommand has no subcommands")
        var names: Set<String> = ["help", "no-help", "version"]
        for flag in flags {
            let isNew = names.insert(flag.name).inserted
            let isNewNegated = flag.kind != .boolean || names.insert("no-" + flag.name).inserted
            precondition(isNew && isNewNegated, "--\(flag.name) is declared twice")
        }
    }
}
