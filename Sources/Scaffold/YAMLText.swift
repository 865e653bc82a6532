/// A text as a YAML scalar that every parser reads as this text: plain if nothing can mistake it, else in double
/// quotes.
func yamlScalar(_ text: String) -> String {
    isPlain(text) ? text : yamlQuoted(text)
}

/// A text in double quotes, for YAML.
func yamlQuoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        default:
            if mustEscape(scalar) {
                let digits = String(scalar.value, radix: 16)
                result += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
    return result + "\""
}

/// Whether a YAML parser may refuse the character as it is, or take it for a line end, or nobody sees it.
private func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x20 || 0x7F...0xA0 ~= scalar.value { return true }
    switch scalar.properties.generalCategory {
    case .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: return true
    default: return scalar.value == 0xFEFF
    }
}

/// Letters, digits and `_`, `-`, `.`, `/` or single blanks between them; begins with a letter, and is no word of
/// YAML 1.1.
private func isPlain(_ text: String) -> Bool {
    var previous: UInt8 = 0x20
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): break
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "/"):
            if previous == 0x20 { return false }
        case 0x20: if previous == 0x20 { return false }
        default: return false
        }
        previous = byte
    }
    return previous != 0x20 && !words.contains(lowercased(text))
}

private let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"]

/// Texts as a list on one line.
func yamlList(_ texts: [String]) -> String { "[" + texts.map { yamlScalar($0) }.joined(separator: ", ") + "]" }

/// A number without a fraction if it has none: `60`, `0.001`.
func numberText(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
}

/// A text that grows by lines of YAML.
struct YAMLWriter {
    var text = ""
    /// The blanks before the next lines.
    var indent = 0
    /// Whether the next lines are comments.
    var isCommented = false

    mutating func line(_ content: String) {
        if content.isEmpty { return text += "\n" }
        text += String(repeating: " ", count: indent) + (isCommented ? "# " : "") + content + "\n"
    }

    /// Writes a key with a value that is YAML already.
    mutating func key(_ key: String, _ value: String) { line("\(key): \(value)") }

    /// Writes a list behind a key: on one line if it is short.
    mutating func list(_ key: String, _ texts: [String]) {
        let short = yamlList(texts)
        if short.utf8.count + key.utf8.count < 100 { return line("\(key): \(short)") }
        line("\(key):")
        for text in texts { line("  - \(yamlScalar(text))") }
    }

    /// Writes a sentence as comment lines of at most 100 columns.
    mutating func comment(_ sentence: String) {
        for part in wrapped(sentence, width: 96 - indent) {
            text += String(repeating: " ", count: indent) + "# " + part + "\n"
        }
    }
}

/// The words of a sentence in lines of at most `width` characters; a longer word has a line of its own.
func wrapped(_ sentence: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var length = 0
    for word in sentence.split(separator: " ") {
        let more = word.unicodeScalars.count
        if length > 0 && length + 1 + more > width {
            lines.append(line)
            (line, length) = ("", 0)
        }
        line += (length > 0 ? " " : "") + word
        length += more + (length > 0 ? 1 : 0)
    }
    if length > 0 { lines.append(line) }
    return lines
}
