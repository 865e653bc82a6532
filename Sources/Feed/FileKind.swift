/// A file format that people take for CSV.
enum FileKind {
    /// A noun for the format of a file that begins with `bytes`; nil if it may be a text. Only signatures that no text
    /// begins with.
    static func name(of bytes: [UInt8]) -> String? {
        for (start, name) in signatures where begins(bytes, start) { return name }
        return nil
    }

    /// A character is the byte of its number; a `?` is a digit. Constants, so that a process does not build them.
    private static let signatures: [(start: String, name: String)] = [
        ("PK\u{3}\u{4}", "a zip archive, which may be a spreadsheet (.xlsx)"),
        ("PK\u{5}\u{6}", "an empty zip archive"),
        ("\u{D0}\u{CF}\u{11}\u{E0}", "a spreadsheet or document of old Office (.xls)"),
        ("(\u{B5}/\u{FD}", "a zstd file"),
        ("\u{FD}7zXZ\u{0}", "an xz file"),
        ("\u{4}\"M\u{18}", "an lz4 file"),
        ("7z\u{BC}\u{AF}", "a 7z archive"),
        ("Rar!\u{1A}", "a rar archive"),
        ("\u{89}PNG", "a PNG image"),
        ("\u{FF}\u{D8}\u{FF}", "a JPEG image"),
        ("GIF87a", "a GIF image"), ("GIF89a", "a GIF image"),
        ("%PDF-", "a PDF document"),
        ("PAR1\u{15}", "a Parquet file"),
        ("SQLite format 3\u{0}", "an SQLite database"),
        ("BZh?1AY&SY", "a bzip2 file"),
    ]

    /// How a person gets a CSV file from one of these formats; empty where nothing helps.
    static func wayOut(of kind: String) -> String {
        if kind.hasPrefix("a zip") { return ": unpack it, or save its sheet as CSV" }
        if kind.hasPrefix("a spreadsheet") { return ": save its sheet as CSV" }
        if kind.hasSuffix(" image") || kind.hasSuffix(" document") { return "" }
        return kind.hasSuffix(" database") || kind.hasPrefix("a Parquet")
            ? ": export a table, for example by duckdb" : ": unpack it, or pack it as gzip"
    }

    private static func begins(_ bytes: [UInt8], _ start: String) -> Bool {
        var index = 0
        for scalar in start.unicodeScalars {
            guard index < bytes.count else { return false }
            let byte = bytes[index]
            let isSame = scalar == "?" ? byte &- UInt8(ascii: "0") < 10 : UInt32(byte) == scalar.value
            if !isSame { return false }
            index += 1
        }
        return true
    }
}
