import POSIX

/// What was consumed of closed files, because they may get a matching name again, or because another file may get their
/// name.
struct ClosedFiles {
    /// How many files of each kind are kept.
    private static let maximum = 256

    /// The files that were closed without a matching name. If `isCompared`, the file has the bytes of `reading`. If
    /// not, its content was never as long.
    private var renamed: [(identity: FileIdentity, reading: LiveReading, isCompared: Bool)] = []
    /// The deleted files, by their last names. Nil if another file has replaced the file.
    private var deleted: [(number: Int, path: String?, reading: LiveReading)] = []

    /// Keeps a file that is closed. `isAwaited` if another file must be compared with it.
    mutating func add(_ file: FollowedFile, isAwaited: Bool) {
        // If no record was consumed, another file with this inode and header would look the same.
        guard let reading = file.reading ?? file.former?.reading, reading.hasRecords else { return }
        if !file.isDeleted {
            renamed.append((file.identity, reading, isCompared: file.reading != nil))
            renamed.removeFirst(max(0, renamed.count - Self.maximum))
        } else if isAwaited || !file.isReplaced {
            if !file.isReplaced { _ = takeDeleted(path: file.path) }
            deleted.append((file.number, file.isReplaced ? nil : file.path, reading))
            deleted.removeFirst(max(0, deleted.count - Self.maximum))
        }
    }

    /// Removes and returns a file that was closed without a matching name.
    mutating func take(_ identity: FileIdentity) -> (reading: LiveReading, isCompared: Bool)? {
        guard let index = renamed.lastIndex(where: { $0.identity == identity }) else { return nil }
        let file = renamed.remove(at: index)
        return (file.reading, file.isCompared)
    }

    /// Removes and returns the last deleted file that had the name, unless another file has replaced it.
    mutating func takeDeleted(path: String) -> LiveReading? {
        deleted.lastIndex { $0.path == path }.map { deleted.remove(at: $0).reading }
    }

    /// Removes and returns the deleted file that has the number.
    mutating func takeDeleted(number: Int) -> LiveReading? {
        deleted.lastIndex { $0.number == number }.map { deleted.remove(at: $0).reading }
    }
}
