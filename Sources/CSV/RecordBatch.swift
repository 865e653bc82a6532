package import Bytes

/// Records cut from one buffer, as bounds of their wanted fields: no record and no field is copied.
///
/// The owner of a batch appends bytes to `bytes`, and a `Parser` cuts them into records. Before the owner reads more
/// bytes, it calls `restart(at:)` with the offset of the unfinished record, or `recycle()` to keep the bytes of that
/// record. Bounds are stored record by record, `width` bounds each, in the order of the wanted columns of the parser. A
/// batch that is reused for a whole file allocates nothing in the steady state.
package struct RecordBatch {
    /// The buffer: first the consumed records, then the bytes of an unfinished record.
    package var bytes: [UInt8] = []
    /// The number of fields per record: the number of wanted columns.
    package let width: Int
    /// `count * width` bounds in `bytes`. They exclude the quotes around a field; doubled quotes are already single.
    package var bounds: [ByteRange] = []
    /// The offset in `bytes` at which each record begins.
    package var starts: [UInt32] = []
    /// The line (from 1) on which each record begins. A newline within quotes counts as a line.
    package var lines: [UInt32] = []
    /// The records that the parser rejected, in file order.
    package var rejects: [Reject] = []
    /// How many of `bytes` the parser has consumed. The bytes behind belong to an unfinished record.
    package var consumed = 0
    /// The offset in the file of the first byte of `bytes`.
    package var fileOffset = 0

    /// An empty batch whose records will have `width` fields.
    package init(width: Int) { self.width = width }

    /// The number of records.
    package var count: Int { lines.count }

    /// The bounds of the field of `record` in `column`, a slot. Traps outside of the batch.
    @inlinable @inline(__always)
    package func field(_ record: Int, _ column: Int) -> ByteRange { bounds[record * width + column] }

    /// Removes all records and rejects, and moves the unfinished bytes to the front. Keeps the capacity.
    package mutating func recycle() {
        fileOffset += consumed
        bytes.keepOnly(consumed..<bytes.count)
        dropRecords()
    }

    /// Removes all records, rejects and bytes. The next bytes begin at `fileOffset` of the file. Keeps the capacity.
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
