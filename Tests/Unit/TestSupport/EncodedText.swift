import Compression

/// One gzip member with these bytes.
package func gzipped(_ bytes: [UInt8]) -> [UInt8] {
    var (gzip, output) = (Gzip(), [UInt8]())
    gzip.input = bytes
    gzip.compress(isLast: true, to: &output)
    return output
}

/// The text in UTF-16 with a byte order mark.
package func utf16(_ text: String, isBigEndian: Bool) -> [UInt8] {
    "\u{FEFF}\(text)".utf16.flatMap { unit in
        isBigEndian ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
    }
}

/// How a test writes a text to a file.
package enum TextForm: CaseIterable, Sendable {
    /// UTF-8, or in gzip: in one member or two.
    case plain, gzip, members
    /// UTF-16 with a mark, or that in gzip.
    case littleEndian, bigEndian, gzipOfUTF16

    /// The bytes of a file that holds `text`.
    package func bytes(_ text: String) -> [UInt8] {
        let plain = Array(text.utf8)
        return switch self {
        case .plain: plain
        case .gzip: gzipped(plain)
        case .members: gzipped(Array(plain[..<(plain.count / 2)])) + gzipped(Array(plain[(plain.count / 2)...]))
        case .littleEndian: utf16(text, isBigEndian: false)
        case .bigEndian: utf16(text, isBigEndian: true)
        case .gzipOfUTF16: gzipped(utf16(text, isBigEndian: false))
        }
    }
}
