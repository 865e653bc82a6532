import Text

/// Arguments that a command does not accept.
package struct UsageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The words that call the command: `csv_exporter scale-rules`.
    package let command: String
    let act: String
    let got: String
    let want: String

    /// One sentence: `command: cannot X: got A; want B`.
    package var description: String { "\(command): cannot \(act): got \(got); want \(want)" }

    /// Whether it is about an argument that is no flag.
    package var isOfArgument: Bool { got == Self.argument }
    static let argument = "an argument without dashes"

    /// A second sentence that names the help of the command; `program` replaces the first of its words.
    package func advice(program: String? = nil) -> String {
        var words = command.split(separator: " ").map { String($0) }
        if let program { words[0] = program }
        return "Try \(words.joined(separator: " ")) --help."
    }
}

// All sentences of the module. Flags in them have their dashes.
extension UsageError {
    /// More near flags than these are not listed.
    private static let mostListed = 3

    static func unknownFlag(_ flag: String, near: [String], in command: String) -> UsageError {
        let want =
            switch near.count {
            case 0: "one that --help lists"
            case 1...mostListed: alternatives(near)
            default: alternatives(near.prefix(mostListed - 1) + ["another one that --help lists"])
            }
        return UsageError(command: command, act: "use \(flag)", got: "an unknown flag", want: want)
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
            command: command, act: "use \(argument.debugDescription)", got: Self.argument,
            want: nearest ?? "flags only")
    }

    static func misplacedCommand(_ name: String, in command: String) -> UsageError {
        UsageError(command: command, act: "run \(name)", got: "flags before it", want: "it first")
    }

    static func argumentCount(_ count: Int, of arguments: Command.Arguments, in command: String) -> UsageError {
        let (least, most) = (arguments.count.lowerBound, arguments.count.upperBound)
        let number = least == most ? "\(least)" : count < least ? "at least \(least)" : "at most \(most)"
        let want = least == 1 && count == 0 ? arguments.noun : "\(number) of \(arguments.placeholder)"
        let examples = Array(repeating: arguments.example, count: max(1, count < least ? least : most))
        return UsageError(
            command: command, act: "run",
            got: count == 0 ? "no \(arguments.placeholder)" : "\(count) of \(arguments.placeholder)",
            want: "\(want): \(command) \(examples.joined(separator: " "))")
    }
}
