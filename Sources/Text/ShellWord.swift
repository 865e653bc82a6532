/// A text as one word of a shell's command line that any shell of today reads as this text: as it is, in quotes, or, if
/// it has characters that nobody sees, as `$'…'` with escapes.
package func shellWord(_ text: String) -> String {
    if !text.isEmpty, text.utf8.allSatisfy({ isPlain($0) }), text.utf8.first != UInt8(ascii: "~") { return text }
    if printable(text) == text {
        // A quote within quotes ends them, stands alone behind a backslash, and opens them again.
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    var word = "$'"
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\\"): word += "\\" + String(Unicode.Scalar(byte))
        case 0x20..<0x7F: word.unicodeScalars.append(Unicode.Scalar(byte))
        // Three octal digits end by themselves; hexadecimal ones would take the next letter.
        default: word += "\\" + String(byte >> 6) + String(byte >> 3 & 7) + String(byte & 7)
        }
    }
    return word + "'"
}

/// Whether no shell gives the character a meaning.
private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "+"),
        UInt8(ascii: "@"), UInt8(ascii: "%"), UInt8(ascii: "~"):
        true
    default: false
    }
}
