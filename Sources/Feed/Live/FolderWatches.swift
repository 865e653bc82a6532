import POSIX

/// Watches the folders of followed files and says what events are about.
struct FolderWatches {
    /// What events ask for.
    enum Finding: Equatable {
        /// Files at these places, free of symbolic links, have other bytes; nothing else has changed.
        case content(Set<String>)
        /// Names or permissions changed, or events were lost: everything must be looked up.
        case anything
    }

    /// Nil where the system has no events, or no more of them for this user.
    let watcher: FileWatcher?
    private var folders: [Int32: String] = [:]

    init() {
        watcher = FileWatcher.isSupported ? try? FileWatcher() : nil
    }

    /// Watches just these folders from now on, and returns whether any of them was not watched before. One call for each, again and again: a folder that was made anew, or a
    /// link that leads elsewhere now, is another folder under the same name.
    mutating func watch(_ paths: some Sequence<String>) -> Bool {
        guard let watcher else { return false }
        var now: [Int32: String] = [:]
        for path in Set(paths) {
            // A folder that is missing, or one too many, is looked at every 10 s all the same.
            guard let place = try? FileSystem.realPath(path), let watch = try? watcher.add(place, .folder) else {
                continue
            }
            now[watch] = place
        }
        for watch in folders.keys where now[watch] == nil { watcher.remove(watch) }
        defer { folders = now }
        return now.keys.contains { folders[$0] == nil }
    }

    /// Takes the events that have come.
    func drain() -> Finding {
        guard let watcher else { return .anything }
        var places: Set<String> = []
        for event in watcher.drain() {
            // The end of a watch that was removed here.
            if event.changes == .ended && folders[event.watch] == nil { continue }
            guard event.changes.isSubset(of: .content), !event.name.isEmpty, let folder = folders[event.watch] else {
                return .anything
            }
            places.insert((folder == "/" ? "" : folder) + "/" + String(decoding: event.name, as: UTF8.self))
        }
        return .content(places)
    }
}
