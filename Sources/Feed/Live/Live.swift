package import EventTime
package import POSIX

/// Followed files as batches of records in the order of arrival.
///
/// A file is read from its beginning, then whatever is appended to it; a record is one once its line end is there. A
/// file is known by device and inode, not by its name: a renamed one is read on, and counted once whatever names lead
/// to it. One that no name leads to any more is let go of 10 s after its last change; then its last record needs no
/// line end. One whose consumed bytes are no longer there was emptied or written anew, and is read again from its
/// beginning. What is missing is awaited. Folders are watched, and every 10 s all names are looked up again for file
/// systems that send no events.
package final class Live {
    private var sources: [LiveSource]
    private var watches = FolderWatches()
    private var nextLook: Int64 = .min
    private let maximumFiles: Int
    /// Without events the names are looked up each second.
    private var pause: Int64 { watches.watcher == nil ? 1_000_000_000 : 10_000_000_000 }

    /// Follows what `patterns` (paths or globs, one list for each source) match, now and later, at most
    /// `maximumFiles` at a time. Files that `from` names (one table for each source) are read from there on instead of
    /// from their beginning.
    package init(
        _ sources: [FeedSource], patterns: [[String]], from marks: [[FileIdentity: FileMark]] = [], maximumFiles: Int
    ) {
        self.maximumFiles = maximumFiles
        self.sources = sources.enumerated().map { index, source in
            LiveSource(
                source, number: index, patterns[index].map { Glob($0) }, from: marks.isEmpty ? [:] : marks[index])
        }
    }

    /// What to poll for reading; nil where the system has no such events.
    package var descriptor: FileDescriptor? { watches.watcher?.descriptor }

    /// The next moment (monotonic nanoseconds) at which names must be looked up again.
    package var nextWake: Int64 { nextLook }

    /// Takes in which files there are and which have changed, if there were events or the time has come.
    package func look(now: Int64, hasEvents: Bool) {
        var isDue = now >= nextLook
        if hasEvents {
            switch watches.drain() {
            case .anything: isDue = true
            case .content(let places):
                for place in places {
                    for source in sources.indices { sources[source].touch(place, now: now) }
                }
            }
        }
        guard isDue else { return }
        nextLook = now + pause
        // Watched before looked at: what comes in between is an event.
        _ = watches.watch(sources.flatMap(\.folders))
        for source in sources.indices {
            let others = sources.reduce(0) { $0 + $1.count } - sources[source].count
            sources[source].look(now: now, room: maximumFiles - others)
        }
        // Links may lead to files in folders that were not watched when the files were found.
        if watches.watch(sources.flatMap(\.folders)) {
            for source in sources.indices { sources[source].touch(nil, now: now) }
        }
    }

    /// Sentences about files that cannot be followed, each once until the fault has gone away.
    package func takeFaults() -> [(source: Int, sentence: String)] {
        sources.indices.flatMap { source in sources[source].takeFaults().map { (source, $0) } }
    }

    /// Reads the next records of `source`, which arrive at `arrival` by the wall clock. Nil if there is nothing to read
    /// now; the batch may be without records all the same.
    package func read(_ source: Int, arrival: Instant) -> FeedBatch? { sources[source].read(arrival) }

    /// How many files the source has now, whether all can be read, and how many bytes are not read yet.
    package func status(of source: Int) -> (files: Int, isUp: Bool, lagBytes: Int) { sources[source].status }
}
