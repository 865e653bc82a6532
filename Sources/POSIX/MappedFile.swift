#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A whole file, mapped for reading. If the file shrinks meanwhile, what is gone reads as zeros and `hasShrunk` says
/// so: the process goes on. Keep asking after reading, and trust nothing that was read once it has.
package final class MappedFile {
    /// Bytes that are mapped: the size that the file had on opening.
    package let count: Int
    private let file: FileDescriptor
    /// Nil for an empty file, which cannot be mapped.
    private let region: MappedRegion?

    /// Maps a file that is open for reading, as long as it is now.
    package init(_ file: FileDescriptor) throws(SystemError) {
        let size = try file.status().size
        count = size
        self.file = file
        if size == 0 {
            region = nil
            return
        }
        // A new mapping at an address of the kernel's choice touches no memory of ours.
        let address = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, file.number, 0)
        guard let address = unsafe address, unsafe address != MAP_FAILED else {
            throw SystemError(call: "mmap", code: errno, path: file.path)
        }
        region = unsafe MappedRegion.register(address, count: size)
    }

    /// Maps the file at `path`.
    package convenience init(path: String) throws(SystemError) {
        try self.init(FileDescriptor.open(path))
    }

    deinit {
        if let region { unsafe region.unregister { unsafe _ = munmap($0, $1) } }
    }

    /// Whether the file has been shorter than `count` since it was mapped, as far as can be known: a page that was gone
    /// when it was read, or a smaller size now. One system call.
    package var hasShrunk: Bool {
        if region?.hasFaulted == true { return true }
        guard let status = try? file.status() else { return true }  // the kernel knows it no more
        return status.size < count
    }

    /// Lends all bytes to `body`; they can change under it when the file does.
    package func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let base = unsafe region?.base.assumingMemoryBound(to: UInt8.self)
        // The mapping is readable, `count` bytes long, and lives until this object goes; without one, `count` is 0.
        let buffer = unsafe UnsafeBufferPointer(start: base, count: count)
        return try unsafe body(buffer.span)
    }

    /// Copies `range` of the file over the elements of `bytes` from index `offset` on. Traps unless both have the room.
    package func read(_ range: Range<Int>, into bytes: inout [UInt8], at offset: Int) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "the range lies outside of the file")
        precondition(offset >= 0 && offset <= bytes.count - range.count, "the array has no room for the bytes")
        guard let region, !range.isEmpty else { return }
        unsafe bytes.withUnsafeMutableBytes { buffer in
            // Both ends were checked above, and the array is not the mapping.
            guard let target = buffer.baseAddress else { return }
            unsafe memcpy(target + offset, region.base + range.lowerBound, range.count)
        }
    }
}
