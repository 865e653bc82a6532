#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The only owner of an open descriptor, which is closed with the last reference. A class, because collections of files
/// and connections hold it. A program that this process starts inherits no descriptor.
package final class FileDescriptor: Sendable {
    /// The number of the descriptor. Never close it: the owner does.
    let number: Int32
    private let closesAtEnd: Bool
    /// The path by which the file was opened, for errors.
    let path: String?

    /// Takes over an open descriptor.
    init(owning number: Int32, path: String? = nil) {
        self.number = number
        self.path = path
        closesAtEnd = true
    }

    private init(borrowing number: Int32, name: String) {
        self.number = number
        path = name
        closesAtEnd = false
    }

    deinit {
        // Linux frees the number even if close(2) reports an error, so the call is not repeated.
        if closesAtEnd { _ = close(number) }
    }

    /// The standard input of the process. It stays open.
    package static let standardInput = FileDescriptor(borrowing: STDIN_FILENO, name: "standard input")

    /// The standard output of the process. It stays open.
    package static let standardOutput = FileDescriptor(borrowing: STDOUT_FILENO, name: "standard output")

    /// The standard error of the process. It stays open.
    package static let standardError = FileDescriptor(borrowing: STDERR_FILENO, name: "standard error")

    /// Whether the descriptor is a terminal, which a person reads.
    package var isTerminal: Bool { isatty(number) == 1 }

    /// Opens a file for reading. Never blocks, not even on a pipe without a writer: `status()` says which kind of file
    /// it is.
    package static func open(_ path: String) throws(SystemError) -> FileDescriptor {
        try open(path, flags: O_RDONLY | O_NONBLOCK)
    }

    /// Opens a file for writing and empties it, or creates it with `permissions` (less the umask of the process). Each
    /// write appends to its end, also after another program has emptied it.
    package static func create(_ path: String, permissions: UInt16 = 0o644) throws(SystemError) -> FileDescriptor {
        try open(path, flags: O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, permissions: permissions)
    }

    static func openFolder(_ path: String) throws(SystemError) -> FileDescriptor {
        try open(path, flags: O_RDONLY | O_DIRECTORY)
    }

    /// Opens a folder and locks it for this process, until the last reference is gone or the process ends, however it
    /// ends. Nil if another process has locked it. Only programs that ask for the lock notice it (flock(2)).
    package static func lockFolder(_ path: String) throws(SystemError) -> FileDescriptor? {
        let folder = try openFolder(path)
        do {
            _ = try systemCall("flock", path: path) { flock(folder.number, LOCK_EX | LOCK_NB) }
        } catch  where error.code == EWOULDBLOCK {
            return nil
        }
        return folder
    }

    /// Opens a file so that each write appends to its end. Creates a missing file.
    package static func openForAppending(
        _ path: String, permissions: UInt16 = 0o644
    ) throws(SystemError) -> FileDescriptor {
        try open(path, flags: O_WRONLY | O_CREAT | O_APPEND, permissions: permissions)
    }

    /// Creates an empty file without a name in `folder`, for writing and reading. Its blocks are free again when the
    /// descriptor is closed, however the process ends.
    package static func temporary(in folder: String) throws(SystemError) -> FileDescriptor {
        if folder.utf8.contains(0) { throw SystemError(call: "mkstemp", code: EINVAL, path: folder) }
        var name = Array("\(folder)/csv_exporter-XXXXXX".utf8CString)
        // The template is null-terminated; the call replaces its last six characters.
        let number = try systemCall("mkstemp", path: folder) { unsafe mkstemp(&name) }
        let file = FileDescriptor(owning: number, path: folder)
        _ = try systemCall("unlink", path: folder) { unsafe unlink(&name) }
        _ = try systemCall("fcntl") { fcntl(number, F_SETFD, FD_CLOEXEC) }
        return file
    }

    private static func open(
        _ path: String, flags: Int32, permissions: UInt16 = 0
    ) throws(SystemError) -> FileDescriptor {
        #if canImport(Darwin)
        let mode = mode_t(permissions)
        let number = try systemCall("open", onPath: path) { unsafe Darwin.open($0, flags | O_CLOEXEC, mode) }
        #else
        let mode = mode_t(permissions)
        let number = unsafe try systemCall("open", onPath: path) { unsafe Glibc.open($0, flags | O_CLOEXEC, mode) }
        #endif
        return FileDescriptor(owning: number, path: path)
    }

    /// Creates a pipe. Its ends are non-blocking and closed on exec.
    package static func pipe() throws(SystemError) -> (reading: FileDescriptor, writing: FileDescriptor) {
        var ends: [Int32] = [-1, -1]
        // The kernel writes two numbers, and the array has two elements.
        _ = try systemCall("pipe") {
            #if canImport(Darwin)
            unsafe Darwin.pipe(&ends)
            #else
            unsafe Glibc.pipe(&ends)
            #endif
        }
        let pair = (reading: FileDescriptor(owning: ends[0]), writing: FileDescriptor(owning: ends[1]))
        try pair.reading.makeNonBlockingAndPrivate()
        try pair.writing.makeNonBlockingAndPrivate()
        return pair
    }

    /// Sets O_NONBLOCK and FD_CLOEXEC. In separate calls, because Swift does not import accept4 and pipe2, which would
    /// set both at once. No program can start between the calls, because one thread does everything.
    func makeNonBlockingAndPrivate() throws(SystemError) {
        let flags = try systemCall("fcntl") { fcntl(number, F_GETFL) }
        _ = try systemCall("fcntl") { fcntl(number, F_SETFL, flags | O_NONBLOCK) }
        _ = try systemCall("fcntl") { fcntl(number, F_SETFD, FD_CLOEXEC) }
    }
}
