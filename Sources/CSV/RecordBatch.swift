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

    /// Appends records of another batch of the same width, their bytes copied at once; used by merges. O(bytes).
    package mutating func append(_ other: RecordBatch, _ records: Range<Int>) {
        if records.isEmpty { return }
        let start = Int(other.starts[records.lowerBound])
        let end = records.upperBound < other.count ? Int(other.starts[records.upperBound]) : other.consumed
        // Offsets are unsigned, and a shift to the left wraps around to where it should.
        let shift = UInt32(truncatingIfNeeded: bytes.count - start)
        bytes.append(other.bytes.span, start..<end)
        consumed = bytes.count
        bounds.append(atMost: records.count * width) { bounds in
            let others = other.bounds.span
            for place in records.lowerBound * width..<records.upperBound * width {
                var field = others[place]
                (field.start, field.end) = (field.start &+ shift, field.end &+ shift)
                bounds.append(field)
            }
        }
        starts.append(atMost: records.count) { starts in
            let others = other.starts.span
            for record in records { starts.append(others[record] &+ shift) }
        }
        lines.append(contentsOf: other.lines[records])
        noteFiles(of: other, records)
    }

    /// Notes the files of records just appended: one for each record, as soon as they are not all of one file.
    private mutating func noteFiles(of other: RecordBatch, _ records: Range<Int>) {
        let before = count - records.count
        if before == 0 { file = other.file }
        if files.isEmpty && other.files.isEmpty && other.file == file { return }
        if files.isEmpty { files.append(contentsOf: repeatElement(file, count: before)) }
        if other.files.isEmpty {
            files.append(contentsOf: repeatElement(other.file, count: records.count))
        } else {
            files.append(contentsOf: other.files[records])
        }
    }

    /// Takes the records of another batch in another order: `order` holds their numbers.
    /// The bytes stay as they are and change hands; what was here before is dropped. O(records), without allocation.
    package mutating func take(_ other: inout RecordBatch, in order: [UInt32]) {
        restart(at: 0)
        swap(&bytes, &other.bytes)
        consumed = bytes.count
        let width = width
        bounds.append(atMost: order.count * width) { bounds in
            let others = other.bounds.span
            for record in order {
                let first = Int(record) * width
                for place in first..<first + width { bounds.append(others[place]) }
            }
        }
        Self.append(other.starts, in: order, to: &starts)
        Self.append(other.lines, in: order, to: &lines)
        file = other.file
        if !other.files.isEmpty { Self.append(other.files, in: order, to: &files) }
    }

    private static func append(_ values: [UInt32], in order: [UInt32], to taken: inout [UInt32]) {
        taken.append(atMost: order.count) { taken in
            let values = values.span
            for record in order { taken.append(values[Int(record)]) }
        }
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
