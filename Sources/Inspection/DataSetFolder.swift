import POSIX
import Text

/// Writes the folder of a data set: everything beside its place first, then by renaming, so that a folder is whole or
/// not there.
struct DataSetFolder {
    /// The folder, as a person would write it.
    let path: String
    /// The files to write: names within the folder and their texts.
    private(set) var texts: [(name: String, text: String)] = []
    /// The files of data: names within the folder, and where they are.
    private(set) var data: [(name: String, source: String)] = []

    init(_ path: String) { self.path = path }

    mutating func add(_ name: String, _ text: String) { texts.append((name, text)) }

    mutating func add(_ name: String, linkTo source: String) { data.append((name, source)) }

    /// What stands where a folder or a file must be, and is not one; nil if nothing does.
    func obstacle() throws(SystemError) -> String? {
        func isOther(_ path: String, isFolder: Bool) throws(SystemError) -> Bool {
            guard let status = try status(of: path) else { return false }
            return (status.kind == .directory) != isFolder
        }
        if try isOther(path, isFolder: true) { return "a file at \(path)" }
        for name in folders where try isOther("\(path)/\(name)", isFolder: true) {
            return "a file at \(path)/\(name)"
        }
        for name in texts.map({ $0.name }) + data.map({ $0.name }) where try isOther("\(path)/\(name)", isFolder: false)
        {
            return "a folder at \(path)/\(name)"
        }
        return nil
    }

    /// The names that are taken, so that nothing may be written. A file of data that is there already is no obstacle.
    func taken() throws(SystemError) -> [String] {
        guard let status = try status(of: path) else { return [] }
        if status.kind != .directory { return [] }
        var taken: [String] = []
        for (name, _) in texts where try self.status(of: "\(path)/\(name)") != nil { taken.append("\(path)/\(name)") }
        for (name, source) in data {
            guard let there = try self.status(of: "\(path)/\(name)") else { continue }
            if try there.identity != FileStatus(path: source).identity { taken.append("\(path)/\(name)") }
        }
        return taken
    }

    /// Writes all files. Returns the names of those that were copied, because they cannot be linked.
    func write() throws -> [String] {
        // A name that nobody else gives: what an earlier run left there is removed.
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let beside = "\(path[..<slash]).\(path[slash...]).csv_exporter-init"
        remove(beside)
        // A file beyond the limit of the shell is an error that leaves nothing behind, and no signal that ends the
        // process.
        ignoreFileSizeSignal()
        defer { remove(beside) }
        try FileSystem.makeDirectory(beside)
        for folder in folders { try FileSystem.makeDirectory("\(beside)/\(folder)") }
        for (name, text) in texts { try FileDescriptor.create("\(beside)/\(name)").write(text) }
        var copied: [String] = []
        for (name, source) in data where try !isThere(name, source) {
            if try !link(source, "\(beside)/\(name)") { copied.append(name) }
        }
        if try status(of: path) == nil {
            try FileSystem.rename(beside, to: path)
            return copied
        }
        for folder in folders { try FileSystem.makeDirectory("\(path)/\(folder)") }
        for (name, source) in data where try !isThere(name, source) {
            try FileSystem.rename("\(beside)/\(name)", to: "\(path)/\(name)")
        }
        for (name, _) in texts { try FileSystem.rename("\(beside)/\(name)", to: "\(path)/\(name)") }
        return copied
    }

    private func isThere(_ name: String, _ source: String) throws(SystemError) -> Bool {
        guard let there = try status(of: "\(path)/\(name)") else { return false }
        return try there.identity == FileStatus(path: source).identity
    }

    /// The folders within the folder, each once.
    private var folders: [String] {
        var folders: [String] = []
        for (name, _) in texts {
            guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { continue }
            let folder = String(name[..<slash])
            if !folders.contains(folder) { folders.append(folder) }
        }
        return folders
    }

    /// Links a file, or copies it across file systems. Returns whether it was linked.
    private func link(_ source: String, _ target: String) throws(SystemError) -> Bool {
        let source = try FileSystem.realPath(source)
        do {
            try FileSystem.hardLink(source, to: target)
            return true
        } catch {}
        // A file that is there already may be a link to the source itself: its bytes must stay.
        if try status(of: target) != nil { return true }
        // Another file system, or a file of another user: its bytes are what counts.
        let (file, copy) = (try FileDescriptor.open(source), try FileDescriptor.create(target))
        var bytes: [UInt8] = []
        while true {
            bytes.removeAll(keepingCapacity: true)
            if try file.read(into: &bytes, atMost: 1 << 20) == 0 { return false }
            try copy.write(bytes)
        }
    }

    private func status(of path: String) throws(SystemError) -> FileStatus? {
        do {
            return try FileStatus(path: path)
        } catch {
            if error.isMissing { return nil }
            throw error
        }
    }

    /// Removes what an earlier run, or this one, left beside the folder. What cannot be removed shows itself later.
    private func remove(_ folder: String) {
        for name in (try? FileSystem.names(in: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            if (try? FileStatus(path: path).kind) == .directory { remove(path) } else { try? FileSystem.remove(path) }
        }
        try? FileSystem.removeDirectory(folder)
    }
}
