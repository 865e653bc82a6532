import CSV
import POSIX

/// NULs at the end of a file are bytes that are not written yet: the writer has reserved room for them, or copies the
/// file into a share that shows the size first. NULs before other bytes are a hole, which a truncation under a writer
/// leaves behind.
extension FileDescriptor {
    private static let chunkBytes = 1 << 18

    /// The offset of the first byte from `start` on that is not NUL; the end of the file if there is none. O(NULs), but
    /// holes cost nothing.
    func endOfNULs(from start: Int) throws(SystemError) -> Int {
        var (at, bytes) = (start, [UInt8]())
        // One byte is enough for most files.
        var limit = 1
        while try read(into: &bytes, atMost: limit, from: at) > 0 {
            if let index = bytes.firstIndex(where: { $0 != 0 }) { return at + index }
            at += bytes.count
            bytes.removeAll(keepingCapacity: true)
            if limit == 1 { at = startOfData(from: at, before: try status().size) }
            limit = Self.chunkBytes
        }
        return at
    }

    /// The offset behind the last byte before `end` that is not NUL; at least `start`. O(NULs), but holes cost nothing.
    func startOfNULs(before end: Int, atLeast start: Int) throws(SystemError) -> Int {
        var (at, bytes) = (end, [UInt8]())
        var limit = 1
        while at > start {
            let from = max(start, at - limit)
            bytes.removeAll(keepingCapacity: true)
            while bytes.count < at - from {
                // The file has become shorter: the reader of its records finds that.
                if try read(into: &bytes, atMost: at - from - bytes.count, from: from + bytes.count) == 0 { return end }
            }
            if let index = bytes.lastIndex(where: { $0 != 0 }) { return from + index + 1 }
            at = limit == 1 ? endOfData(from: start, before: from) : from
            limit = Self.chunkBytes
        }
        return at
    }
}

extension FeedReject {
    /// The reject for NULs before the first line of a file; nil if there are none.
    init?(leadingNULsOf file: SourceFile) {
        if file.leadingNULs == 0 { return nil }
        self.init(
            .record(.nulBytes), RecordLocation(path: file.path, line: 1), found: .nulBytes(file.leadingNULs))
    }
}
