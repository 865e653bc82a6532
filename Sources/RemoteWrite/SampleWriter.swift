import Bytes
import Metrics

/// Writes the samples of a row: `value` (1, double) and `timestamp` (2, varint), in 2.0 also `start_timestamp` (3).
struct SampleWriter {
    /// Most bytes of a sample with tag and length.
    static let maximumBytes = 32

    private let times: [TaggedNumber]
    private let start: TaggedNumber?
    /// The bytes of each sample if all have as many, with tag and length.
    private let bytes: Int?

    /// A writer for the instants of an epoch. With `start` each sample says since when its series counts.
    init(_ epoch: Epoch, start: Int64?) {
        times = epoch.instants.map { TaggedNumber(tag: 0x10, $0) }
        self.start = start.map { TaggedNumber(tag: 0x18, $0) }
        let isEven = times.first?.count == times.last?.count
        bytes = isEven ? 11 + (times.first?.count ?? 0) + (self.start?.count ?? 0) : nil
    }

    /// How many bytes the samples of a row take, `count` of which are there.
    func size(_ row: Span<UInt64>, from first: Int, count: Int) -> Int {
        if let bytes { return count * bytes }
        var size = 0
        for column in times.indices where row[first + column] != Levels.absent {
            size += 11 + times[column].count + (start?.count ?? 0)
        }
        return size
    }

    /// Writes the samples of the row that begins at `first`, and returns their end. Words are stored whole, so up to
    /// seven bytes behind the end are overwritten.
    func write(_ rows: Span<UInt64>, from first: Int, _ room: inout MutableSpan<UInt8>, _ begin: Int) -> Int {
        var at = begin
        let times = times.span
        let (startWord, startBytes) = (start?.word ?? 0, start?.count ?? 0)
        for column in times.indices {
            let value = rows[first + column]
            if value == Levels.absent { continue }
            let time = times[column]
            // Field 2, its length, and the tag of the value: a double is eight bytes, lowest first.
            storeWord(0x09_00_12 | UInt64(9 + time.count + startBytes) << 8, &room, at)
            storeWord(value, &room, at + 3)
            storeWord(time.word, &room, at + 11)
            at += 11 + time.count
            if startBytes > 0 {
                storeWord(startWord, &room, at)
                at += startBytes
            }
        }
        return at
    }
}
