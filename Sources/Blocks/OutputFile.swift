import POSIX

/// A new file that is written from its start to its end.
struct OutputFile {
    /// Bytes that wait for a call of the kernel.
    private static let bufferBytes = 1 << 20

    /// The bytes at the end of the file that are not written yet. Only append.
    var buffer: [UInt8] = []
    private let file: FileDescriptor
    private var written = 0

    /// Creates the file.
    init(_ path: String) throws(SystemError) { file = try FileDescriptor.create(path) }

    /// The length of the file so far.
    var count: Int { written + buffer.count }

    /// Writes the buffer if it is large. To be called between two pieces.
    mutating func drain() throws(SystemError) {
        if buffer.count >= Self.bufferBytes { try write() }
    }

    /// Writes what is left, down to the disk.
    mutating func close() throws(SystemError) {
        try write()
        try file.synchronize()
    }

    private mutating func write() throws(SystemError) {
        try file.write(buffer)
        written += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }
}
