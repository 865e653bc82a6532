import Bytes
import CSV
import EventTime
import POSIX

/// Walks over the records of a source by its index, fetching each from a mapping of its file.
struct IndexWalk {
    private static let batchRecords = 16_384
    private let index: RecordIndex
    private let source: FeedSource
    private let files: [SourceFile]
    private let passes: [FilePass]
    private var mappings: [Int: MappedFile] = [:]
    private var position = 0
    /// How many bytes are fetched for a record at first.
    private static let window = 256
    /// Which files turned out to have changed, since the last call of `next`.
    private(set) var changed: [FileChanged] = []
    private var known: Set<Int> = []
    /// Where each record of the last batch begins in its file.
    private(set) var offsets: [Int] = []

    init(_ index: RecordIndex, source: FeedSource, files: [SourceFile], passes: [FilePass]) {
        self.index = index
        self.source = source
        self.files = files
        self.passes = passes
    }

    /// Replaces what is in `batch` and `times` by the next records. False when none is left after them.
    /// Line numbers are not known here: they are 0, and found from the offset where somebody asks.
    mutating func next(_ batch: inout RecordBatch, _ times: inout [Instant]) -> Bool {
        changed.removeAll(keepingCapacity: true)
        batch.restart(at: 0)
        times.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        let end = min(position + Self.batchRecords, index.entries.count)
        while position < end {
            let (pass, offset) = index.place(at: position)
            let file = passes[pass].file
            if let mapping = mapping(of: file) {
                if fetch(file, mapping, offset, into: &batch) {
                    times.append(index.entries[position].time)
                    offsets.append(offset)
                } else {
                    noteChange(of: file, "bytes that are no record any more")
                }
            }
            position += 1
        }
        for (file, mapping) in mappings where mapping.hasShrunk { noteChange(of: file, "a smaller size") }
        return position < index.entries.count
    }

    private mutating func mapping(of file: Int) -> MappedFile? {
        if let mapping = mappings[file] { return mapping }
        if known.contains(file) { return nil }
        do {
            let descriptor = try FileDescriptor.open(files[file].path)
            if files[file].isSame(as: try descriptor.status()) {
                let mapping = try MappedFile(descriptor)
                mappings[file] = mapping
                return mapping
            }
            noteChange(of: file, "another size or another file")
        } catch {
            noteChange(of: file, "\(error)")
        }
        return nil
    }

    private mutating func noteChange(of file: Int, _ found: String) {
        mappings[file] = nil
        if !known.insert(file).inserted { return }
        changed.append(FileChanged(file: file, path: files[file].path, found: found))
    }

    /// Appends the record at `offset`, parsed from a window that grows until it holds the record. False if there is none.
    private mutating func fetch(
        _ number: Int, _ mapping: MappedFile, _ offset: Int, into batch: inout RecordBatch
    ) -> Bool {
        let file = files[number]
        let (count, start) = (batch.count, batch.bytes.count)
        var bytes = Self.window
        while true {
            let end = min(offset + bytes, file.status.size)
            mapping.withBytes { batch.bytes.append($0, offset..<end) }
            batch.consumed = start
            var parser = file.parser(source.dialect, line: 0)
            parser.parse(&batch, atEnd: end == file.status.size, atMost: 1)
            if batch.count > count || end == file.status.size || !batch.rejects.isEmpty { break }
            batch.bytes.removeLast(batch.bytes.count - start)
            bytes *= 4
        }
        let isFound = batch.count > count
        batch.bytes.removeLast(batch.bytes.count - (isFound ? batch.consumed : start))
        batch.consumed = batch.bytes.count
        batch.rejects.removeAll(keepingCapacity: true)
        if !isFound { return false }
        batch.lines[count] = 0
        batch.files.append(UInt32(number))
        return true
    }
}
