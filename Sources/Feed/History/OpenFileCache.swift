import POSIX

/// Keeps at most so many of a history's files open, closing the one that was used longest ago.
final class OpenFileCache {
    static let limit = 256
    private var open: [String: (descriptor: FileDescriptor, used: Int)] = [:]
    private var clock = 0

    /// A descriptor for the file as the pre-pass saw it; nil if another file has its name now or it became shorter.
    func descriptor(for file: SourceFile) throws(SystemError) -> FileDescriptor? {
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
