package import CSV
package import EventTime
package import POSIX

/// Followed files as batches of records in the order of arrival.
///
/// A file is read from its beginning, then whatever is appended to it. A record that is not whole yet waits for its
/// rest. A file that is not there yet is awaited; one that was replaced by another of the same name is read to its end
/// first; one that became shorter is read again from its beginning. Folders are watched, and every 10 s all names are
/// looked up again for file systems that send no events.
package final class Live {
    private var sources: [LiveSource]
    private let watcher: FileWatcher?
    private var nextLook: Int64 = 0
    private static let lookNanoseconds: Int64 = 10_000_000_000

    /// Follows what `patterns` (paths or globs, one list for each source) match, now and later. Files that
    /// `from` names (path to offset) are read from there on instead of from their beginning.
    package init(_ sources: [FeedSource], patterns: [[String]], from: [[String: Int]] = []) {
        // Without events the names are looked up each second.
        watcher = try? FileWatcher()
        self.sources = sources.enumerated().map { index, source in
            LiveSource(source, patterns[index].map { Glob($0) }, from: from.isEmpty ? [:] : from[index])
        }
        for folder in Set(patterns.joined().map { Glob($0).directory }) { watch(folder) }
    }

    /// What to poll for reading; nil where the system has no such events.
    package var descriptor: FileDescriptor? { watcher?.descriptor }

    /// The next moment (monotonic nanoseconds) at which names must be looked up again.
    package var nextWake: Int64 { nextLook }

    /// Takes in which files there are and which have grown, if there were events or the time has come.
    /// Returns sentences about files that cannot be followed.
    package func look(now: Int64, hasEvents: Bool) -> [(source: Int, sentence: String)] {
        if hasEvents { _ = watcher?.drain() }
        guard hasEvents || now >= nextLook else { return [] }
        if now >= nextLook { nextLook = now + (watcher == nil ? 1_000_000_000 : Self.lookNanoseconds) }
        return sources.indices.flatMap { index in sources[index].look().map { (index, $0) } }
    }

    /// Reads the next records of `source`. False if there is nothing to read now; the batch may be empty all the same.
    package func read(_ source: Int) -> Bool { sources[source].read() }

    /// The records that the last `read` of the source found, with their instants, and what it could not use.
    package func batch(of source: Int) -> RecordBatch { sources[source].batch }
    /// Their instants.
    package func times(of source: Int) -> [Instant] { sources[source].times }
    /// What could not be used.
    package func rejects(of source: Int) -> [FeedReject] { sources[source].rejects }
    /// The path of a source's file.
    package func path(of source: Int, file: Int) -> String { sources[source].path(of: file) }
    /// How many files the source has now, whether all can be read, and how many bytes are not read yet.
    package func status(of source: Int) -> (files: Int, isUp: Bool, lagBytes: Int) { sources[source].status }

    private func watch(_ folder: String) {
        // A folder that cannot be watched is looked at every 10 s all the same.
        _ = try? watcher?.add(folder, .folder)
    }
}
