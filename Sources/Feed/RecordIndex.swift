import CSV
import EventTime

/// The place of every record of a source by event time: 16 bytes a record, for files too disordered to merge.
///
/// All files of a source share one axis of offsets, on which each begins where the one before ends.
struct RecordIndex {
    /// A record: when it is due (while it is being sorted, the rank of that) and its place.
    struct Entry {
        var time: Instant
        /// The offset on the axis above, the record's length below; 0 for a length that is not known or does not fit.
        var place: UInt64
    }

    /// Where a record is.
    struct Place: Equatable {
        let file: Int
        let offset: Int
        /// How many bytes it has with its line end; 0 where only its parser can tell.
        let length: Int
    }

    private static let lengthBits: UInt64 = 20
    private static let offsetBits: UInt64 = 44

    /// By file, then by time once it is sorted.
    private(set) var entries: [Entry] = []
    /// Where each file begins on the axis; ascending.
    private let bases: [Int]
    private var survey = IndexSort.Survey()
    private var sort: IndexSort?

    /// An empty index of records from files of these sizes, at most 17 TB together, with room for `expected`: memory
    /// that no record needs is not touched.
    init(sizes: [Int], expecting expected: Int) {
        var (bases, base) = ([Int](), 0)
        for size in sizes {
            bases.append(base)
            base += size
        }
        precondition(base < 1 << Self.offsetBits, "the files are too large for the index")
        self.bases = bases
        entries.reserveCapacity(expected)
    }

    /// Adds the records of a batch, which come at these instants, from one file.
    mutating func append(_ batch: RecordBatch, _ times: [Instant], file: Int) {
        let base = bases[file] + batch.fileOffset
        let (starts, lines) = (batch.starts.span, batch.lines.span)
        var survey = survey
        for record in times.indices {
            let start = Int(starts[record])
            var length = 0
            // A record that the next line is one, too, ends where that begins.
            if record + 1 < starts.count && lines[record + 1] == lines[record] &+ 1 {
                length = Int(starts[record + 1]) - start
                if length >= 1 << Self.lengthBits { length = 0 }
            }
            survey.note(times[record])
            let place = UInt64(base + start) << Self.lengthBits | UInt64(length)
            entries.append(Entry(time: times[record], place: place))
        }
        self.survey = survey
    }

    /// Where the record at `position` is. O(log files).
    func place(at position: Int) -> Place {
        let place = entries[position].place
        let offset = Int(place >> Self.lengthBits)
        let length = Int(place & (1 << Self.lengthBits - 1))
        var (file, after) = (0, bases.count)
        while after - file > 1 {
            let middle = (file + after) / 2
            if bases[middle] <= offset { file = middle } else { after = middle }
        }
        return Place(file: file, offset: offset - bases[file], length: length)
    }

    /// Goes on sorting by time, some hundred thousand entries a call; records of equal time stay in file order. True
    /// when it is done. Takes 16 bytes a record while it lasts.
    mutating func sortSome() -> Bool {
        var sort = self.sort ?? IndexSort(survey, count: entries.count)
        self.sort = nil
        let isDone = sort.step(&entries)
        if !isDone { self.sort = sort }
        return isDone
    }
}
