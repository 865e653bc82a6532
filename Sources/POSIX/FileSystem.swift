#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Calls on paths. A path is UTF-8; a name in a folder that is not is repaired (U+FFFD), so that opening it fails by
/// name instead of the file being skipped in silence.
package enum FileSystem {
    /// Gives the file at `source` the path `target`, replacing what is there in one step.
    package static func rename(_ source: String, to target: String) throws(SystemError) {
        if target.utf8.contains(0) { throw SystemError(call: "rename", code: EINVAL, path: target) }
        _ = unsafe try systemCall("rename", onPath: source) { source in
            // Both pointers are null-terminated and used only within their closures.
            unsafe target.withCString { target in
                #if canImport(Darwin)
                unsafe Darwin.rename(source, target)
                #else
                unsafe Glibc.rename(source, target)
                #endif
            }
        }
    }

    /// Removes the file at `path`; not a folder.
    package static func remove(_ path: String) throws(SystemError) {
        _ = unsafe try systemCall("unlink", onPath: path) { unsafe unlink($0) }
    }

    /// Removes the folder at `path`, which must be empty.
    package static func removeDirectory(_ path: String) throws(SystemError) {
        _ = unsafe try systemCall("rmdir", onPath: path) { unsafe rmdir($0) }
    }

    /// Makes the folder, unless there is one. Its parent must exist.
    package static func makeDirectory(_ path: String, permissions: UInt16 = 0o755) throws(SystemError) {
        do {
            _ = unsafe try systemCall("mkdir", onPath: path) { unsafe mkdir($0, mode_t(permissions)) }
        } catch  where error.code == EEXIST {
            if try FileStatus(path: path).kind != .directory { throw error }
        }
    }

    /// Returns the names in a folder, sorted by byte, without `.` and `..`.
    package static func names(in path: String) throws(SystemError) -> [String] {
        let folder = unsafe try systemCall("open", onPath: path) { name in
            #if canImport(Darwin)
            unsafe Darwin.open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            #else
            unsafe Glibc.open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            #endif
        }
        // The stream takes over the descriptor; it is closed on the one way out below.
        guard let stream = unsafe fdopendir(folder) else {
            let code = errno
            _ = close(folder)
            throw SystemError(call: "fdopendir", code: code, path: path)
        }
        var names: [String] = []
        // An entry is valid until the next call, and its name is null-terminated.
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        _ = unsafe closedir(stream)
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Returns the absolute path without symbolic links, `.` and `..`. The file must exist.
    package static func realPath(_ path: String) throws(SystemError) -> String {
        if path.utf8.contains(0) { throw SystemError(call: "realpath", code: EINVAL, path: path) }
        // With a null target, realpath allocates the null-terminated result, which is ours to free.
        guard let resolved = unsafe realpath(path, nil) else {
            throw SystemError(call: "realpath", code: errno, path: path)
        }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Returns the folder that relative paths start from.
    package static func currentDirectory() throws(SystemError) -> String {
        // As for realpath: with a null buffer, getcwd allocates.
        guard let path = unsafe getcwd(nil, 0) else { throw SystemError(call: "getcwd", code: errno) }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }
}
