import Text

/// The values of a command's flags, each checked against its kind. Asking for an undeclared name is a bug and traps.
package struct ParsedFlags: Sendable {
    /// The subcommand, if the arguments name one.
    package let subcommand: String?
    /// The arguments that are not flags, in order.
    package let arguments: [String]
    let declared: [Flag]
    /// Names with their values, in the order of the arguments.
    let given: [(name: String, text: String)]

    /// The value as written, or the default; nil if the flag has neither.
    package func text(_ name: String) -> String? { texts(name).first }

    /// The values of a flag that may be repeated, in the order of the arguments; the default if there is none.
    package func texts(_ name: String) -> [String] {
        guard let flag = declared[named: name] else { preconditionFailure("--\(name) is read but not declared") }
        let texts = given.filter { $0.name == name }.map { $0.text }
        return texts.isEmpty ? flag.defaultText.map { [$0] } ?? [] : texts
    }

    /// Whether the arguments have the flag.
    package func isGiven(_ name: String) -> Bool { given.contains { $0.name == name } }

    /// A boolean's value or default; nil if it has neither.
    package func boolean(_ name: String) -> Bool? { text(name).map { $0 == "true" } }

    /// A duration's value or default in nanoseconds; nil if it has neither.
    package func duration(_ name: String) -> Int64? { text(name).flatMap(parseDuration) }

    /// A number's value or default, above 0; nil if it has neither, or if the value is one of the flag's words.
    package func number(_ name: String) -> Double? { text(name).flatMap(parseNumber) }

    /// A count's value or default, at least 1; nil if it has neither.
    package func count(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

    /// A number of bytes or the default, at least 1; nil if it has neither.
    package func bytes(_ name: String) -> Int? { text(name).flatMap(parseBytes) }
}
