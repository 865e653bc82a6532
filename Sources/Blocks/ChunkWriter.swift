import POSIX

/// The chunks of a block on their way to its segment files.
struct ChunkWriter {
    private static let header: [UInt8] = [0x85, 0xBD, 0x40, 0xDD, 1, 0, 0, 0]
    /// Where a chunk lies: segment in the upper half, offset in the lower one.
    typealias Reference = UInt64

    private let folder: String
    private let segmentBytes: Int
    private var file: OutputFile?
    private var segments = 0

    /// Creates the folder of the segments. A chunk that would begin behind `segmentBytes` begins the next one.
    init(_ folder: String, segmentBytes: Int) throws(SystemError) {
        try FileSystem.makeDirectory(folder)
        (self.folder, self.segmentBytes) = (folder, segmentBytes)
    }

    /// Closes `chunk` and writes it. Returns where it lies.
    mutating func write(_ chunk: inout XorChunk) throws(SystemError) -> Reference {
        if file == nil || file?.count ?? 0 >= segmentBytes { try beginSegment() }
        let reference = UInt64(segments - 1) << 32 | UInt64(file?.count ?? 0)
        if var open = file.take() {
            chunk.close(into: &open.buffer)
            try open.drain()
            file = open
        }
        return reference
    }

    /// Writes what is left, down to the disk.
    mutating func close() throws(SystemError) {
        try file?.close()
        try FileSystem.synchronizeFolder(folder)
    }

    private mutating func beginSegment() throws(SystemError) {
        try file?.close()
        segments += 1
        let digits = "\(segments)"
        var next = try OutputFile(folder + "/" + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits)
        next.buffer = Self.header
        file = next
    }
}
