#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Holes of files, which read as NULs and take no room on the disk.
extension FileDescriptor {
    #if canImport(Darwin)
    private static let (toHole, toData): (Int32, Int32) = (3, 4)
    #else
    private static let (toData, toHole): (Int32, Int32) = (3, 4)
    #endif
    /// A file of more parts than this is read instead.
    private static let mostParts = 10_000

    /// The offset of the first byte from `start` on that is in no hole, as far as the file system knows; `end` if all
    /// bytes before it are. Reads nothing.
    package func startOfData(from start: Int, before end: Int) -> Int {
        withOffset { seek(start, Self.toData).map { min($0, end) } ?? (errno == ENXIO ? end : start) }
    }

    /// The offset behind the last byte before `end` that is in no hole, as far as the file system knows; `start` if all
    /// bytes from it on are. Reads nothing.
    package func endOfData(from start: Int, before end: Int) -> Int {
        withOffset {
            var last = start
            for _ in 0..<Self.mostParts {
                guard let data = seek(last, Self.toData) else { return errno == ENXIO ? last : end }
                if data >= end { return last }
                guard let hole = seek(data, Self.toHole), hole < end else { return end }
                last = hole
            }
            return end
        }
    }

    private func seek(_ offset: Int, _ whence: Int32) -> Int? {
        let found = lseek(number, off_t(offset), whence)
        return found < 0 ? nil : Int(found)
    }

    /// The offset of the descriptor, from which others may read on, stays as it is.
    private func withOffset(_ body: () -> Int) -> Int {
        let before = lseek(number, 0, SEEK_CUR)
        let result = body()
        if before >= 0 { lseek(number, before, SEEK_SET) }
        return result
    }
}
