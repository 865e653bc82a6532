import POSIX

/// Keeps at most `limit` files of a history open. Closes the file that was used least recently.
final class OpenFileCache {
    static let limit = 256
    private var open: [String: (descriptor: FileDescriptor, used: Int)] = [:]
    private var clock = 0

    /// A descriptor for the file that the pre-pass read. Nil if another file has its name now, or if it became shorter.
    func descriptor(for file: SourceFile) throws(SystemError) -> FileDescriptor? {
        if let spool = file.spool { return spool.descriptor }
        clock += 1
        if let entry = open[file.path] {
            open[file.path]?.used = clock
            return entry.descriptor
        }
        if open.count >= Self.limit, let oldest = open.min(by: { $0.value.used < $1.value.used }) {
            open[oldest.key] = nil
        }
        let descriptor = try FileDescriptor.open(file.path)
        guard file.isSame(as: try descriptor.status()) else { return nil }
        open[file.path] = (descriptor, clock)
        return descriptor
    }
}
