#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A whole file, mapped for reading. If the file shrinks, the process continues: the missing bytes read as zeros, and
/// `hasShrunk` becomes true. Check `hasShrunk` after each read; if it is true, the bytes that were read may be wrong.
package final class MappedFile {
    /// The number of mapped bytes: the size of the file when it was mapped.
    package let count: Int
    private let file: FileDescriptor
    /// Nil for an empty file, which the kernel cannot map.
    private let region: MappedRegion?

    /// Maps a file that is open for reading, with its present size.
    package init(_ file: FileDescriptor) throws(SystemError) {
        let size = try file.status().size
        count = size
        self.file = file
        if size == 0 {
            region = nil
            return
        }
        // The kernel chooses the address of the new mapping, so the mapping replaces no memory in use.
        let address = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, file.number, 0)
        guard let address = unsafe address, unsafe address != MAP_FAILED else {
            throw SystemError(call: "mmap", code: errno, path: file.path)
        }
        region = unsafe MappedRegion.register(address, count: size)
    }

    deinit {
        if let region { unsafe region.unregister { unsafe _ = munmap($0, $1) } }
    }

    /// Whether the file has been shorter than `count` since it was mapped, as far as the process can know: a page was
    /// missing when it was read, or the size is smaller now. One system call.
    package var hasShrunk: Bool {
        if region?.hasFaulted == true { return true }
        guard let status = try? file.status() else { return true }  // the file is gone for the kernel, too
        return status.size < count
    }

    /// Calls `body` with all bytes. The bytes change if the file changes meanwhile.
    package func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let base = unsafe region?.base.assumingMemoryBound(to: UInt8.self)
        // The mapping is readable and `count` bytes long, and it exists as long as this object. Without a mapping,
        // `count` is 0.
        let buffer = unsafe UnsafeBufferPointer(start: base, count: count)
        return try unsafe body(buffer.span)
    }
}
