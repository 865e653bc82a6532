import CSV

/// The part of a file behind one header: where the wanted columns are, up to the next header.
struct Section: Sendable, Equatable {
    /// The offset of the first byte behind the header.
    let start: Int
    /// For each wanted column, the number of the column in the file.
    let columns: [Int]
    /// The number of columns in the header.
    let fieldCount: Int
    /// The number of fields of the first record; nil until the record has been read.
    var firstFieldCount: Int?

    /// Whether records of both sections are cut alike.
    func isAlike(_ other: Section) -> Bool {
        columns == other.columns && fieldCount == other.fieldCount && firstFieldCount == other.firstFieldCount
    }

    /// A parser that begins at the first byte of a line. The first `skipped` lines are no records.
    func parser(_ dialect: Dialect, line: UInt32, skipping skipped: Int = 0) -> Parser {
        Parser(
            dialect: dialect, columns: columns, fieldCount: fieldCount, line: line, firstFieldCount: firstFieldCount,
            skippedLines: skipped)
    }
}
