import Bytes

/// Where a record is.
struct RecordPlace {
    let file: Int
    let offset: Int
    /// How many bytes it has with its line end; 0 where only its parser can tell.
    let length: Int
}

/// Where some records of one source are.
struct RecordPlaces {
    /// Each record's place in its file.
    var pieces: [Piece] = []
    /// The number of each record's file; empty if the source has but one.
    var files: [UInt32] = []
    private let hasManyFiles: Bool

    init(fileCount: Int) { hasManyFiles = fileCount > 1 }

    var count: Int { pieces.count }

    func offset(of record: Int) -> Int { pieces[record].offset }

    func file(of record: Int) -> Int { hasManyFiles ? Int(files[record]) : 0 }

    /// The records from `first` on, up to the first in another file than that.
    func inOneFile(from first: Int) -> Range<Int> {
        if !hasManyFiles { return first..<count }
        return first..<(files[first...].firstIndex { $0 != files[first] } ?? count)
    }

    mutating func append(_ place: RecordPlace) {
        pieces.append(Piece(offset: place.offset, length: place.length))
        if hasManyFiles { files.append(UInt32(place.file)) }
    }

    /// Keeps the first `count` only; their room stays.
    mutating func truncate(to count: Int) {
        pieces.removeLast(max(0, pieces.count - count))
        files.removeLast(max(0, files.count - count))
    }
}
