import Bytes
import CSV
import EventTime
import POSIX

/// Walks over the records of a source by its index, fetching them from mappings of its files.
///
/// Records whose length is known are put together first and cut all at once; any other is cut by itself, from a window
/// that grows until it holds the record.
struct IndexWalk {
    /// As many as their bytes and bounds stay in the cache, from which they are read and mapped.
    private static let batchRecords = 4096
    /// How many bytes are fetched for a record of unknown length at first.
    private static let window = 256
    /// How many records are put together at once: what they lie in should stay in the cache meanwhile.
    private static let gatheredAtOnce = 1024
    private static let leastGathered = 8

    private let index: RecordIndex
    private let source: FeedSource
    private let files: [SourceFile]
    /// One for each file: files with the same columns share that of the first of them.
    private let parserNumbers: [Int]
    private var parsers: [Parser]
    private var mappings: [MappedFile?]
    /// The same, for loops that should not count references.
    private var isMapped: [Bool]
    /// Which files the last batch was read from.
    private var isRead: [Bool]
    private var position = 0
    /// Which files turned out to have changed, since the last call of `next`.
    private(set) var changed: [FileChanged] = []
    private var known: Set<Int> = []
    /// Where the records of the last batch are in their files.
    private(set) var places: RecordPlaces

    init(_ index: RecordIndex, source: FeedSource, files: [SourceFile]) {
        self.index = index
        self.source = source
        self.files = files
        parserNumbers = files.map { file in
            files.firstIndex { $0.columns == file.columns && $0.fieldCount == file.fieldCount } ?? file.number
        }
        parsers = files.map { $0.parser(source.dialect, line: 0) }
        mappings = Array(repeating: nil, count: files.count)
        isMapped = Array(repeating: false, count: files.count)
        isRead = isMapped
        places = RecordPlaces(fileCount: files.count)
    }

    /// Replaces what is in `batch` and `times` by the next records. False when none is left after them.
    /// Line numbers are not known here: they are 0, and found from the offset where somebody asks.
    mutating func next(_ batch: inout RecordBatch, _ times: inout [Instant]) -> Bool {
        changed.removeAll(keepingCapacity: true)
        batch.restart(at: 0)
        times.removeAll(keepingCapacity: true)
        places.truncate(to: 0)
        let end = min(position + Self.batchRecords, index.count)
        while position < end {
            let first = index.place(at: position)
            guard let mapping = mapping(of: first.file) else {
                position += 1
                continue
            }
            if first.length > 0 {
                fetchMany(parserNumbers[first.file], before: end, into: &batch, &times)
            } else {
                fetchOne(first, mapping, into: &batch, &times)
            }
        }
        batch.files.append(contentsOf: places.files)
        for file in isRead.indices where isRead[file] {
            isRead[file] = false
            if mappings[file]?.hasShrunk == true { noteChange(of: file, "a smaller size") }
        }
        return position < index.count
    }

    /// Fetches records of known length from files with the same columns, up to the first that is not such.
    private mutating func fetchMany(
        _ parser: Int, before end: Int, into batch: inout RecordBatch, _ times: inout [Instant]
    ) {
        let (first, count, start) = (position, batch.count, batch.bytes.count)
        // Few at first: what is read behind a record that is not such has to be read again.
        var step = Self.leastGathered
        while position < end, gather(parser, before: min(end, position + step), into: &batch, &times) {
            step = min(step * 2, Self.gatheredAtOnce)
        }
        batch.consumed = start
        parsers[parser].parse(&batch, atEnd: false)
        if batch.count - count == position - first && batch.consumed == batch.bytes.count && batch.rejects.isEmpty {
            for record in count..<batch.count { batch.lines[record] = 0 }
            return
        }
        // Somewhere there is no such record any more: each is looked at by itself.
        drop(from: count, start, &batch, &times)
        for again in first..<position {
            position = again
            let place = index.place(at: again)
            if let mapping = mapping(of: place.file) { fetchOne(place, mapping, into: &batch, &times) }
        }
    }

    /// Puts such records together as they are, without cutting them yet. False if one was not such.
    private mutating func gather(
        _ parser: Int, before end: Int, into batch: inout RecordBatch, _ times: inout [Instant]
    ) -> Bool {
        let first = places.count
        index.read(position..<end, into: &places, &times)
        let unwanted = (first..<places.count).first { place in
            let file = places.file(of: place)
            return parserNumbers[file] != parser || !isMapped[file]
        }
        places.truncate(to: unwanted ?? places.count)
        times.removeLast(times.count - places.count)
        position += places.count - first
        var next = first
        while next < places.count {
            let stretch = places.inOneFile(from: next)
            next = stretch.upperBound
            let file = places.file(of: stretch.lowerBound)
            isRead[file] = true
            mappings[file]?.withBytes { bytes in
                batch.bytes.append(places.pieces.span.extracting(stretch), of: bytes)
            }
        }
        return position == end
    }

    /// Fetches the record at `place`, which is that at `position`, and steps on.
    private mutating func fetchOne(
        _ place: RecordPlace, _ mapping: MappedFile, into batch: inout RecordBatch, _ times: inout [Instant]
    ) {
        let (count, start, size) = (batch.count, batch.bytes.count, files[place.file].status.size)
        let parser = parserNumbers[place.file]
        isRead[place.file] = true
        var bytes = Self.window
        while true {
            let end = min(place.offset + bytes, size)
            mapping.withBytes { batch.bytes.append($0, place.offset..<end) }
            batch.consumed = start
            parsers[parser].parse(&batch, atEnd: end == size, atMost: 1)
            if batch.count > count || end == size || !batch.rejects.isEmpty { break }
            batch.bytes.removeLast(batch.bytes.count - start)
            bytes *= 4
        }
        if batch.count > count && batch.rejects.isEmpty {
            batch.bytes.removeLast(batch.bytes.count - batch.consumed)
            batch.lines[count] = 0
            places.append(place)
            times.append(index.time(at: position))
        } else {
            drop(from: count, start, &batch, &times)
            noteChange(of: place.file, "bytes that are no record any more")
        }
        position += 1
    }

    /// Takes back what was fetched from the record `count` on.
    private mutating func drop(
        from count: Int, _ start: Int, _ batch: inout RecordBatch, _ times: inout [Instant]
    ) {
        batch.remove(Array(count..<batch.count))
        batch.bytes.removeLast(batch.bytes.count - start)
        batch.consumed = start
        batch.rejects.removeAll(keepingCapacity: true)
        times.removeLast(times.count - count)
        places.truncate(to: count)
        // They remember what was wrong.
        parsers = files.map { $0.parser(source.dialect, line: 0) }
    }

    private mutating func mapping(of file: Int) -> MappedFile? {
        if let mapping = mappings[file] { return mapping }
        if known.contains(file) { return nil }
        do {
            let descriptor = try FileDescriptor.open(files[file].path)
            if files[file].isSame(as: try descriptor.status()) {
                let mapping = try MappedFile(descriptor)
                if mapping.count >= files[file].status.size {
                    (mappings[file], isMapped[file]) = (mapping, true)
                    return mapping
                }
            }
            noteChange(of: file, "another size or another file")
        } catch {
            noteChange(of: file, "\(error)")
        }
        return nil
    }

    private mutating func noteChange(of file: Int, _ found: String) {
        (mappings[file], isMapped[file]) = (nil, false)
        if !known.insert(file).inserted { return }
        changed.append(FileChanged(file: file, path: files[file].path, found: found))
    }
}
