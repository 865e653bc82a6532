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
