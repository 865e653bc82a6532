package import CSV
import EventTime
import POSIX

/// The files of a source from their first to their last record, in the order of the files: for statistics, which need
/// no order of time. Takes the memory of one chunk. Nothing is shared with a replay.
package final class FilePass {
    private static let chunkBytes = 1 << 17

    private let source: FeedSource
    private let files: [SourceFile]
    /// The faults of the files that are passed over.
    package let skipped: [FeedError]
    /// The size of all files, and how much of them has been read.
    package private(set) var bytes: (all: Int, read: Int)
    /// The records of the last step.
    package private(set) var batch: FeedBatch
    /// The number of its file among the paths that are read.
    package private(set) var file = -1
    private var chunks: FileChunks?
    private var descriptor: FileDescriptor?

    /// Opens all files and reads their headers. Throws if none can be used.
    package init(_ source: FeedSource) throws(FeedError) {
        self.source = source
        (files, skipped) = usableFiles(of: source)
        if files.isEmpty, let first = skipped.first {
            if skipped.count == 1 { throw first }
            throw .noUsableFile(source: source.name, count: skipped.count, first: first)
        }
        bytes = (files.reduce(0) { $0 + $1.status.size }, 0)
        batch = FeedBatch(source: 0, width: source.columns.count)
    }

    /// The paths of the files that are read.
    package var paths: [String] { files.map { $0.path } }

    /// Reads the next chunk into `batch`, which may have no record. False if there is none. A file that cannot be read
    /// to its end becomes a reject.
    package func step() -> Bool {
        while true {
            if var current = chunks.take() {
                let before = current.bytesRead
                if !current.isAtEnd, read(&current) {
                    bytes.read += current.bytesRead - before
                    if current.isAtEnd, let fault = current.fault { batch.rejects.append(files[file].reject(fault)) }
                    if before == files[file].start, let nuls = FeedReject(leadingNULsOf: files[file]) {
                        batch.rejects.insert(nuls, at: 0)
                    }
                    if !current.isAtEnd { chunks = current }
                    return true
                }
                if !current.isAtEnd { return true }  // the file is given up, and the batch says so
            }
            file += 1
            if file == files.count { return false }
            open()
        }
    }

    /// Reads a chunk. False if the file has changed, so that no more can be read.
    private func read(_ chunks: inout FileChunks) -> Bool {
        do throws(SystemError) {
            if let descriptor, try chunks.next(descriptor, into: &batch) { return true }
            lose("a smaller size")
        } catch {
            lose("\(error)")
        }
        return false
    }

    private func lose(_ found: String) {
        batch.restart()
        batch.rejects = [ChangedFileError(files[file], found: found).reject]
    }

    private func open() {
        let file = files[file]
        batch.restart(at: file.start)
        do throws(SystemError) {
            let opened = try FileDescriptor.open(file.path)
            // Where a content that must be decoded ends is not known.
            let end = file.isEncoded ? Int.max : try opened.startOfNULs(before: file.size, atLeast: file.start)
            descriptor = opened
            chunks = FileChunks(
                file, range: file.start..<max(file.start, end), line: file.startLine, source: source,
                day: source.time.repeatsDaily ? CivilDate(daysSince1970: 0) : nil, chunkBytes: Self.chunkBytes,
                isNewestFirst: nil, findsHeaders: true)
            if end <= file.start { chunks = nil }
        } catch {
            lose("\(error)")
        }
    }
}

/// The names of all columns of a file, and how many lines are before its first record.
package func header(of path: String, _ dialect: Dialect) throws(FeedError) -> (names: [String], linesBefore: Int) {
    try SourceFile.header(of: path, dialect)
}

extension FeedSource {
    /// A source for statistics of `files`, which have the columns of `header`: the wanted columns keep their slots, and
    /// the other columns follow, if their names are unique. Records are due when they happen.
    package func withAllColumns(of header: [String], files: [String]) -> FeedSource {
        var names = columns
        var known = Set(columns)
        if shape.spread == nil {
            // A name that occurs twice says nothing about its column.
            let once = header.filter { name in header.count { $0 == name } == 1 }
            for name in once where known.insert(name).inserted { names.append(name) }
        }
        return FeedSource(
            name: name, files: files, dialect: dialect, columns: names, shape: shape, time: time.withoutDelay)
    }
}
