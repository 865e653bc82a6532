package import Bytes

/// Records cut from one buffer, as bounds of their wanted fields: no record and no field is copied.
///
/// The owner of a batch appends bytes to `bytes` and lets a `Parser` turn them into records. Before it reads on, it calls
/// `restart(at:)` with the place of the unfinished record, or `recycle()` to keep that record's bytes. Fields are stored
/// record by record, `width` bounds each, in the order of the parser's wanted columns. A batch that is reused for a whole
/// file allocates nothing in the steady state.
package struct RecordBatch {
    /// The buffer: consumed records first, then the bytes that are not yet a whole record.
    package var bytes: [UInt8] = []
    /// How many fields each record has here: the number of wanted columns.
    package let width: Int
    /// `count * width` bounds in `bytes`, quotes removed and doubled quotes made single.
    package var bounds: [ByteRange] = []
    /// Where each record begins in `bytes`.
    package var starts: [UInt32] = []
    /// The line (from 1) on which each record begins. A newline within quotes counts as a line.
    package var lines: [UInt32] = []
    /// What the parser had to leave out, in file order.
    package var rejects: [Reject] = []
    /// How many of `bytes` the parser has consumed; what follows is an unfinished record.
    package var consumed = 0
    /// The offset in the file of the first of `bytes`.
    package var fileOffset = 0

    /// An empty batch whose records will have `width` fields.
    package init(width: Int) { self.width = width }

    /// How many records there are.
    package var count: Int { lines.count }

    /// The bounds of field `column` of `record`. Traps outside of the batch.
    @inlinable @inline(__always)
    package func field(_ record: Int, _ column: Int) -> ByteRange { bounds[record * width + column] }

    /// Drops all records and rejects and moves the unfinished bytes to the front; capacity stays.
    package mutating func recycle() {
        fileOffset += consumed
        bytes.keepOnly(consumed..<bytes.count)
        dropRecords()
    }

    /// Drops everything, unfinished bytes too, to go on with the bytes at `fileOffset`; capacity stays.
    package mutating func restart(at fileOffset: Int) {
        self.fileOffset = fileOffset
        bytes.removeAll(keepingCapacity: true)
        dropRecords()
    }

    private mutating func dropRecords() {
        consumed = 0
        bounds.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        rejects.removeAll(keepingCapacity: true)
    }
}
