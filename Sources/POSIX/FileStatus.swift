#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Which file it is, whatever its name. Tells two files apart as long as both exist: once a file is gone, another may
/// get its numbers.
package struct FileIdentity: Hashable, Sendable {
    /// Number of the file system.
    package let device: UInt64
    /// Number of the file within its file system.
    package let inode: UInt64
}

/// What the kernel knows of a file.
package struct FileStatus: Equatable, Sendable {
    /// What a path leads to, symbolic links followed.
    package enum Kind: Sendable {
        case regular
        case directory
        case fifo
        case socket
        case other
    }

    /// Which file it is.
    package let identity: FileIdentity
    /// How many names lead to the file: 0 for one that is open and deleted.
    package let links: Int
    /// Bytes; means nothing unless the file is a regular one.
    package let size: Int
    /// When the content last changed, in nanoseconds since 1970.
    package let modificationTime: Int64
    /// What the path leads to, or what is open.
    package let kind: Kind
    /// The permission bits, 0 to 0o7777.
    package let permissions: UInt16

    /// Asks for the file at `path`, following symbolic links.
    package init(path: String) throws(SystemError) {
        var answer = stat()
        _ = unsafe try systemCall("stat", onPath: path) { unsafe stat($0, &answer) }
        self.init(answer)
    }

    fileprivate init(_ answer: stat) {
        identity = FileIdentity(
            device: UInt64(truncatingIfNeeded: answer.st_dev), inode: UInt64(truncatingIfNeeded: answer.st_ino))
        links = Int(answer.st_nlink)
        size = Int(answer.st_size)
        modificationTime = answer.modificationTime
        permissions = UInt16(truncatingIfNeeded: answer.st_mode & 0o7777)
        kind =
            switch answer.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFIFO: .fifo
            case S_IFSOCK: .socket
            default: .other
            }
    }
}

extension FileDescriptor {
    /// Asks for the file that is open here, whatever its path leads to by now.
    package func status() throws(SystemError) -> FileStatus {
        var answer = stat()
        // The kernel fills the one structure that it is given.
        _ = try systemCall("fstat", path: path) { unsafe fstat(number, &answer) }
        return FileStatus(answer)
    }
}
