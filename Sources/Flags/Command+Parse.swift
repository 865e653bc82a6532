/// What the arguments ask for.
package enum Invocation: Sendable {
    /// To run with these flags.
    case run(ParsedFlags)
    /// To print this help, which ends in a line break, and end well.
    case help(String)
    /// To print the version and end well.
    case version
}

extension Command {
    /// Reads the arguments that follow the program's name, as Kingpin does for the Prometheus family.
    ///
    /// `--name=value`, `--name value`, `--name` and `--no-name` for booleans; after a lone `--` come arguments only.
    /// The first argument may name a subcommand, which reads the rest. `--help` wins over everything, faults included,
    /// then `--version`. Throws at the first fault; a flag given twice is one, unless declared repeatable.
    package func parse(_ arguments: [String]) throws(UsageError) -> Invocation {
        if let first = arguments.first, let subcommand = subcommands.first(where: { $0.name == first }) {
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
                subcommand: called, arguments: reading.positional, declared: reading.declared, given: reading.given))
    }
}

/// One run through the arguments.
private struct Reading {
    let command: Command
    let path: String
    let declared: [String: Flag]
    let names: [String]
    var given: [String: [String]] = [:]
    var positional: [String] = []

    init(command: Command, path: String, isProgram: Bool) {
        self.command = command
        self.path = path
        declared = Dictionary(uniqueKeysWithValues: command.flags.map { ($0.name, $0) })
        let negated = command.flags.filter { $0.kind == .boolean }.map { "no-" + $0.name }
        names = command.flags.map(\.name) + negated + ["help"] + (isProgram ? ["version"] : [])
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
        for flag in command.flags where flag.isRequired && given[flag.name] == nil {
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
        if let flag = declared[name], flag.kind != .boolean {
            return try add(try valueOrNext(value, of: flag, &rest), to: flag)
        }
        let isNegated = declared[name] == nil && name.hasPrefix("no-")
        guard let flag = declared[isNegated ? String(name.dropFirst(3)) : name], flag.kind == .boolean else {
            throw unknown(spelling, name)
        }
        if let value {
            let want = "--\(flag.name) or --no-\(flag.name)"
            throw .unwantedValue(value, of: spelling, want: want, in: path)
        }
        try add(isNegated ? "false" : "true", to: flag)
    }

    // What starts with a dash is taken for a flag: more often its value was forgotten.
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
        guard flag.takes(text) else { throw .invalidValue(text, of: flag, in: path) }
        guard flag.isRepeatable || given[flag.name] == nil else { throw .givenTwice(flag, in: path) }
        given[flag.name, default: []].append(text)
    }

    private func unknown(_ spelling: String, _ name: String) -> UsageError {
        .unknownFlag(spelling, nearest: nearest(name, among: names).map { "--" + $0 }, in: path)
    }
}
