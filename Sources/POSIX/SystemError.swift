#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A call that the kernel refused. Reads as `open data/x.csv: No such file or directory`.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The name of the call, as in its manual page.
    package let call: String
    /// The value of `errno`.
    package let code: Int32
    /// The path or address that the call was about, if there was one.
    package let path: String?

    /// An error of `call` that bears the `errno` value `code`.
    package init(call: String, code: Int32, path: String? = nil) {
        self.call = call
        self.code = code
        self.path = path
    }

    /// Whether a path, or a folder on the way to it, does not exist.
    package var isMissing: Bool { code == ENOENT || code == ENOTDIR }

    /// Whether the process or the system has no descriptor left.
    package var isOutOfDescriptors: Bool { code == EMFILE || code == ENFILE }

    /// The call, the path if there is one, and the system's own words for the code.
    package var description: String {
        // The text is null-terminated and stays valid while it is copied: glibc keeps it per thread.
        let reason = unsafe String(cString: strerror(code))
        return path.map { "\(call) \($0): \(reason)" } ?? "\(call): \(reason)"
    }
}

/// Makes one system call: repeats it when a signal cut it short, and turns -1 into a typed error.
/// Every call of this room that can fail passes through here, with an `errno` read before anything can change it.
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

/// The same for a call that takes a path. A path with a null byte in it would name another file: it is refused.
func systemCall<Result: FixedWidthInteger>(
    _ name: String, onPath path: String, _ body: (UnsafePointer<CChar>) -> Result
) throws(SystemError) -> Result {
    if path.utf8.contains(0) { throw SystemError(call: name, code: EINVAL, path: path) }
    // The pointer is null-terminated and used only within the closure.
    return try systemCall(name, path: path) { unsafe path.withCString { unsafe body($0) } }
}
