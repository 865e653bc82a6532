import Bytes
import CSV
import EventTime

/// The place of every record of a source by event time: 16 bytes a record, or 32 where times are many and fine, or
/// records long, for files too disordered to merge.
///
/// All files of a source share one axis of offsets, on which each begins where the one before ends.
struct RecordIndex {
    /// How many records there are.
    private(set) var count = 0
    /// Time and place of each, in file order; what `sort` says once they are sorted.
    private var words: [UInt64] = []
    /// Where each file begins on the axis; ascending.
    private let bases: [Int]
    private let end: Int
    private var survey = IndexSort.Survey()
    private var sort: IndexSort?
    /// Set if records have columns instead of lengths.
    private let spread: RecordShape.Spread?
    /// For how many records room is made on the little that is known at first: 64 MB, touched as records come.
    private static let mostAtFirst = 1 << 22

    /// An empty index of records from files of these sizes, at most 17 TB together.
    ///
    /// Records of a `spread` line have one place, and a column instead of a length.
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

    /// Adds the records of a batch, all from one file.
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
                    // The next line is a record, too: this one ends where that begins.
                    length = Int(starts[record + 1]) - start
                }
                survey.note(times[record], length: length)
                words.append(UInt64(bitPattern: times[record].nanoseconds))
                words.append(PlaceWord(offset: base + start, length: length).word)
            }
        }
        self.survey = survey
        count += times.count
    }

    /// Makes room for as many records as there would be if all were as long as those up to `offset`, and some more, but
    /// no more than what is known can vouch for. Growing by doubling would take twice of what is needed, and for a
    /// moment thrice.
    private mutating func makeRoom(for added: Int, at offset: Int) {
        let needed = count + added
        if needed * 2 <= words.capacity { return }
        let expected = Double(count) * Double(end) / Double(max(1, offset)) * 1.02
        let most = max(Self.mostAtFirst, count * 16)
        words.reserveCapacity(max(needed * 9 / 8, expected < Double(most) ? Int(expected) : most) * 2)
    }

    /// When the record at `position` is due, once all are sorted.
    func time(at position: Int) -> Instant { sort!.time(words.span, at: position) }

    /// Where the record at `position` is, once all are sorted. O(log files).
    func place(at position: Int) -> RecordPlace {
        let (offset, length) = sort!.place(words.span, at: position)
        let file = file(at: offset)
        let isLength = spread == nil
        return RecordPlace(
            file: file, offset: offset - bases[file], length: isLength ? length : 0, column: isLength ? 0 : length)
    }

    /// Appends places and times of the records at `positions`, once all are sorted, up to the first whose length is not
    /// known.
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

    /// The file with this offset on the axis.
    private func file(at offset: Int) -> Int {
        // Of files without bytes, the last that begins there has the record.
        partitionPoint(bases.indices) { bases[$0] <= offset } - 1
    }

    /// Goes on sorting by time, some hundred thousand records a call; those of equal time stay in file order. True
    /// when it is done.
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

    /// A length that does not fit becomes 0, which means that it is not known.
    @inline(__always)
    init(offset: Int, length: Int) {
        word = UInt64(offset) << UInt64(Self.lengthBits) | (length >> Self.lengthBits == 0 ? UInt64(length) : 0)
    }

    var offset: Int { Int(word >> UInt64(Self.lengthBits)) }
    var length: Int { Int(word & (1 << UInt64(Self.lengthBits) - 1)) }
}
