import Bytes

/// Where a record is.
struct RecordPlace {
    let file: Int
    let offset: Int
    /// How many bytes it has with its line end; 0 if only its parser can tell.
    let length: Int
    /// Which of the columns of a spread it is.
    let column: Int
}

/// Where some records of one source are.
struct RecordPlaces {
    /// Each record's place in its file.
    var slices: [ByteSlice] = []
    /// The number of each record's file; empty if the source has but one.
    var files: [UInt32] = []
    private let hasManyFiles: Bool

    init(fileCount: Int) { hasManyFiles = fileCount > 1 }

    var count: Int { slices.count }

    func offset(of record: Int) -> Int { record < count ? slices[record].offset : 0 }

    func file(of record: Int) -> Int { hasManyFiles ? Int(files[record]) : 0 }

    /// The records from `first` on and before `end`, up to the first in another file.
    func inOneFile(from first: Int, before end: Int) -> Range<Int> {
        if !hasManyFiles { return first..<end }
        return first..<(files[first..<end].firstIndex { $0 != files[first] } ?? end)
    }

    mutating func append(_ place: RecordPlace) {
        slices.append(ByteSlice(offset: place.offset, length: place.length))
        if hasManyFiles { files.append(UInt32(place.file)) }
    }

    /// Keeps the first `count` only; their room stays.
    mutating func truncate(to count: Int) {
        slices.removeLast(max(0, slices.count - count))
        files.removeLast(max(0, files.count - count))
    }
}
