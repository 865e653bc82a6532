/// The text with control characters, and others that nobody sees, written as escapes: `\n`, `\t`, `\x1b`, `\u{a0}`. A
/// message must neither move a terminal's cursor nor hide why two texts differ.
package func printable(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\n": escaped.append(contentsOf: "\\n".unicodeScalars)
        case "\r": escaped.append(contentsOf: "\\r".unicodeScalars)
        case "\t": escaped.append(contentsOf: "\\t".unicodeScalars)
        case _ where scalar.value < 0x20 || 0x7F..<0xA0 ~= scalar.value:
            let digits = String(scalar.value, radix: 16)
            escaped.append(contentsOf: "\\x\(digits.count < 2 ? "0" : "")\(digits)".unicodeScalars)
        case _ where isInvisible(scalar):
            escaped.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
        default: escaped.append(scalar)
        }
    }
    return String(escaped)
}

private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    case .spaceSeparator: scalar != " "
    default: false
    }
}
