package import CSV
package import POSIX

/// The settings of a source: its files, and how their bytes become records with event times. They never change; all
/// readers of the source share them.
package final class FeedSource: Sendable {
    /// The name of the source in messages.
    package let name: String
    /// The paths of the files, in file order. Records of equal time keep this order.
    package let files: [String]
    /// Patterns of files that are left out although a pattern of the source matches them.
    package let excluded: [Glob]
    /// The format of the files.
    package let dialect: Dialect
    /// The names of the wanted columns. A record batch has one field for each, in this order.
    package let columns: [String]
    /// Filters and splits records before their times are read.
    package let shape: RecordShape
    /// How the event time of a record is found.
    package let time: TimeRule
    /// Whether the files will be followed after a replay. Then an unfinished last record waits for its line end.
    let isGrowing: Bool

    /// Names of columns that the mapping adds. A file must not have them.
    let addedNames: [String]

    /// Whether the followed files are a state, which is read anew when they change.
    package let isTable: Bool
    /// Whether the records that are in followed files at the start count as consumed.
    package let startsAtEnd: Bool

    /// The wanted columns that a file must contain.
    var fileColumns: [String] { Array(columns.dropFirst(shape.addedColumns)) }

    /// Whether a header again can have a time, because no column of a file is a time: the time is the name of an
    /// unpivoted column or of the file. A single name is not enough for a header, because it may be a cell.
    let acceptsHeaders: Bool

    /// The columns of all slots, if `columns` are those of `fileColumns`. The shape fills the slots that it adds. Until
    /// then they refer to column 0.
    func slots(_ columns: [Int]) -> [Int] { Array(repeating: 0, count: shape.addedColumns) + columns }

    /// A source as given.
    package init(
        name: String, files: [String], excluded: [Glob] = [], dialect: Dialect, columns: [String],
        shape: RecordShape = RecordShape(), time: TimeRule, isGrowing: Bool = false,
        addedNames: [String] = [], isTable: Bool = false, startsAtEnd: Bool = false
    ) {
        self.name = name
        self.files = files
        self.excluded = excluded
        self.dialect = dialect
        self.columns = columns
        self.shape = shape
        self.time = time
        self.isGrowing = isGrowing
        self.addedNames = addedNames
        self.isTable = isTable
        self.startsAtEnd = startsAtEnd
        acceptsHeaders = time.slots.allSatisfy { $0 < shape.addedColumns } && columns.count >= shape.addedColumns + 2
    }
}

/// The fault of the first header that the source cannot use, if no present file has one that it can use; else nil.
/// Reads the headers up to the first usable one.
package func headerFault(of source: FeedSource) -> FeedError? {
    var fault: FeedError?
    for path in source.files {
        do throws(FeedError) {
            _ = try SourceFile(path: path, number: 0, source: source)
            return nil
        } catch {
            if error.skipReason == .header { fault = fault ?? error }
        }
    }
    return fault
}

/// The names of all columns of the file at `path`, whose header is read now. Throws for a file without one of the
/// `wanted` columns, and for a file that cannot be used.
package func columnNames(
    of path: String, _ dialect: Dialect, having wanted: [String]
) throws(FeedError) -> [String] {
    try SourceFile.columnNames(of: path, dialect, having: wanted)
}
