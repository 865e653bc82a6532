#if canImport(Glibc)
import Glibc
#endif

/// The program's own machine code in memory.
package enum ProgramText {
    /// Lets go of the pages of code that the process has touched so far, as after a start that needed much of it. What is
    /// needed again comes back from the page cache, some microseconds a piece. Does nothing without /proc.
    ///
    /// The kernel maps sixteen pages around each one that is touched, and keeps them: what runs once would stay counted
    /// as the process's memory for good.
    package static func letGo() {
        #if canImport(Glibc)
        // A hint: where its outcome cannot be had, the memory stays.
        guard let bytes = try? FileDescriptor.open("/proc/self/maps").readToEnd(maximum: 1 << 20),
            let program = try? FileSystem.realPath("/proc/self/exe")
        else { return }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasSuffix(" " + program) {
            let fields = line.split(separator: " ")
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            // Only what cannot have been written to: dropping changed pages would undo the changes.
            guard ends.count == 2, fields[1] == "r-xp" else { continue }
            // The range is a whole mapping, as the kernel has just told.
            _ = unsafe madvise(
                UnsafeMutableRawPointer(bitPattern: ends[0]), Int(ends[1] - ends[0]), Int32(MADV_DONTNEED))
        }
        #endif
    }
}
