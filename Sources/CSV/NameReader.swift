import Bytes

/// Reads the names of columns from a header record.
package struct NameReader {
    private let dialect: Dialect
    private var scan: RecordScan

    /// A reader for headers of this dialect.
    package init(dialect: Dialect) {
        self.dialect = dialect
        scan = RecordScan(dialect: dialect, keeping: .max)
    }

    /// The names in the record that begins at `start`, and where the next record begins. Nil
    /// if the record has no end in `bytes`, or is no record. O(record).
    package mutating func names(_ bytes: [UInt8], from start: Int, atEnd: Bool) -> Header? {
        guard case .finished(let end, let next) = run(bytes.span, from: start, atEnd: atEnd) else { return nil }
        return Header(names: names(bytes, before: end), next: next)
    }

    /// A header record.
    package struct Header {
        /// The names of the columns.
        package let names: [String]
        /// The offset of the next record.
        package let next: Int
    }

    /// Scans the record that begins at `start`.
    mutating func run(_ bytes: Span<UInt8>, from start: Int, atEnd: Bool) -> RecordScan.Result {
        scan.run(bytes, from: start, atEnd: atEnd)
    }

    /// The number of columns, and of line ends, of the scanned record.
    var fieldCount: Int { scan.fieldCount }
    var lines: UInt32 { scan.lines }

    /// The names in the scanned record, which ends at `end`.
    mutating func names(_ bytes: [UInt8], before end: Int) -> [String] {
        var copy = Array(bytes[..<end])
        return (0..<scan.fieldCount).map { column in
            let range = scan.content(of: column, in: &copy).range
            return dialect.encoding.text(copy[range])
        }
    }
}
