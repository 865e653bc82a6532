#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Identifies a file by device and inode, whatever its name. Two files that both exist have different identities. After
/// a file is deleted, a new file may get its identity.
package struct FileIdentity: Hashable, Sendable {
    /// The number of the file system.
    let device: UInt64
    /// The number of the file within its file system.
    let inode: UInt64
}

/// The answer of stat(2) for a file.
package struct FileStatus: Equatable, Sendable {
    /// The kind of a file, after symbolic links are followed.
    package enum Kind: Sendable {
        case regular
        case directory
        case fifo
        case socket
        case other
    }

    /// Device and inode of the file.
    package let identity: FileIdentity
    /// The number of hard links: 0 for a file that is open and deleted.
    package let links: Int
    /// The size in bytes, if the file is a regular one; otherwise without meaning.
    package let size: Int
    /// When the content last changed, in nanoseconds since 1970.
    package let modificationTime: Int64
    /// The kind of the file.
    package let kind: Kind
    /// The permission bits, 0 to 0o7777.
    package let permissions: UInt16

    /// The status of the file at `path`. Follows symbolic links.
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
    /// The status of the open file, even if its path has since been given to another file.
    package func status() throws(SystemError) -> FileStatus {
        var answer = stat()
        // The kernel fills one structure, whose address it gets.
        _ = try systemCall("fstat", path: path) { unsafe fstat(number, &answer) }
        return FileStatus(answer)
    }
}
