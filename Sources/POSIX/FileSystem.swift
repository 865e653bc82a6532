#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Calls on paths. A path is UTF-8. Invalid UTF-8 in a file name becomes U+FFFD: opening the file then fails with an
/// error that names it, and the file is not skipped in silence.
package enum FileSystem {
    /// Renames the file at `source` to `target`. A file at `target` is replaced atomically.
    package static func rename(_ source: String, to target: String) throws(SystemError) {
        if target.utf8.contains(0) { throw SystemError(call: "rename", code: EINVAL, path: target) }
        _ = unsafe try systemCall("rename", onPath: source) { source in
            // Both pointers are null-terminated, and no code uses them outside of their closures.
            unsafe target.withCString { target in
                #if canImport(Darwin)
                unsafe Darwin.rename(source, target)
                #else
                unsafe Glibc.rename(source, target)
                #endif
            }
        }
    }

    /// The folder for temporary files: TMPDIR, or /tmp.
    package static var temporaryFolder: String {
        let folder = Environment.value(of: "TMPDIR") ?? ""
        return folder.isEmpty ? "/tmp" : folder
    }

    /// Removes the file at `path`. Fails for a folder.
    package static func remove(_ path: String) throws(SystemError) {
        _ = unsafe try systemCall("unlink", onPath: path) { unsafe unlink($0) }
    }

    /// Removes the folder at `path`. Fails unless the folder is empty.
    package static func removeDirectory(_ path: String) throws(SystemError) {
        _ = unsafe try systemCall("rmdir", onPath: path) { unsafe rmdir($0) }
    }

    /// Makes a symbolic link at `path` to `target`, which is a path from the link's folder or an absolute one. A link
    /// or a file at `path` is replaced atomically.
    package static func link(_ path: String, to target: String) throws(SystemError) {
        if target.utf8.contains(0) { throw SystemError(call: "symlink", code: EINVAL, path: target) }
        let beside = path + ".partial"
        do { try remove(beside) } catch  where error.isMissing {}
        _ = unsafe try systemCall("symlink", onPath: beside) { beside in
            // Both pointers are null-terminated, and no code uses them outside of their closures.
            unsafe target.withCString { unsafe symlink($0, beside) }
        }
        try rename(beside, to: path)
    }

    /// Gives the file at `path` a second name, `target`. Fails if there is one, and across file systems.
    package static func hardLink(_ path: String, to target: String) throws(SystemError) {
        if target.utf8.contains(0) { throw SystemError(call: "link", code: EINVAL, path: target) }
        _ = unsafe try systemCall("link", onPath: path) { path in
            // Both pointers are null-terminated, and no code uses them outside of their closures.
            unsafe target.withCString { target in
                #if canImport(Darwin)
                unsafe Darwin.link(path, target)
                #else
                unsafe Glibc.link(path, target)
                #endif
            }
        }
    }

    /// Creates a folder, unless it exists. Fails if its parent does not exist.
    package static func makeDirectory(_ path: String, permissions: UInt16 = 0o755) throws(SystemError) {
        do {
            _ = unsafe try systemCall("mkdir", onPath: path) { unsafe mkdir($0, mode_t(permissions)) }
        } catch  where error.code == EEXIST {
            if try FileStatus(path: path).kind != .directory {
                throw SystemError(call: error.call, code: ENOTDIR, path: path)
            }
        }
    }

    /// Waits until the names of a folder are on the disk: a file that was created or renamed there stays so.
    package static func synchronizeFolder(_ path: String) throws(SystemError) {
        try FileDescriptor.openFolder(path).synchronize()
    }

    /// Creates a folder and those that it is in, unless they exist.
    package static func makeDirectories(_ path: String) throws(SystemError) {
        for place in path.utf8.indices.dropFirst() where path.utf8[place] == UInt8(ascii: "/") {
            try makeDirectory(String(path[..<place]))
        }
        try makeDirectory(path)
    }

    /// Returns the names in a folder, sorted by byte, without `.` and `..`.
    package static func names(in path: String) throws(SystemError) -> [String] {
        try entries(in: path).map { $0.name }
    }

    /// Returns the names of the folders in a folder, sorted by byte. A symbolic link is none, whatever it leads to.
    package static func folders(in path: String) throws(SystemError) -> [String] {
        try entries(in: path).filter { $0.isFolder }.map { $0.name }
    }

    /// The names in a folder, sorted by byte, without `.` and `..`, and which of them are folders. A symbolic link is
    /// none, whatever it leads to.
    static func entries(in path: String) throws(SystemError) -> [(name: String, isFolder: Bool)] {
        let folder = unsafe try systemCall("open", onPath: path) { name in
            #if canImport(Darwin)
            unsafe Darwin.open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            #else
            unsafe Glibc.open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            #endif
        }
        // The stream owns the descriptor from here on; closedir closes both.
        guard let stream = unsafe fdopendir(folder) else {
            let code = errno
            _ = close(folder)
            throw SystemError(call: "fdopendir", code: code, path: path)
        }
        var names: [(name: String, isFolder: Bool)] = []
        // An entry is valid until the next call of readdir, and its name is null-terminated.
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            let kind = unsafe entry.pointee.d_type
            let isFolder = Int(kind) == Int(DT_UNKNOWN) ? isFolderItself("\(path)/\(name)") : Int(kind) == Int(DT_DIR)
            names.append((name, isFolder))
        }
        _ = unsafe closedir(stream)
        return names.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Whether there is a symbolic link at `path`, wherever it leads, or nothing.
    package static func isLinkOrMissing(_ path: String) throws(SystemError) -> Bool {
        var answer = stat()
        do {
            _ = unsafe try systemCall("lstat", onPath: path) { unsafe lstat($0, &answer) }
        } catch  where error.isMissing {
            return true
        }
        return answer.st_mode & S_IFMT == S_IFLNK
    }

    /// Whether there is a folder at `path` itself, not behind a symbolic link.
    private static func isFolderItself(_ path: String) -> Bool {
        var answer = stat()
        // A name that is gone is no folder.
        let isThere = try? unsafe systemCall("lstat", onPath: path) { unsafe lstat($0, &answer) }
        return isThere != nil && answer.st_mode & S_IFMT == S_IFDIR
    }

    /// Returns the absolute path without symbolic links, `.` and `..`. The file must exist.
    package static func realPath(_ path: String) throws(SystemError) -> String {
        if path.utf8.contains(0) { throw SystemError(call: "realpath", code: EINVAL, path: path) }
        // With a null target, realpath allocates a null-terminated result, which the caller must free.
        guard let resolved = unsafe realpath(path, nil) else {
            throw SystemError(call: "realpath", code: errno, path: path)
        }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
