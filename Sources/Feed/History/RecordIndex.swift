import Bytes
import CSV
import EventTime

/// The places of all records of a source by event time, for files with too many runs to merge. Takes 16 bytes per
/// record, or 32 if the times need many bits, or the records are long.
///
/// All files of a source share one axis of offsets, on which each file begins at the end of the file before.
struct RecordIndex {
    /// The number of records.
    private(set) var count = 0
    /// Time and place of each record, in file order. After the sort, only `sort` can read the words.
    private var words: [UInt64] = []
    /// The start of each file on the axis; ascending.
    private let bases: [Int]
    private let end: Int
    private var survey = IndexSort.Survey()
    private var sort: IndexSort?
    /// Not nil if the words have the column of a record instead of its length.
    private let spread: RecordShape.Spread?
    /// The most records for which the first estimate may reserve room: 64 MB, which become resident as records come.
    private static let mostAtFirst = 1 << 22

    /// An empty index for records from files of these sizes, at most 17 TB together.
    ///
    /// All records of a line that `spread` splits have the same offset, so the words have their column instead of a
    /// length.
    init(sizes: [Int], spread: RecordShape.Spread? = nil) {
        self.spread = spread
        var (bases, base) = ([Int](), 0)
        for size in sizes {
            bases.append(base)
            base += size
        }
        precondition(base < 1 << PlaceWord.offsetBits, "the files are too large for the index")
        (self.bases, end) = (bases, base)
    }

    /// Adds the records of a batch, which are all from one file.
    mutating func append(_ batch: FeedBatch, file: Int) {
        let base = bases[file] + batch.records.fileOffset
        let (starts, lines, times) = (batch.records.starts.span, batch.records.lines.span, batch.times.span)
        var survey = survey
        makeRoom(for: times.count, at: base)
        words.append(atMost: times.count * 2) { words in
            for record in times.indices {
                let start = Int(starts[record])
                var length = 0
                if let spread {
                    length = spread.column(of: record, in: batch.records)
                } else if record + 1 < starts.count && lines[record + 1] == lines[record] &+ 1 {
                    // The next line is a record, too, so this record ends at the start of the next.
                    length = Int(starts[record + 1]) - start
                }
                survey.add(times[record], length: length)
                words.append(UInt64(bitPattern: times[record].nanoseconds))
                words.append(PlaceWord(offset: base + start, length: length).word)
            }
        }
        self.survey = survey
        count += times.count
    }

    /// Reserves room for an estimated number of records: the files have records of the same average length as up to
    /// `offset`, plus a margin. An estimate from few records is bounded. Growing by doubling instead would take twice
    /// the memory, and three times while words are copied.
    private mutating func makeRoom(for added: Int, at offset: Int) {
        let needed = count + added
        if needed * 2 <= words.capacity { return }
        let expected = Double(count) * Double(end) / Double(max(1, offset)) * 1.02
        let most = max(Self.mostAtFirst, count * 16)
        words.reserveCapacity(max(needed * 9 / 8, expected < Double(most) ? Int(expected) : most) * 2)
    }

    /// The instant at which the record at `position` is due. Only after the sort.
    func time(at position: Int) -> Instant { sort!.time(words.span, at: position) }

    /// The place of the record at `position`. Only after the sort. O(log files).
    func place(at position: Int) -> RecordPlace {
        let (offset, length) = sort!.place(words.span, at: position)
        let file = file(at: offset)
        let isLength = spread == nil
        return RecordPlace(
            file: file, offset: offset - bases[file], length: isLength ? length : 0, column: isLength ? 0 : length)
    }

    /// Appends places and times of the records at `positions`, up to the first record of unknown length. Only after the
    /// sort.
    func read(_ positions: Range<Int>, into places: inout RecordPlaces, _ times: inout [Instant]) {
        let (sort, words) = (sort!, words.span)
        let first = places.count
        places.slices.append(atMost: positions.count) { slices in
            for position in positions {
                let (offset, length) = sort.place(words, at: position)
                if length == 0 { break }
                slices.append(ByteSlice(offset: offset, length: length))
            }
        }
        if bases.count > 1 {
            for record in first..<places.count {
                let slice = places.slices[record]
                let file = file(at: slice.offset)
                places.slices[record] = ByteSlice(offset: slice.offset - bases[file], length: slice.length)
                places.files.append(UInt32(file))
            }
        }
        times.append(atMost: positions.count) { times in
            for position in positions.prefix(places.count - first) { times.append(sort.time(words, at: position)) }
        }
    }

    /// The number of the file at this offset of the axis.
    private func file(at offset: Int) -> Int {
        // If empty files begin at the same offset, the last file with this start has the record.
        partitionPoint(bases.indices) { bases[$0] <= offset } - 1
    }

    /// Continues to sort by time, some hundred thousand records per call. Records of equal time stay in file order.
    /// True when all are sorted.
    mutating func sortSome() -> Bool {
        var sort = self.sort ?? IndexSort(survey, count: count, end: end)
        let isDone = sort.step(&words)
        self.sort = sort
        return isDone
    }
}

/// A record's offset and length in one word.
struct PlaceWord {
    static let lengthBits = 20
    static let offsetBits = 44

    let word: UInt64

    init(word: UInt64) { self.word = word }

    /// A word for `offset` and `length`. A length that does not fit becomes 0, which means unknown.
    @inline(__always)
    init(offset: Int, length: Int) {
        word = UInt64(offset) << UInt64(Self.lengthBits) | (length >> Self.lengthBits == 0 ? UInt64(length) : 0)
    }

    var offset: Int { Int(word >> UInt64(Self.lengthBits)) }
    var length: Int { Int(word & (1 << UInt64(Self.lengthBits) - 1)) }
}
