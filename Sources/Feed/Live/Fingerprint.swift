import POSIX

/// Some of the consumed bytes of a followed file. They show whether the file still has these bytes, or was truncated
/// and rewritten.
///
/// A fingerprint has the bytes around the end of the header, and the last consumed bytes. It stores the bytes and not a
/// hash, so that two contents never have the same fingerprint by chance. A change between these two places goes
/// unnoticed.
struct Fingerprint {
    private static let headerBytes = 256
    private static let headBytes = 1024
    private static let tailBytes = 128

    private static let firstBytes = 64

    private let headStart: Int
    /// The first bytes of the file, if `head` does not begin there. Only `compare` needs them.
    private let first: [UInt8]
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    /// The end of the consumed bytes.
    private(set) var end: Int

    /// The fingerprint of a file whose header ends at `start`, and whose records are consumed up to `end`.
    init(_ descriptor: FileDescriptor, start: Int, end: Int) throws(SystemError) {
        self.end = end
        headStart = max(0, start - Self.headerBytes)
        first = try Self.bytes(descriptor, 0, min(headStart, Self.firstBytes))
        head = try Self.bytes(descriptor, headStart, min(end - headStart, Self.headBytes))
        tail = try Self.bytes(descriptor, max(headStart, end - Self.tailBytes), min(end - headStart, Self.tailBytes))
    }

    /// How many of the next bytes `extend` needs.
    var missing: Int { Self.headBytes - head.count }

    /// Extends the fingerprint by `count` consumed bytes, which begin with `first`. `first` are the bytes that were
    /// read before, not the bytes that the file has now. The last bytes are read again: if the file was rewritten
    /// meanwhile, `isStill` finds the difference in `first`.
    mutating func extend(_ first: some Sequence<UInt8>, count: Int, _ descriptor: FileDescriptor) {
        head += first.prefix(min(missing, count))
        end += count
        let wanted = min(end - headStart, Self.tailBytes)
        // If they cannot be read again, the fingerprint has only the bytes around the header.
        tail = (try? Self.bytes(descriptor, end - wanted, wanted)) ?? []
    }

    /// Whether the file still has all the bytes of the fingerprint. Two reads. Call it after reading new bytes, not
    /// before: the file can be truncated between two calls.
    func isStill(_ descriptor: FileDescriptor) throws(SystemError) -> Bool {
        guard try Self.bytes(descriptor, headStart, head.count) == head else { return false }
        return try Self.bytes(descriptor, end - tail.count, tail.count) == tail
    }

    /// What a file has instead of the bytes of a fingerprint.
    enum Comparison: Equatable {
        /// The same bytes, and perhaps more behind them.
        case same
        /// A proper prefix of them: the rest is not written yet.
        case prefix
        /// Other bytes.
        case other
    }

    /// Compares the file with the fingerprint, which may be that of another file. NULs up to the end of the file are
    /// bytes that are not written yet. O(NULs).
    func compare(_ descriptor: FileDescriptor) throws(SystemError) -> Comparison {
        let size = try descriptor.status().size
        for (start, wanted) in [(0, first), (headStart, head), (end - tail.count, tail)] {
            let found = try Self.bytes(descriptor, start, wanted.count)
            let same = zip(found, wanted).prefix { $0 == $1 }.count
            if same == wanted.count { continue }
            if same == found.count { return .prefix }
            let nulsEnd = try descriptor.endOfNULs(from: start + same)
            return nulsEnd >= size ? .prefix : .other
        }
        if size < end { return .prefix }
        // The last record may have been consumed without its line end. Then nothing else may follow it.
        guard size > end, let last = tail.last, last != 0x0A && last != 0x0D else { return .same }
        let next = try Self.bytes(descriptor, end, 1)
        return next == [0x0A] || next == [0x0D] ? .same : .other
    }

    /// The bytes of `file` from `start` on: `count` bytes, or fewer at the end of the file.
    static func bytes(_ file: FileDescriptor, _ start: Int, _ count: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            if try file.read(into: &bytes, atMost: count - bytes.count, from: start + bytes.count) == 0 { break }
        }
        return bytes
    }
}
