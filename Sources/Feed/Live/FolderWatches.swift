import POSIX

/// Watches the folders of followed files, and finds which files the events concern.
struct FolderWatches {
    /// The meaning of events for followed files.
    enum Finding: Equatable {
        /// Only the bytes of the files at these real paths have changed. The writers of `closed` files have closed
        /// them.
        case content(Set<String>, closed: Set<String>)
        /// Names or permissions changed, or events were lost: all names must be looked up.
        case anything
    }

    /// Nil if the system has no events, or the user has too many watchers.
    let watcher: FileWatcher?
    private var folders: [Int32: String] = [:]

    init() {
        watcher = FileWatcher.isSupported ? try? FileWatcher() : nil
    }

    /// Watches exactly these folders from now on. Returns whether any of them was not watched before. Makes a system
    /// call for each folder in every call, because another folder may have the name now: a new folder, or the target of
    /// a changed link.
    mutating func watch(_ paths: some Sequence<String>) -> Bool {
        guard let watcher else { return false }
        var now: [Int32: String] = [:]
        for path in Set(paths) {
            // What exceeds the limit of watches is checked every 10 s without events.
            guard let realPath = nearestRealPath(path), let watch = try? watcher.add(realPath, .folder) else {
                continue
            }
            now[watch] = realPath
        }
        for watch in folders.keys where now[watch] == nil { watcher.remove(watch) }
        defer { folders = now }
        return now.keys.contains { folders[$0] == nil }
    }

    /// The real path of a folder; of the folder above it, if it is missing.
    private func nearestRealPath(_ path: String) -> String? {
        var path = path
        while true {
            if let realPath = try? FileSystem.realPath(path) { return realPath }
            guard path != "." && path != "/" else { return nil }
            path = Glob(path).directory
        }
    }

    /// Reads the events since the last call.
    func drain() -> Finding {
        guard let watcher else { return .anything }
        var (paths, closed): (Set<String>, Set<String>) = ([], [])
        for event in watcher.drain() {
            // `watch` removed this watch.
            if event.changes == .ended && folders[event.watch] == nil { continue }
            guard event.changes.isSubset(of: .content), let folder = folders[event.watch] else { return .anything }
            // A file with several links is watched itself, and its events have no name.
            let name = event.name.isEmpty ? "" : "/" + String(decoding: event.name, as: UTF8.self)
            let path = (folder == "/" && !name.isEmpty ? "" : folder) + name
            paths.insert(path)
            if event.changes.contains(.closedAfterWriting) { closed.insert(path) } else { closed.remove(path) }
        }
        return .content(paths, closed: closed)
    }
}
