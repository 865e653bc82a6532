package import CSV
package import EventTime

/// Records of one source, with everything that a reader may ask about them.
///
/// A batch is complete in itself: whoever holds it can say for each record when it is due and which file and line it
/// comes from.
package struct FeedBatch {
    /// The number of the source in its configuration.
    package let source: Int
    /// The records: bytes and bounds.
    package internal(set) var records: RecordBatch
    /// When each record is due.
    package internal(set) var times: [Instant] = []
    /// The file of each record.
    package internal(set) var files: FileColumn
    /// The records that were read beside these and cannot be used, in file order.
    package internal(set) var rejects: [FeedReject] = []
    /// Where each record is in its file, if the records come out of an index, which knows no lines; else empty.
    var places = RecordPlaces(fileCount: 1)

    /// An empty batch for records of `width` wanted columns.
    init(source: Int, width: Int) {
        self.source = source
        records = RecordBatch(width: width)
        files = FileColumn(FeedFile(number: 0, path: "", firstPath: ""))
    }

    /// How many records there are.
    package var count: Int { records.count }

    /// Where a record begins. O(1), but O(offset) for records out of an index.
    package func location(of record: Int) -> RecordLocation {
        let (path, line) = (files[record].path, Int(records.lines[record]))
        return RecordLocation(path: path, line: line > 0 ? line : lineNumber(at: places.offset(of: record), in: path))
    }

    /// Drops everything, to go on with the bytes at `offset` of a file; capacity stays.
    mutating func restart(at offset: Int = 0) {
        records.restart(at: offset)
        times.removeAll(keepingCapacity: true)
        rejects.removeAll(keepingCapacity: true)
        places.truncate(to: 0)
    }

    /// Removes the records with the given numbers, which must ascend; `times` is left alone. O(count).
    mutating func removeRecords(_ numbers: [Int]) {
        records.remove(numbers)
        files.remove(numbers)
    }
}

/// A file of a source.
package struct FeedFile: Sendable, Equatable {
    /// Its number within the source: the same for as long as the source is read, through replay and following.
    package let number: Int
    /// The name that leads to it now, as far as is known.
    package let path: String
    /// The name that led to it when it was first seen.
    package let firstPath: String
}

/// The file of each record of a batch.
package struct FileColumn: Sendable {
    /// The file of all records, while `numbers` is empty.
    private var only: FeedFile
    /// The number of each record's file where a batch has records of several; else empty.
    package private(set) var numbers: [UInt32] = []
    /// All files of the source by number, where `numbers` is used.
    private var files: [FeedFile] = []

    /// All records of a batch are from this file.
    init(_ file: FeedFile) { only = file }

    /// No records yet, from any of these files.
    init(all files: [FeedFile]) {
        only = files.first ?? FeedFile(number: 0, path: "", firstPath: "")
        self.files = files
    }

    /// The file of the records, if it is one for all.
    package var single: FeedFile? { numbers.isEmpty ? only : nil }

    /// The file of a record. O(1).
    package subscript(record: Int) -> FeedFile { numbers.isEmpty ? only : files[Int(numbers[record])] }

    /// Forgets all records; the files stay known.
    mutating func removeAll() { numbers.removeAll(keepingCapacity: true) }

    /// Appends `count` records of a file behind `before` records. A number for each is kept as soon as two files differ.
    mutating func append(_ file: FeedFile, count: Int, behind before: Int) {
        if count == 0 { return }
        if before == 0 {
            only = file
        } else if numbers.isEmpty && file.number != only.number {
            numbers.append(contentsOf: repeatElement(UInt32(only.number), count: before))
        }
        if !numbers.isEmpty { numbers.append(contentsOf: repeatElement(UInt32(file.number), count: count)) }
    }

    /// Replaces the records by those of another column, in the order of the numbers in `order`.
    mutating func take(_ other: FileColumn, in order: [UInt32]) {
        (only, files) = (other.only, other.files)
        numbers.removeAll(keepingCapacity: true)
        if !other.numbers.isEmpty { Feed.append(other.numbers, in: order, to: &numbers) }
    }

    /// Replaces the records by some of these files.
    mutating func take(_ numbers: [UInt32]) {
        self.numbers.removeAll(keepingCapacity: true)
        self.numbers.append(contentsOf: numbers)
    }

    mutating func remove(_ records: [Int]) {
        if numbers.isEmpty { return }
        var removed = records[...]
        var (kept, place) = (0, 0)
        while place < numbers.count {
            if removed.first == place {
                removed.removeFirst()
            } else {
                numbers[kept] = numbers[place]
                kept += 1
            }
            place += 1
        }
        numbers.removeLast(numbers.count - kept)
    }
}
