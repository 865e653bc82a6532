import Text

extension Command {
    /// The help of the program: usage, summary, then flags, commands and exit codes in aligned columns.
    ///
    /// Lines are at most `width` columns wide; a longer word has a line of its own.
    package func helpText(width: Int = 80) -> String { helpText(path: name, isProgram: true, width: width) }

    func helpText(path: String, isProgram: Bool, width: Int = 80) -> String {
        var sections = [usage(path, width), wrap(summary, width: width).joined(separator: "\n")]
        if let arguments {
            sections.append(table("Arguments:", [("  " + arguments.placeholder, arguments.help)], width))
        }
        sections.append(table("Flags:", flagRows(isProgram: isProgram), width))
        if !subcommands.isEmpty {
            sections.append(table("Commands:", subcommands.map { ("  " + $0.name, $0.summary) }, width))
        }
        if !exitCodes.isEmpty {
            sections.append(table("Exit codes:", exitCodes.map { ("  \($0.code)", $0.meaning) }, width))
        }
        return sections.joined(separator: "\n\n") + "\n"
    }

    private func usage(_ path: String, _ width: Int) -> String {
        let required = flags.filter(\.isRequired).map { "--\($0.name)=\($0.placeholder)" }
        let words = [path] + required + ["[flags]"] + (arguments.map { [$0.usage] } ?? [])
        var lines = hang("usage: ", wrap(words.joined(separator: " "), width: width - 7))
        if !subcommands.isEmpty { lines.append("       \(path) COMMAND [flags]") }
        return lines.joined(separator: "\n")
    }

    private func flagRows(isProgram: Bool) -> [(String, String)] {
        var rows = [("  -h, --help", "Print this help and exit.")]
        if isProgram { rows.append(("      --version", "Print the version and exit.")) }
        return rows + flags.map { ("      " + $0.spelling, $0.help + $0.notes) }
    }
}

extension Command.Arguments {
    fileprivate var usage: String {
        let word = count.upperBound > 1 ? placeholder + "…" : placeholder
        return count.lowerBound == 0 ? "[\(word)]" : word
    }
}

extension Flag {
    fileprivate var spelling: String { kind == .boolean ? "--[no-]\(name)" : "--\(name)=\(placeholder)" }

    // Follows the help sentence in parentheses: facts of the declaration that the sentence need not repeat.
    fileprivate var notes: String {
        var notes: [String] = []
        if case .choice(let words) = kind { notes.append(alternatives(words)) }
        if isRequired { notes.append("required") }
        if isRepeatable { notes.append("may be repeated") }
        if let defaultText, defaultText != "false" || kind != .boolean {
            notes.append("default:\(noBreak)\(defaultText)")
        }
        return notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"
    }
}

// A title and rows of two columns. A left cell that is too long has a line of its own.
private func table(_ title: String, _ rows: [(left: String, right: String)], _ width: Int) -> String {
    let widest = 36
    let column = (rows.map(\.left.count).filter { $0 <= widest }.max() ?? 0) + 2
    var lines = [title]
    for row in rows {
        let right = wrap(row.right, width: width - column)
        if row.left.count > widest {
            lines.append(row.left)
            lines += hang(String(repeating: " ", count: column), right)
        } else {
            lines += hang(row.left + String(repeating: " ", count: column - row.left.count), right)
        }
    }
    return lines.joined(separator: "\n")
}

// Prefixes the first line with a text and the others with as many blanks.
private func hang(_ first: String, _ lines: [String]) -> [String] {
    let indent = String(repeating: " ", count: first.count)
    return lines.enumerated().map { ($0.offset == 0 ? first : indent) + $0.element }
}

// Becomes a blank, but a line never ends at it.
private let noBreak: Character = "\u{A0}"

// Returns at least one line. A word longer than `width` has a line of its own.
private func wrap(_ text: String, width: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
        let last = lines[lines.count - 1]
        if last.isEmpty {
            lines[lines.count - 1] = String(word)
        } else if last.count + 1 + word.count <= width {
            lines[lines.count - 1] = last + " " + word
        } else {
            lines.append(String(word))
        }
    }
    return lines.map { String($0.map { $0 == noBreak ? " " : $0 }) }
}
