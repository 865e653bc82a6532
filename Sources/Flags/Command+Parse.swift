import Text

/// The request that the arguments make.
package enum Invocation: Sendable {
    /// Run with these flags.
    case run(ParsedFlags)
    /// Print this help, which ends in a line break, and exit with success.
    case help(String)
    /// Print the version and exit with success.
    case version
}

extension Command {
    /// Reads the arguments that follow the program's name, as Kingpin does for the Prometheus family.
    ///
    /// Accepts `--name=value`, `--name value`, and `--name`, `--no-name`, `--name=true` or `--name=false` for booleans.
    /// An empty number counts as not given. Words after a lone `--` are arguments, not flags. The first argument may
    /// name a subcommand, which reads the rest. `--help` wins over everything, faults included, then `--version`.
    /// Throws at the first fault; most flags given twice are a fault.
    package func parse(_ arguments: [String]) throws(UsageError) -> Invocation {
        if let first = arguments.first, !first.hasPrefix("-"),
            let subcommand = subcommands.first(where: { $0.name == first })
        {
            return try subcommand.parse(Array(arguments.dropFirst()), path: "\(name) \(first)", called: first)
        }
        return try parse(arguments, path: name, called: nil)
    }

    private func parse(_ arguments: [String], path: String, called: String?) throws(UsageError) -> Invocation {
        let beforeEnd = arguments.prefix { $0 != "--" }
        if beforeEnd.contains(where: { $0 == "--help" || $0 == "-h" }) {
            return .help(helpText(path: path, isProgram: called == nil))
        }
        if called == nil, beforeEnd.contains("--version") { return .version }
        var reading = Reading(command: self, path: path, isProgram: called == nil)
        try reading.readAll(arguments)
        return .run(
            ParsedFlags(
                subcommand: called, arguments: reading.positional, declared: flags, given: reading.given))
    }
}

/// The state of one reading of the arguments.
private struct Reading {
    let command: Command
    let path: String
    let isProgram: Bool
    var given: [(name: String, text: String)] = []
    var positional: [String] = []

    init(command: Command, path: String, isProgram: Bool) {
        self.command = command
        self.path = path
        self.isProgram = isProgram
    }

    mutating func readAll(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                for argument in rest { try take(argument) }
                break
            }
            if argument.hasPrefix("-"), argument != "-" {
                try readFlag(argument, &rest)
            } else {
                try take(argument)
            }
        }
        for flag in command.flags where flag.isRequired && !isGiven(flag) {
            throw .missing(flag, in: path)
        }
        if let arguments = command.arguments, !arguments.count.contains(positional.count) {
            throw .argumentCount(positional.count, of: arguments, in: path)
        }
    }

    private mutating func take(_ argument: String) throws(UsageError) {
        positional.append(argument)
        if command.arguments != nil { return }
        let subcommands = command.subcommands.map(\.name)
        if subcommands.contains(argument) { throw .misplacedCommand(argument, in: path) }
        throw .unexpectedArgument(argument, nearest: nearest(argument, among: subcommands), in: path)
    }

    private mutating func readFlag(_ argument: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let spelling = String(parts[0])
        let value = parts.count == 2 ? String(parts[1]) : nil
        let name = String(spelling.drop { $0 == "-" })
        guard spelling == "--" + name else { throw unknown(spelling, name) }
        if let flag = command.flags[named: name], flag.kind != .boolean {
            return try add(try valueOrNext(value, of: flag, &rest), to: flag)
        }
        let isNegated = command.flags[named: name] == nil && name.hasPrefix("no-")
        let isProgramFlag = name == "help" || name == "version" && isProgram
        if let value, isProgramFlag { throw .unwantedValue(value, of: spelling, want: spelling, in: path) }
        guard let flag = command.flags[named: isNegated ? String(name.dropFirst(3)) : name], flag.kind == .boolean
        else {
            throw unknown(spelling, name)
        }
        if let value, !isNegated, flag.accepts(value) { return try add(value, to: flag) }
        if let value {
            let want = "--\(flag.name) or --no-\(flag.name)"
            throw .unwantedValue(value, of: spelling, want: want, in: path)
        }
        try add(isNegated ? "false" : "true", to: flag)
    }

    // A next argument that starts with a dash is read as a flag: a forgotten value is more likely than such a value.
    private func valueOrNext(
        _ value: String?, of flag: Flag, _ rest: inout ArraySlice<String>
    ) throws(UsageError) -> String {
        if let value { return value }
        guard let next = rest.first, next == "-" || !next.hasPrefix("-") else {
            throw .missingValue(of: flag, next: rest.first, in: path)
        }
        rest.removeFirst()
        return next
    }

    private mutating func add(_ text: String, to flag: Flag) throws(UsageError) {
        // A script that has no number to give.
        if text.isEmpty, case .number = flag.kind { return }
        guard flag.accepts(text) else { throw .invalidValue(text, of: flag, in: path) }
        if isGiven(flag) && !flag.isRepeatable { throw .givenTwice(flag, in: path) }
        given.append((flag.name, text))
    }

    private func isGiven(_ flag: Flag) -> Bool { given.contains { $0.name == flag.name } }

    private func unknown(_ spelling: String, _ name: String) -> UsageError {
        let meant = command.flags.filter { $0.mistakenNames.contains(name) }.map { $0.name }
        let names = command.flags.map { $0.name } + ["help"] + (isProgram ? ["version"] : [])
        let negatable = Set(command.flags.filter { $0.kind == .boolean }.map { $0.name })
        let near = meant.isEmpty ? nearFlags(name, among: names, negatable: negatable) : meant
        return .unknownFlag(spelling, near: near.map { "--" + $0 }, in: path)
    }
}
