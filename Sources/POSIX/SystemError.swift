#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A system call that failed. Its description is a text like `open data/x.csv: No such file or directory`.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The name of the call, as in the manual page.
    package let call: String
    /// The value of `errno`.
    package let code: Int32
    /// The path or address of the call, if it has one.
    package let path: String?

    /// An error of `call` with the `errno` value `code`.
    package init(call: String, code: Int32, path: String? = nil) {
        self.call = call
        self.code = code
        self.path = path
    }

    /// Whether the path, or a folder in it, does not exist.
    package var isMissing: Bool { code == ENOENT || code == ENOTDIR }

    /// Whether nobody reads the pipe or the connection any more.
    package var isClosedPipe: Bool { code == EPIPE }

    /// Whether there is no room for what was to be written: on the disk, or within a limit.
    package var isNoRoom: Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }

    /// The call, the path if the call has one, and the system's text for the code, with the user that may not.
    package var description: String { path.map { "\(call) \($0): \(text)" } ?? "\(call): \(text)" }

    /// The same without the path, for sentences that name it, or another one that says more to a person.
    package var reason: String { "\(call): \(text)" }

    private var text: String {
        // The text is null-terminated and stays valid while it is copied: glibc has one buffer per thread.
        var reason = unsafe String(cString: strerror(code))
        // In a container this is not the user who asks why.
        if code == EACCES { reason += " for user \(geteuid())" }
        return reason
    }
}

/// Makes one system call: repeats the call after EINTR, and turns -1 into a typed error. Reads `errno` before other
/// code can change it. Every call of this module that can fail goes through this function or the next.
func systemCall<Result: FixedWidthInteger>(
    _ name: String, path: String? = nil, _ body: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = body()
        if result != -1 { return result }
        let code = errno
        if code != EINTR { throw SystemError(call: name, code: code, path: path) }
    }
}

/// The same for a call that takes a path. Fails with EINVAL if the path contains a null byte, which would cut the path.
func systemCall<Result: FixedWidthInteger>(
    _ name: String, onPath path: String, _ body: (UnsafePointer<CChar>) -> Result
) throws(SystemError) -> Result {
    if path.utf8.contains(0) { throw SystemError(call: name, code: EINVAL, path: path) }
    // The pointer is null-terminated, and no code uses it outside of the closure.
    return try systemCall(name, path: path) { unsafe path.withCString { unsafe body($0) } }
}
