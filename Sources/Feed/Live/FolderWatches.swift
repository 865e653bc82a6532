import POSIX

/// Watches the folders of followed files, and finds which files the events concern.
struct FolderWatches {
    /// The meaning of events for followed files.
    enum Finding: Equatable {
        /// Only the bytes of the files at these real paths have changed.
        case content(Set<String>)
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
            // A folder that is missing, or exceeds the limit of watches, is checked every 10 s without events.
            guard let realPath = try? FileSystem.realPath(path), let watch = try? watcher.add(realPath, .folder) else {
                continue
            }
            now[watch] = realPath
        }
        for watch in folders.keys where now[watch] == nil { watcher.remove(watch) }
        defer { folders = now }
        return now.keys.contains { folders[$0] == nil }
    }

    /// Reads the events since the last call.
    func drain() -> Finding {
        guard let watcher else { return .anything }
        var paths: Set<String> = []
        for event in watcher.drain() {
            // `watch` removed this watch.
            if event.changes == .ended && folders[event.watch] == nil { continue }
            guard event.changes.isSubset(of: .content), !event.name.isEmpty, let folder = folders[event.watch] else {
                return .anything
            }
            paths.insert((folder == "/" ? "" : folder) + "/" + String(decoding: event.name, as: UTF8.self))
        }
        return .content(paths)
    }
}
