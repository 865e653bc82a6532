import POSIX

/// Some of the bytes that were consumed of a followed file: they show whether these bytes are still there, or whether the
/// file was emptied and written anew.
///
/// It holds the bytes around the end of the header and those consumed last, not a hash of them: there is no chance of
/// two being alike. A change between the two places goes unnoticed.
struct Fingerprint {
    private static let headerBytes = 256
    private static let headBytes = 1024
    private static let tailBytes = 128

    private let headStart: Int
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    /// Up to where bytes have been consumed.
    private(set) var end: Int

    /// Looks at a file whose header ends at `start` and whose records are consumed up to `end`.
    init(_ descriptor: FileDescriptor, start: Int, end: Int) throws(SystemError) {
        self.end = end
        headStart = max(0, start - Self.headerBytes)
        head = try Self.bytes(descriptor, headStart, min(end - headStart, Self.headBytes))
        tail = try Self.bytes(descriptor, max(headStart, end - Self.tailBytes), min(end - headStart, Self.tailBytes))
    }

    /// How many of the bytes that come next are wanted for `note`.
    var missing: Int { Self.headBytes - head.count }

    /// Takes in that `count` more bytes were consumed, which begin with `first`: the very bytes that were read, not
    /// what is there now. The last ones are read again; if the file has been written anew meanwhile, `first` will tell.
    mutating func note(_ first: some Sequence<UInt8>, count: Int, _ descriptor: FileDescriptor) {
        head += first.prefix(min(missing, count))
        end += count
        let wanted = min(end - headStart, Self.tailBytes)
        // Where they cannot be read again, the beginning must do.
        tail = (try? Self.bytes(descriptor, end - wanted, wanted)) ?? []
    }

    /// Whether all the bytes are still there. Two reads. What was read before the call was read from this file, then:
    /// asking first would leave a gap in which it can be emptied.
    func isStill(_ descriptor: FileDescriptor) throws(SystemError) -> Bool {
        guard try Self.bytes(descriptor, headStart, head.count) == head else { return false }
        return try Self.bytes(descriptor, end - tail.count, tail.count) == tail
    }

    private static func bytes(_ file: FileDescriptor, _ start: Int, _ count: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            if try file.read(into: &bytes, atMost: count - bytes.count, from: start + bytes.count) == 0 { break }
        }
        return bytes
    }
}
