#if canImport(Glibc)
import Glibc
#endif

/// The pages of the program's machine code.
package enum CodePages {
    /// Drops the touched code pages from resident memory, for use after start-up. Pages that are needed again return
    /// from the page cache, some microseconds each. Does nothing without /proc.
    ///
    /// The kernel maps sixteen pages around each touched page and keeps them, so code that runs once would count as
    /// resident memory for the life of the process.
    package static func release() {
        #if canImport(Glibc)
        // Without /proc the pages stay resident, which is harmless.
        guard let bytes = try? FileDescriptor.open("/proc/self/maps").readToEnd(maximum: 1 << 20),
            let program = try? FileSystem.realPath("/proc/self/exe")
        else { return }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasSuffix(" " + program) {
            let fields = line.split(separator: " ")
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            // Only read-only mappings: dropping changed pages would undo the changes.
            guard ends.count == 2, fields[1] == "r-xp" else { continue }
            // The range is a whole mapping, because /proc/self/maps lists mappings.
            _ = unsafe madvise(
                UnsafeMutableRawPointer(bitPattern: ends[0]), Int(ends[1] - ends[0]), Int32(MADV_DONTNEED))
        }
        #endif
    }
}
