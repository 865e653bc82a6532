package import CSV
package import EventTime

/// Records of one source, with their times, files and rejects.
///
/// A batch is complete: for each record it has the instant at which the record is due, the file and the line.
package struct FeedBatch {
    /// The number of the source in its configuration.
    package let source: Int
    /// The records: bytes and bounds.
    package internal(set) var records: RecordBatch
    /// The instant at which each record is due.
    package internal(set) var times: [Instant] = []
    /// The file of each record.
    package internal(set) var files: FileColumn
    /// The records that were read with the others and cannot be used, in file order.
    package internal(set) var rejects: [FeedReject] = []
    /// The lines that were read, and those that the `where` of the source left out.
    package internal(set) var lines = LineCounts()
    /// The offset of each record in its file, if the records come from an index, which has no line numbers; else empty.
    var places = RecordPlaces(fileCount: 1)

    /// An empty batch for records of `width` wanted columns.
    init(source: Int, width: Int) {
        self.source = source
        records = RecordBatch(width: width)
        files = FileColumn(FeedFile(number: 0, path: "", firstPath: ""))
    }

    /// The number of records.
    package var count: Int { records.count }

    /// The file and line at which a record begins. O(1), but O(offset) for a record from an index, which reads the
    /// file.
    package func location(of record: Int) -> RecordLocation {
        let (file, line) = (files[record], Int(records.lines[record]))
        return RecordLocation(
            path: file.path, line: line > 0 ? line : lineNumber(at: places.offset(of: record), in: file))
    }

    /// Removes all records and rejects. The next bytes begin at `offset` of a file. Keeps the capacity.
    mutating func restart(at offset: Int = 0) {
        records.restart(at: offset)
        times.removeAll(keepingCapacity: true)
        rejects.removeAll(keepingCapacity: true)
        lines = LineCounts()
        places.truncate(to: 0)
    }

    /// Removes the records with the given numbers, which must ascend. Does not change `times`. O(count).
    mutating func removeRecords(_ numbers: [Int]) {
        records.remove(numbers)
        files.remove(numbers)
    }
}

/// A file of a source.
package struct FeedFile: Sendable, Equatable {
    /// The number of the file within its source. It does not change, also not between a replay and following.
    package let number: Int
    /// The present path of the file, as far as is known.
    package let path: String
    /// The path of the file when it was first found.
    package let firstPath: String
    /// How the bytes of the file become text.
    var form = FileForm.plain
}

/// The file of each record of a batch.
package struct FileColumn: Sendable {
    /// The file of all records, if `numbers` is empty.
    private var only: FeedFile
    /// The file number of each record, if the batch has records of several files; else empty.
    package private(set) var numbers: [UInt32] = []
    /// All files of the source by number, if `numbers` is used.
    private var files: [FeedFile] = []

    /// A column for a batch whose records are all from `file`.
    init(_ file: FeedFile) { only = file }

    /// An empty column for records from any of the files.
    init(all files: [FeedFile]) {
        only = files.first ?? FeedFile(number: 0, path: "", firstPath: "")
        self.files = files
    }

    /// The file of the records, if all are from one file; else nil.
    package var single: FeedFile? { numbers.isEmpty ? only : nil }

    /// The file of a record. O(1).
    package subscript(record: Int) -> FeedFile { numbers.isEmpty ? only : files[Int(numbers[record])] }

    /// Removes all records, and keeps the files.
    mutating func removeAll() { numbers.removeAll(keepingCapacity: true) }

    /// Appends `count` records of a file behind `before` records. Stores a number per record only when the batch has
    /// records of more than one file.
    mutating func append(_ file: FeedFile, count: Int, behind before: Int) {
        if count == 0 { return }
        if before == 0 {
            only = file
        } else if numbers.isEmpty && file.number != only.number {
            numbers.append(contentsOf: repeatElement(UInt32(only.number), count: before))
        }
        if !numbers.isEmpty { numbers.append(contentsOf: repeatElement(UInt32(file.number), count: count)) }
    }

    /// Replaces the records by the records of `other`, in the order of the numbers in `order`.
    mutating func replace(by other: FileColumn, in order: [UInt32]) {
        (only, files) = (other.only, other.files)
        numbers.removeAll(keepingCapacity: true)
        if !other.numbers.isEmpty { Feed.append(other.numbers, in: order, to: &numbers) }
    }

    /// Replaces the records by records with these file numbers.
    mutating func replace(by numbers: [UInt32]) {
        self.numbers.removeAll(keepingCapacity: true)
        self.numbers.append(contentsOf: numbers)
    }

    mutating func remove(_ records: [Int]) {
        if numbers.isEmpty { return }
        var removed = records[...]
        var (kept, record) = (0, 0)
        while record < numbers.count {
            if removed.first == record {
                removed.removeFirst()
            } else {
                numbers[kept] = numbers[record]
                kept += 1
            }
            record += 1
        }
        numbers.removeLast(numbers.count - kept)
    }
}
