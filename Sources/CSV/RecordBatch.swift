package import Bytes

/// Records cut from one buffer, as bounds of their wanted fields: no record and no field is copied.
///
/// The owner of a batch reads file bytes onto the end of `bytes`, lets a `Parser` turn them into records, hands the
/// batch on, and calls `recycle()` before it reads more. Fields are stored record by record, `width` bounds each, in
/// the order of the parser's wanted columns. Reused for a whole file it allocates nothing in the steady state.
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
    /// The number, among the files of its source, of the file that the records come from; the owner sets it.
    package var file: UInt32 = 0
    /// The same for each record where a merge put records of several files together; else empty.
    package var files: [UInt32] = []
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

    /// The number of the file that `record` comes from.
    package func fileNumber(of record: Int) -> Int { Int(files.isEmpty ? file : files[record]) }

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

    /// Appends one record of another batch of the same width, its bytes copied; used by merges. O(record).
    package mutating func append(_ other: RecordBatch, _ record: Int) {
        let first = record * width
        let start = Int(other.starts[record])
        var end = start
        for column in first..<first + width { end = Swift.max(end, Int(other.bounds[column].end)) }
        let shift = bytes.count - start
        starts.append(UInt32(bytes.count))
        bytes.append(other.bytes.span, start..<end)
        consumed = bytes.count
        for column in first..<first + width {
            let range = other.bounds[column].range
            bounds.append(ByteRange(range.lowerBound + shift, range.upperBound + shift))
        }
        lines.append(other.lines[record])
        files.append(UInt32(other.fileNumber(of: record)))
    }

    /// Removes the records with the given numbers, which must ascend. O(count).
    package mutating func remove(_ records: [Int]) {
        guard var kept = records.first else { return }
        var next = 0
        for record in kept..<count {
            if next < records.count && records[next] == record {
                next += 1
                continue
            }
            starts[kept] = starts[record]
            lines[kept] = lines[record]
            if !files.isEmpty { files[kept] = files[record] }
            for column in 0..<width { bounds[kept * width + column] = bounds[record * width + column] }
            kept += 1
        }
        starts.removeLast(starts.count - kept)
        lines.removeLast(lines.count - kept)
        if !files.isEmpty { files.removeLast(files.count - kept) }
        bounds.removeLast(bounds.count - kept * width)
    }

    private mutating func dropRecords() {
        consumed = 0
        bounds.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        files.removeAll(keepingCapacity: true)
        rejects.removeAll(keepingCapacity: true)
    }
}

/// A record that could not be cut into fields.
package struct Reject: Equatable, Sendable {
    /// Why; each case is a value of the label `reason`.
    package enum Reason: String, CaseIterable, Sendable {
        /// More or fewer fields than the header has.
        case fieldCount = "field_count"
        /// More fields than the dialect allows.
        case tooManyFields = "too_many_fields"
        /// Longer than the dialect allows.
        case recordTooLong = "record_too_long"
        /// A quote that nothing closes.
        case unclosedQuote = "unclosed_quote"
    }

    /// Why the record was left out.
    package var reason: Reason
    /// The line (from 1) on which it begins.
    package var line: UInt32
    /// The offset in the file of its first byte.
    package var offset: Int
    /// How many fields it had where that is the reason, else 0.
    package var fields: Int

    /// A reject at a place.
    package init(_ reason: Reason, line: UInt32, offset: Int, fields: Int = 0) {
        self.reason = reason
        self.line = line
        self.offset = offset
        self.fields = fields
    }
}
