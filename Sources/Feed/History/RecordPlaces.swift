import Bytes

/// The place of a record.
struct RecordPlace {
    let file: Int
    let offset: Int
    /// The number of bytes with the line end; 0 if unknown.
    let length: Int
    /// The index of the column of a spread.
    let column: Int
}

/// The places of some records of one source.
struct RecordPlaces {
    /// Offset and length of each record in its file.
    var slices: [ByteSlice] = []
    /// The file number of each record; empty if the source has only one file.
    var files: [UInt32] = []
    private let hasManyFiles: Bool

    init(fileCount: Int) { hasManyFiles = fileCount > 1 }

    var count: Int { slices.count }

    func offset(of record: Int) -> Int { record < count ? slices[record].offset : 0 }

    func file(of record: Int) -> Int { hasManyFiles ? Int(files[record]) : 0 }

    /// The records from `first` on, up to `end` or the first record of another file.
    func inOneFile(from first: Int, before end: Int) -> Range<Int> {
        if !hasManyFiles { return first..<end }
        return first..<(files[first..<end].firstIndex { $0 != files[first] } ?? end)
    }

    mutating func append(_ place: RecordPlace) {
        slices.append(ByteSlice(offset: place.offset, length: place.length))
        if hasManyFiles { files.append(UInt32(place.file)) }
    }

    /// Keeps the first `count` places, and the capacity.
    mutating func truncate(to count: Int) {
        slices.removeLast(max(0, slices.count - count))
        files.removeLast(max(0, files.count - count))
    }
}
