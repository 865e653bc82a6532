import CSV
import EventTime
import POSIX

/// The followed files of one source.
struct LiveSource {
    private let source: FeedSource
    private let globs: [Glob]
    private let from: [String: Int]
    private var files: [FollowedFile] = []
    private var paths: [String] = []
    private var current = 0
    /// What the last read found.
    var batch: RecordBatch
    private(set) var times: [Instant] = []
    private(set) var rejects: [FeedReject] = []
    /// Files that cannot be followed now, with the sentence that was told.
    private var faults: [String: String] = [:]

    init(_ source: FeedSource, _ globs: [Glob], from: [String: Int]) {
        self.source = source
        self.globs = globs
        self.from = from
        batch = RecordBatch(width: source.columns.count)
    }

    var status: (files: Int, isUp: Bool, lagBytes: Int) {
        (files.count, faults.isEmpty, files.reduce(0) { $0 + $1.lagBytes })
    }

    func path(of file: Int) -> String { paths[file] }

    /// Looks up all names again. Returns new faults as sentences.
    mutating func look() -> [String] {
        var told: [String] = []
        for path in globs.flatMap({ $0.paths() }) {
            do {
                try look(path)
                faults[path] = nil
            } catch {
                // Not there yet is what following is for: no fault.
                if case .unreadable(_, let cause) = error, cause.isMissing { continue }
                if case .empty = error { continue }
                if faults.updateValue("\(error)", forKey: path) != "\(error)" { told.append("\(error)") }
            }
        }
        for index in files.indices { files[index].refresh() }
        files.removeAll { $0.isSpent }
        return told
    }

    private mutating func look(_ path: String) throws(FeedError) {
        if let known = files.firstIndex(where: { $0.path == path && !$0.isReplaced }) {
            guard files[known].isReplacedOnDisk else { return }
            files[known].isReplaced = true
        }
        let number = paths.firstIndex(of: path) ?? paths.count
        if number == paths.count { paths.append(path) }
        let offset = from[path]
        files.append(try FollowedFile(path: path, number: number, source: source, from: offset))
    }

    /// Reads about 1 MiB of the next file that has more. False if none has.
    mutating func read() -> Bool {
        for _ in files.indices {
            current = (current + 1) % files.count
            if files[current].read(into: &batch, &times, &rejects) { return true }
        }
        return false
    }
}
