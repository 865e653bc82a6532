import CSV
import EventTime
import POSIX

/// The state of reading a followed file: its position and its records.
struct LiveReading {
    private static let chunkBytes = 1 << 18

    var file: SourceFile
    var cutter: RecordCutter
    var fingerprint: Fingerprint
    /// The end of the bytes that were read. The bytes behind the end of the fingerprint are an unfinished record.
    var seen: Int
    var times: LiveTimes
    /// Whether NULs before the first line were reported.
    var hasReportedNULs = false
    /// Other bytes than NULs follow all NULs before this offset.
    private var holesEnd = 0
    /// The size of the file when only NULs followed the last byte that was read.
    private var sizeWithMissing: Int?

    init(_ file: SourceFile, _ cutter: RecordCutter, _ fingerprint: Fingerprint, after previous: Instant?) {
        self.file = file
        times = LiveTimes(after: previous)
        self.cutter = cutter
        self.fingerprint = fingerprint
        seen = fingerprint.end
    }

    /// The same position in another file, or in a file that was written anew.
    func resumed() -> LiveReading {
        var reading = self
        (reading.seen, reading.holesEnd, reading.sizeWithMissing) = (fingerprint.end, 0, nil)
        return reading
    }

    /// Whether a record, or a reject, was consumed behind the header.
    var hasRecords: Bool { fingerprint.end > file.start }

    /// Whether `descriptor` is the file of this reading, and its consumed bytes are unchanged.
    func isStill(_ descriptor: FileDescriptor) -> Bool { (try? fingerprint.isStill(descriptor)) ?? false }

    /// Whether the file has some of the consumed records, and nothing else yet.
    func isBegun(in descriptor: FileDescriptor) -> Bool {
        guard let first = try? Fingerprint.bytes(descriptor, file.start, 1).first, first != 0 else { return false }
        return (try? compare(descriptor)).map { $0 != .other } ?? false
    }

    /// Compares the file with the consumed bytes, which may be those of another file.
    func compare(_ descriptor: FileDescriptor) throws(SystemError) -> Fingerprint.Comparison {
        if file.leadingNULs > 0 {
            // The fingerprint has only the first of these NULs.
            let nuls = try descriptor.endOfNULs(from: 0)
            let size = try descriptor.status().size
            if nuls != file.leadingNULs && nuls < size { return .other }
        }
        return try fingerprint.compare(descriptor)
    }

    /// Reads an unfinished record again from its start, and a chunk of new bytes. Returns whether these are all bytes
    /// of the file. Nil if the file was truncated and rewritten, perhaps during this read. Reads no byte from
    /// `limit` on, unless `limit` is 0.
    mutating func fill(
        _ records: inout RecordBatch, _ descriptor: FileDescriptor, upTo limit: Int
    ) throws(SystemError) -> Bool? {
        let end = limit > 0 ? min(limit, seen + Self.chunkBytes) : seen + Self.chunkBytes
        let wanted = end - records.fileOffset
        while records.bytes.count < wanted {
            let position = records.fileOffset + records.bytes.count
            if try descriptor.read(into: &records.bytes, atMost: wanted - records.bytes.count, from: position) == 0 {
                break
            }
        }
        guard try fingerprint.isStill(descriptor) else { return nil }
        var isAtEnd = records.bytes.count < wanted
        if records.bytes.last == 0 && file.units == nil { isAtEnd = try removeMissing(&records, descriptor) }
        seen = records.fileOffset + records.bytes.count
        return isAtEnd
    }

    /// Removes NULs at the end of `records` that are bytes which are not written yet. Returns whether they are.
    private mutating func removeMissing(
        _ records: inout RecordBatch, _ descriptor: FileDescriptor
    ) throws(SystemError) -> Bool {
        let end = records.fileOffset + records.bytes.count
        if end <= holesEnd { return false }
        let size = try descriptor.status().size
        // A search through all NULs at each change would be slow.
        var isKnown = size == sizeWithMissing
        if isKnown { isKnown = try descriptor.endOfNULs(from: size - 1) >= size }
        if !isKnown {
            let found = try descriptor.endOfNULs(from: end)
            if found < size {
                holesEnd = found
                return false
            }
        }
        sizeWithMissing = size
        let kept = max(0, holesEnd - records.fileOffset)
        let missing = records.bytes[kept...].reversed().prefix { $0 == 0 }.count
        records.bytes.removeLast(missing)
        return true
    }
}

/// What was consumed of the content that a followed file, or its name, had before.
struct FormerContent {
    var reading: LiveReading
    /// Whether the same file was truncated or rewritten. If not, another file has the name.
    let isInPlace: Bool
    /// Whether other content is reported.
    let isReported: Bool
}
