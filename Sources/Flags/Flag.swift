import Text

/// A declared flag, `--name`.
package struct Flag: Sendable {
    /// The values that a flag accepts. All kinds but `boolean` need a value, as `--name=value` or `--name value`.
    package enum Kind: Equatable, Sendable {
        /// Any text.
        case text
        /// `--name` or `--no-name`.
        case boolean
        /// A duration as Prometheus writes it: `1h30m`.
        case duration
        /// A decimal number above 0, or one of the words.
        case number(or: [String] = [])
        /// A whole number of at least 1.
        case count
        /// A number of bytes above 0: `64MiB`.
        case bytes
        /// One of the words.
        case choice([String])
    }

    /// The name without its dashes. A part before a dot groups flags (`replay.speed`).
    package let name: String
    /// The values that it accepts.
    package let kind: Kind
    /// The word that the help shows for the value.
    package let placeholder: String
    /// The effect of the flag, in one sentence.
    package let help: String
    /// The value if the flag is not given. It must be one that the flag accepts.
    package let defaultText: String?
    /// Whether it must be given.
    package let isRequired: Bool
    /// Whether it may be given more than once.
    package let isRepeatable: Bool
    /// Names that people use for it by mistake, without dashes: the message about them names this flag.
    let mistakenNames: [String]

    /// Declares a flag. Without a placeholder, its kind chooses one. A boolean's default is `true` or `false`.
    package init(
        _ name: String, _ kind: Kind = .text, placeholder: String? = nil, help: String, defaultText: String? = nil,
        isRequired: Bool = false, isRepeatable: Bool = false, mistakenNames: [String] = []
    ) {
        precondition(!name.isEmpty && !name.hasPrefix("-"), "a flag is declared without its dashes")
        precondition(!(isRequired && defaultText != nil), "a required flag has no default")
        self.name = name
        self.kind = kind
        self.placeholder = placeholder ?? kind.placeholder
        self.help = help
        self.defaultText = defaultText
        self.isRequired = isRequired
        self.isRepeatable = isRepeatable
        self.mistakenNames = mistakenNames
        // Only in debug builds: each start would read each default.
        assert(defaultText.map(accepts) ?? true, "the default of --\(name) is not a value that it accepts")
    }

    func accepts(_ text: String) -> Bool {
        switch kind {
        case .text: true
        case .boolean: text == "true" || text == "false"
        case .duration: parseDuration(text) != nil
        case .number(let words): words.contains(text) || parseNumber(text).map { $0 > 0 } ?? false
        case .count: Int(text).map { $0 > 0 } ?? false
        case .bytes: parseBytes(text).map { $0 > 0 } ?? false
        case .choice(let words): words.contains(text)
        }
    }
}

extension [Flag] {
    /// The flag of this name; nil without one. O(flags): a command has some dozens, and reads each a few times.
    subscript(named name: String) -> Flag? { first { $0.name == name } }
}

extension Flag.Kind {
    fileprivate var placeholder: String {
        switch self {
        case .text, .boolean: "TEXT"
        case .duration: "DURATION"
        case .number: "NUMBER"
        case .count: "N"
        case .bytes: "BYTES"
        case .choice: "NAME"
        }
    }

    /// The accepted values, for the end of a sentence.
    var values: String {
        switch self {
        case .text, .boolean: "text"
        case .duration: "a duration such as 30s, 5m or 1h30m"
        case .number(let words): alternatives(["a number above 0"] + words)
        case .count: "a whole number of at least 1"
        case .bytes: "a number of bytes such as 64MiB"
        case .choice(let words): alternatives(words)
        }
    }
}
