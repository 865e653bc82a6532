#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The one owner of an open descriptor, closed when the last reference goes. A class, because collections of files
/// and connections hold it. None is passed on to a program that this process might start.
package final class FileDescriptor: Sendable {
    /// The kernel's number. Never close it: the owner does.
    let number: Int32
    private let closesAtEnd: Bool
    /// The path that it was opened by, for its errors.
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
        // Linux frees the number even when close reports an error, so that there is nothing to repeat.
        if closesAtEnd { _ = close(number) }
    }

    /// The process's standard output, which stays open.
    package static let standardOutput = FileDescriptor(borrowing: STDOUT_FILENO, name: "standard output")

    /// The process's standard error, which stays open.
    package static let standardError = FileDescriptor(borrowing: STDERR_FILENO, name: "standard error")

    /// Whether a person looks at it: true for a terminal.
    package var isTerminal: Bool { isatty(number) == 1 }

    /// Opens a file for reading. Never blocks, not even on a pipe that nobody writes to: ask `status()` for the kind.
    package static func open(_ path: String) throws(SystemError) -> FileDescriptor {
        try open(path, flags: O_RDONLY | O_NONBLOCK)
    }

    /// Opens a file for writing and empties it, or makes it with the given permissions (less the process's umask).
    package static func create(_ path: String, permissions: UInt16 = 0o644) throws(SystemError) -> FileDescriptor {
        try open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, permissions: permissions)
    }

    /// Opens a file so that each write lands at its end, and makes it where it is missing.
    package static func openForAppending(
        _ path: String, permissions: UInt16 = 0o644
    ) throws(SystemError) -> FileDescriptor {
        try open(path, flags: O_WRONLY | O_CREAT | O_APPEND, permissions: permissions)
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

    /// Makes a pipe whose ends neither block nor survive an exec.
    package static func pipe() throws(SystemError) -> (reading: FileDescriptor, writing: FileDescriptor) {
        var ends: [Int32] = [-1, -1]
        // The kernel writes two numbers, and the array has room for two.
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

    /// Sets O_NONBLOCK and FD_CLOEXEC. Two calls, because what would set them at once (accept4, pipe2) is not imported;
    /// nothing can come between, for this process starts no other.
    func makeNonBlockingAndPrivate() throws(SystemError) {
        let flags = try systemCall("fcntl") { fcntl(number, F_GETFL) }
        _ = try systemCall("fcntl") { fcntl(number, F_SETFL, flags | O_NONBLOCK) }
        _ = try systemCall("fcntl") { fcntl(number, F_SETFD, FD_CLOEXEC) }
    }
}
