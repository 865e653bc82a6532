import Bytes

/// Appends `range` of `bytes` as the inside of a quoted label value: escapes backslash, double quote and newline, as
/// both text formats require, and copies every other byte. O(n).
func appendEscapedLabelValue(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
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
