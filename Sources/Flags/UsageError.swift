/// Arguments that a command does not take.
package struct UsageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The words that call the command (`csv_exporter scale-rules`): with `--help` behind them, they print its help.
    package let command: String
    let act: String
    let got: String
    let want: String

    /// One sentence: `command: cannot X: got A; want B`.
    package var description: String { "\(command): cannot \(act): got \(got); want \(want)" }
}

// Every sentence of the room. Flags come with their dashes.
extension UsageError {
    static func unknownFlag(_ flag: String, nearest: String?, in command: String) -> UsageError {
        UsageError(
            command: command, act: "use \(flag)", got: "an unknown flag", want: nearest ?? "one that --help lists")
    }

    static func invalidValue(_ text: String, of flag: Flag, in command: String) -> UsageError {
        UsageError(command: command, act: "use --\(flag.name)", got: text.debugDescription, want: flag.kind.values)
    }

    static func missingValue(of flag: Flag, next: String?, in command: String) -> UsageError {
        let hint = next == nil ? "" : ", or --\(flag.name)=\(flag.placeholder) if it starts with a dash"
        return UsageError(
            command: command, act: "use --\(flag.name)", got: "\(next?.debugDescription ?? "nothing") after it",
            want: flag.kind.values + hint)
    }

    static func unwantedValue(_ text: String, of flag: String, want: String, in command: String) -> UsageError {
        UsageError(command: command, act: "use \(flag)", got: "the value \(text.debugDescription)", want: want)
    }

    static func givenTwice(_ flag: Flag, in command: String) -> UsageError {
        UsageError(command: command, act: "use --\(flag.name)", got: "it given twice", want: "it once")
    }

    static func missing(_ flag: Flag, in command: String) -> UsageError {
        UsageError(command: command, act: "run", got: "no --\(flag.name)", want: flag.kind.values + " for it")
    }

    static func unexpectedArgument(_ argument: String, nearest: String?, in command: String) -> UsageError {
        UsageError(
            command: command, act: "use \(argument.debugDescription)", got: "an argument without dashes",
            want: nearest ?? "flags only")
    }

    static func misplacedCommand(_ name: String, in command: String) -> UsageError {
        UsageError(command: command, act: "run \(name)", got: "flags before it", want: "it first")
    }

    static func argumentCount(_ count: Int, of arguments: Command.Arguments, in command: String) -> UsageError {
        let isTooFew = count < arguments.count.lowerBound
        let bound = isTooFew ? "at least \(arguments.count.lowerBound)" : "at most \(arguments.count.upperBound)"
        let want = arguments.count.lowerBound == arguments.count.upperBound ? "\(arguments.count.lowerBound)" : bound
        return UsageError(command: command, act: "run", got: "\(count) of \(arguments.placeholder)", want: want)
    }
}
