/// A file format that people take for CSV.
enum FileKind {
    /// A noun for the format of a file that begins with `bytes`; nil if it may be a text. Only signatures that no text
    /// begins with.
    static func name(of bytes: some Collection<UInt8>) -> String? {
        signatures.first { bytes.starts(with: $0.start) }?.name
    }

    private static let signatures: [(start: [UInt8], name: String)] =
        [
            ([0x50, 0x4B, 3, 4], "a zip archive, which may be a spreadsheet (.xlsx)"),
            ([0x50, 0x4B, 5, 6], "an empty zip archive"),
            ([0xD0, 0xCF, 0x11, 0xE0], "a spreadsheet or document of old Office (.xls)"),
            ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file"),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "an xz file"),
            ([0x04, 0x22, 0x4D, 0x18], "an lz4 file"),
            ([0x37, 0x7A, 0xBC, 0xAF], "a 7z archive"),
            (Array("Rar!".utf8) + [0x1A], "a rar archive"),
            ([0x89, 0x50, 0x4E, 0x47], "a PNG image"),
            ([0xFF, 0xD8, 0xFF], "a JPEG image"),
            (Array("GIF87a".utf8), "a GIF image"), (Array("GIF89a".utf8), "a GIF image"),
            (Array("%PDF-".utf8), "a PDF document"),
            (Array("PAR1".utf8) + [0x15], "a Parquet file"),
            (Array("SQLite format 3".utf8) + [0], "an SQLite database"),
        ] + (1...9).map { (Array("BZh\($0)1AY&SY".utf8), "a bzip2 file") }
}
