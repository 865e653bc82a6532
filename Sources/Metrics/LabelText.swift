import Bytes

/// The byte between two label values of a series key. It occurs in no valid UTF-8, so keys are unambiguous.
package let labelSeparator: UInt8 = 0xFF

/// Appends `range` of `bytes` as the inside of a quoted label value: backslash, double quote and newline are escaped
/// as both text formats ask; every other byte stands for itself.
package func appendEscapedLabelValue(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
    var start = range.lowerBound
    for index in range {
        let byte = bytes[index]
        let isNewline = byte == UInt8(ascii: "\n")
        guard isNewline || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
        text.append(bytes, start..<index)
        text.append(UInt8(ascii: "\\"))
        text.append(isNewline ? UInt8(ascii: "n") : byte)
        start = index + 1
    }
    text.append(bytes, start..<range.upperBound)
}

/// Returns `pairs` as label text: sorted by name, values escaped, without braces. For families of few series.
package func labelText(_ pairs: [(name: String, value: String)]) -> String {
    var text: [UInt8] = []
    for (name, value) in pairs.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
        if !text.isEmpty { text.append(UInt8(ascii: ",")) }
        text.append(contentsOf: Array("\(name)=\"".utf8))
        let bytes = Array(value.utf8)
        appendEscapedLabelValue(bytes.span, 0..<bytes.count, to: &text)
        text.append(UInt8(ascii: "\""))
    }
    return String(decoding: text, as: UTF8.self)
}

/// Says whether `range` of `bytes` is valid UTF-8 (RFC 3629: no overlong forms, no surrogates). O(n).
package func isValidUTF8(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var at = range.lowerBound
    while at < range.upperBound {
        let lead = bytes[at]
        at += 1
        if lead < 0x80 { continue }
        let (following, least, most): (Int, UInt8, UInt8)
        switch lead {
        case 0xC2...0xDF: (following, least, most) = (1, 0x80, 0xBF)
        case 0xE0: (following, least, most) = (2, 0xA0, 0xBF)
        case 0xED: (following, least, most) = (2, 0x80, 0x9F)
        case 0xE1...0xEF: (following, least, most) = (2, 0x80, 0xBF)
        case 0xF0: (following, least, most) = (3, 0x90, 0xBF)
        case 0xF1...0xF3: (following, least, most) = (3, 0x80, 0xBF)
        case 0xF4: (following, least, most) = (3, 0x80, 0x8F)
        default: return false
        }
        guard at + following <= range.upperBound, bytes[at] >= least, bytes[at] <= most else { return false }
        for offset in 1..<following where bytes[at + offset] & 0xC0 != 0x80 { return false }
        at += following
    }
    return true
}
