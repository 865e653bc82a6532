import Bytes

/// The encoding of a file's text, in which ASCII characters are single bytes with their ASCII values.
///
/// Cells stay as they are in the file. Names of columns and labels are converted to UTF-8, and texts of a mapping that
/// are compared with cells are converted to the encoding.
package enum Encoding: String, CaseIterable, Sendable {
    case utf8 = "utf-8"
    /// ISO 8859-1: each byte is the code point of its character.
    case latin1 = "latin-1"
    /// Latin-1 with other characters for 0x80 to 0x9F. The five bytes without a character are control characters, as in
    /// the WHATWG Encoding Standard.
    case windows1252 = "windows-1252"

    /// The text of some bytes. Invalid UTF-8 becomes U+FFFD. O(n).
    package func text(_ bytes: some Sequence<UInt8>) -> String {
        if self == .utf8 { return String(decoding: Array(bytes), as: UTF8.self) }
        var scalars = String.UnicodeScalarView()
        for byte in bytes { scalars.append(scalar(byte)) }
        return String(scalars)
    }

    /// The bytes of a text; nil if the encoding lacks one of its characters. O(n).
    package func bytes(_ text: String) -> [UInt8]? {
        if self == .utf8 { return Array(text.utf8) }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = byte(scalar) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// Appends the cell in `range` as UTF-8. O(n). Must not be `utf8`.
    package func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
        for index in range {
            let byte = bytes[index]
            if byte < 0x80 {
                text.append(byte)
            } else {
                if let units = UTF8.encode(scalar(byte)) { text.append(contentsOf: units) }
            }
        }
    }

    private func scalar(_ byte: UInt8) -> Unicode.Scalar {
        if self == .windows1252 && byte &- 0x80 < 0x20 { return Self.windows[Int(byte) - 0x80] }
        return Unicode.Scalar(byte)
    }

    private func byte(_ scalar: Unicode.Scalar) -> UInt8? {
        if self == .windows1252, let index = Self.windows.firstIndex(of: scalar) { return 0x80 + UInt8(index) }
        if self == .windows1252 && 0x80..<0xA0 ~= scalar.value { return nil }
        return UInt8(exactly: scalar.value)
    }

    /// The characters of the bytes 0x80 to 0x9F in windows-1252.
    private static let windows: [Unicode.Scalar] = [
        "\u{20AC}", "\u{81}", "\u{201A}", "\u{192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}", "\u{2C6}",
        "\u{2030}", "\u{160}", "\u{2039}", "\u{152}", "\u{8D}", "\u{17D}", "\u{8F}", "\u{90}", "\u{2018}", "\u{2019}",
        "\u{201C}", "\u{201D}", "\u{2022}", "\u{2013}", "\u{2014}", "\u{2DC}", "\u{2122}", "\u{161}", "\u{203A}",
        "\u{153}", "\u{9D}", "\u{17E}", "\u{178}",
    ]
}
