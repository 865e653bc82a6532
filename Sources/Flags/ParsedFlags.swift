/// The values of a command's flags, each checked against its kind. To ask for a name that was not declared is a bug.
package struct ParsedFlags: Sendable {
    /// The subcommand that was called, if one was.
    package let subcommand: String?
    /// What was given beside the flags, in order.
    package let arguments: [String]
    let declared: [String: Flag]
    let given: [String: [String]]

    /// Whether the flag itself was given: else its value is the default.
    package func isGiven(_ name: String) -> Bool { given[flag(name).name] != nil }

    /// The value as it was written, or the default; of a repeatable flag, the last.
    package func text(_ name: String) -> String? { texts(name).last }

    /// The values as they were written, in order, or the default alone.
    package func texts(_ name: String) -> [String] {
        let flag = flag(name)
        return given[name] ?? flag.defaultText.map { [$0] } ?? []
    }

    /// A boolean's value or default; nil if it has neither.
    package func boolean(_ name: String) -> Bool? { text(name).map { $0 == "true" } }

    /// A duration's value or default in nanoseconds.
    package func duration(_ name: String) -> Int64? { text(name).flatMap(parseDuration) }

    /// A number's value or default, above 0; nil, too, if it is one of the words that the flag takes instead.
    package func number(_ name: String) -> Double? { text(name).flatMap(parseNumber) }

    /// A count's value or default, at least 1.
    package func count(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

    private func flag(_ name: String) -> Flag {
        guard let flag = declared[name] else { preconditionFailure("--\(name) is asked for but not declared") }
        return flag
    }
}
