package import EventTime
package import POSIX

/// Followed files as batches of records in the order of arrival.
///
/// - Identity: a file is known by device and inode, not by its name. A renamed file is read on. A file with several
/// names is counted once.
/// - Reading: a file is read from its beginning, then each time it grows. A record counts when its line end is there.
/// - Rotation and deletion: a file without a matching name stays open until 10 s after its last change. Then its last
/// record counts even without a line end, and the file is closed.
/// - Truncation: a file that no longer has its consumed bytes was truncated or rewritten. A file that has the name of a
/// deleted file replaces it. In both cases the new content is compared with the consumed bytes: a proper prefix of them
/// adds nothing yet, the same bytes are not read again, and other content is read from its beginning. The unfinished
/// record of the deleted file counts unless the new file has it.
/// - gzip files are passed over. UTF-16 is decoded; all positions are those of the bytes of the file.
/// - NULs at the end of a file are bytes that are not written yet.
/// - A record that waits for its end longer than 10 s is reported once.
/// - Missing files and folders are awaited. Folders are watched, and every 10 s all names are looked up, for file
/// systems that send no events.
///
/// If you change one of these rules, also change `LiveModel` in the tests. Run `Tests/System/faults/files.py` and
/// `CSV_EXPORTER_MODEL_STEPS=125000 swift test --filter LiveModelTests`.
package final class Live {
    private var sources: [LiveSource]
    /// The sources that are tables, by number. Their `LiveSource` has no files.
    private var tables: [Int: LiveTable] = [:]
    private var watches = FolderWatches()
    private var nextLookup: Int64 = .min
    /// The moment of the last `update`.
    private var now: Int64 = .min
    private let maximumFiles: Int
    /// The time between two lookups of all names.
    private var pause: Int64 { watches.watcher == nil ? 1_000_000_000 : 10_000_000_000 }

    /// Follows at most `maximumFiles` files at a time: the present and future matches of `patterns` (paths or globs,
    /// one list per source). A file with an entry in `resumePositions` (one table per source) is read from that
    /// position on, any other file from its beginning.
    package init(
        _ sources: [FeedSource], patterns: [[String]],
        from resumePositions: [[FileIdentity: ResumePosition]] = [], maximumFiles: Int
    ) {
        self.maximumFiles = maximumFiles
        self.sources = sources.enumerated().map { index, source in
            LiveSource(
                source, number: index, source.isTable ? [] : patterns[index].map { Glob($0) },
                from: resumePositions.isEmpty ? [:] : resumePositions[index])
        }
        for (index, source) in sources.enumerated() where source.isTable {
            tables[index] = LiveTable(source, number: index, patterns[index].map { Glob($0) })
        }
    }

    /// The descriptor to poll for reading; nil if the system has no file events.
    package var descriptor: FileDescriptor? { watches.watcher?.descriptor }

    /// The next moment (monotonic nanoseconds) at which names must be looked up, or a wait is reported.
    package var nextWake: Int64 {
        let report = sources.lazy.compactMap(\.nextReport).min() ?? .max
        return min(nextLookup, report, tables.values.lazy.compactMap(\.nextWake).min() ?? .max)
    }

    /// Whether each table has a state.
    package var hasAllTables: Bool { tables.values.allSatisfy(\.isRead) }

    /// Finds new, renamed, deleted and changed files: from events, if there are any, and by looking up all names when
    /// that is due.
    package func update(now: Int64, hasEvents: Bool) {
        self.now = now
        for source in sources.indices { sources[source].reportWaits(now: now) }
        var isDue = now >= nextLookup
        if hasEvents {
            switch watches.drain() {
            case .anything: isDue = true
            case .content(let paths, let closed):
                for path in paths {
                    for source in sources.indices { sources[source].markChanged(path, now: now) }
                    for source in tables.keys {
                        tables[source]?.markChanged(path, isClosed: closed.contains(path), now: now)
                    }
                }
            }
        }
        guard isDue else { return }
        nextLookup = now + pause
        // Watches before looking up names, so that a change in between is an event.
        _ = watches.watch(watchedPaths)
        for source in sources.indices {
            let others = sources.reduce(0) { $0 + $1.count } - sources[source].count
            sources[source].lookUpNames(now: now, room: maximumFiles - others)
        }
        for source in tables.keys { tables[source]?.lookUp(now: now) }
        // Links may lead to files in folders that were not watched when the files were found.
        if watches.watch(watchedPaths) {
            for source in sources.indices { sources[source].markChanged(nil, now: now) }
        }
    }

    private var watchedPaths: [String] { sources.flatMap(\.watchedPaths) + tables.values.flatMap(\.folders) }

    /// The faults of files that cannot be followed. Each fault is returned once, until it goes away.
    package func takeFaults() -> [(source: Int, fault: FeedError)] {
        var taken: [(source: Int, fault: FeedError)] = []
        for source in sources.indices {
            for fault in tables[source]?.takeFaults() ?? sources[source].takeFaults() { taken.append((source, fault)) }
        }
        return taken
    }

    /// Sentences about files that were rewritten, or that wait for the end of a record: each once.
    package func takeNotices() -> [(source: Int, sentence: String)] {
        sources.indices.flatMap { source in sources[source].takeNotices().map { (source, $0) } }
    }

    /// Reads the next records of `source`. `arrival` is the wall time. Nil if there is nothing to read now; a batch may
    /// be without records.
    package func read(_ source: Int, arrival: Instant) -> FeedBatch? { sources[source].read(arrival, now: now) }

    /// Continues to read a table that has changed. Nil if `source` is no table, or has nothing to read now.
    package func readTable(_ source: Int, arrival: Instant) -> TableStep? {
        tables[source]?.read(arrival, now: now)
    }

    /// The present state of the files of `source`. O(files).
    package func status(of source: Int) -> LiveStatus { tables[source]?.status ?? sources[source].status }
}

/// The state of the followed files of a source.
package struct LiveStatus {
    /// The number of files that are followed.
    package let files: Int
    /// The faults of the names that are passed over.
    package let skipped: [FeedError]
    /// The number of bytes that are not read yet.
    package let lagBytes: Int

    /// Whether no record is missing because a file cannot be followed.
    package var isUp: Bool { skipped.allSatisfy { !($0.skipReason?.isLoss ?? true) } }
}
