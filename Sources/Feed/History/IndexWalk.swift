import Bytes
import CSV
import EventTime
import POSIX

/// Walks over the records of a source in the order of its index, and fetches them from memory mappings of the files.
///
/// Records of known length are copied together and parsed at once. A record of unknown length is parsed by itself, from
/// a window that grows until it contains the record. If you change how records are copied or parsed, run
/// `swift run -c release benchmark shuffled` before and after.
struct IndexWalk {
    /// Records per batch: few enough that their bytes and bounds stay in the cache while they are parsed and mapped.
    private static let batchRecords = 4096
    /// The size of the first window for a record of unknown length, in bytes.
    private static let window = 256
    /// Records that are copied together: few enough that their slices stay in the cache.
    private static let gatheredAtOnce = 1024
    private static let leastGathered = 8

    private let index: RecordIndex
    private let source: FeedSource
    private let files: [SourceFile]
    /// The sections of all files that differ, each with a parser of the same number.
    private let layouts: [Section]
    /// The parser numbers of the sections of each file.
    private let parserNumbers: [[Int]]
    /// The parser number of the first section of each file. Loops read this array instead of `parserNumbers`, which
    /// would count references.
    private let firstParsers: [Int]
    /// Whether a file has more than one section.
    private let hasManySections: Bool
    private var parsers: [Parser]
    private var mappings: [MappedFile?]
    /// Whether each file is mapped. Loops read this array instead of `mappings`, which would count references.
    private var isMapped: [Bool]
    /// Whether the last batch has records of each file.
    private var isRead: [Bool]
    private var position = 0
    /// The files that were found to have changed, since the last call of `next`.
    private(set) var changed: [ChangedFileError] = []
    /// The numbers of all files that were found to have changed.
    private var changedNumbers: Set<Int> = []

    init(_ index: RecordIndex, _ prePass: PrePass) {
        self.index = index
        (source, files) = (prePass.source, prePass.files)
        let files = prePass.files
        var layouts: [Section] = []
        parserNumbers = files.map { file in
            file.sections.map { section in
                if let known = layouts.firstIndex(where: { $0.isAlike(section) }) { return known }
                layouts.append(section)
                return layouts.count - 1
            }
        }
        self.layouts = layouts
        firstParsers = parserNumbers.map { $0[0] }
        hasManySections = files.contains { $0.sections.count > 1 }
        parsers = layouts.map { $0.parser(prePass.source.dialect, line: 0) }
        mappings = Array(repeating: nil, count: files.count)
        isMapped = Array(repeating: false, count: files.count)
        isRead = isMapped
    }

    /// Prepares a batch for `next`.
    func prepare(_ batch: inout FeedBatch) {
        batch.files = FileColumn(all: files.map(\.feedFile))
        batch.places = RecordPlaces(fileCount: files.count)
    }

    /// Replaces the records of `batch`, which `prepare` has prepared, by the next records. False if no records follow
    /// them. Line numbers are not known here: they are 0, and are found from the offset on demand.
    mutating func next(_ batch: inout FeedBatch) -> Bool {
        changed.removeAll(keepingCapacity: true)
        batch.restart()
        let end = min(position + Self.batchRecords, index.count)
        while position < end {
            let first = index.place(at: position)
            guard let mapping = mapping(of: first.file) else {
                position += 1
                continue
            }
            if first.length > 0 {
                fetchMany(parser(first.file, first.offset), before: end, into: &batch)
            } else {
                fetchOne(first, mapping, into: &batch)
            }
        }
        batch.files.replace(by: batch.places.files)
        for file in isRead.indices where isRead[file] {
            isRead[file] = false
            if mappings[file]?.hasShrunk == true { noteChange(of: file, "a smaller size") }
        }
        return position < index.count
    }

    /// Fetches records of known length from files that use `parser`, up to the first record of another kind.
    private mutating func fetchMany(_ parser: Int, before end: Int, into batch: inout FeedBatch) {
        let (first, count, start) = (position, batch.count, batch.records.bytes.count)
        // Few records at first, because records behind a record of another kind would be fetched again.
        var step = Self.leastGathered
        while position < end, gather(parser, before: min(end, position + step), into: &batch) {
            step = min(step * 2, Self.gatheredAtOnce)
        }
        batch.records.consumed = start
        parsers[parser].parse(&batch.records, atEnd: false)
        let isWhole = batch.count - count == position - first && batch.records.consumed == batch.records.bytes.count
        if isWhole && batch.records.rejects.isEmpty {
            for record in count..<batch.count { batch.records.lines[record] = 0 }
            return
        }
        // The bytes did not parse into exactly the expected records, so a file has changed. Fetch the records one by
        // one to find this file.
        drop(from: count, start, &batch)
        for again in first..<position {
            position = again
            let place = index.place(at: again)
            if let mapping = mapping(of: place.file) { fetchOne(place, mapping, into: &batch) }
        }
    }

    /// Appends the raw bytes of the next records to `batch` without parsing. Returns false if it stopped early: length
    /// unknown, other column layout, or file not mapped.
    private mutating func gather(_ parser: Int, before end: Int, into batch: inout FeedBatch) -> Bool {
        let first = batch.places.count
        index.read(position..<end, into: &batch.places, &batch.times)
        let places = batch.places
        let unwanted = (first..<places.count).first { record in
            let file = places.file(of: record)
            return !isMapped[file]
                || (hasManySections ? self.parser(file, places.offset(of: record)) : firstParsers[file]) != parser
        }
        let count = unwanted ?? places.count
        position += count - first
        var next = first
        while next < count {
            let stretch = places.inOneFile(from: next, before: count)
            next = stretch.upperBound
            let file = places.file(of: stretch.lowerBound)
            isRead[file] = true
            mappings[file]?.withBytes { bytes in
                batch.records.bytes.append(places.slices.span.extracting(stretch), of: bytes)
            }
        }
        if count < places.count {
            batch.places.truncate(to: count)
            batch.times.removeLast(batch.times.count - count)
        }
        return position == end
    }

    /// Fetches the record at `place`, the place of the record at `position`. Then increments `position`.
    private mutating func fetchOne(_ place: RecordPlace, _ mapping: MappedFile, into batch: inout FeedBatch) {
        let (count, start, size) = (batch.count, batch.records.bytes.count, files[place.file].size)
        let parser = parser(place.file, place.offset)
        isRead[place.file] = true
        var bytes = Self.window
        while true {
            let end = min(place.offset + bytes, size)
            mapping.withBytes { batch.records.bytes.append($0, place.offset..<end) }
            batch.records.consumed = start
            parsers[parser].parse(&batch.records, atEnd: end == size, atMost: 1)
            if batch.count > count || end == size || !batch.records.rejects.isEmpty { break }
            batch.records.bytes.removeLast(batch.records.bytes.count - start)
            bytes *= 4
        }
        if batch.count > count && batch.records.rejects.isEmpty {
            batch.records.bytes.removeLast(batch.records.bytes.count - batch.records.consumed)
            batch.records.lines[count] = 0
            source.shape.spread?.applyToLast(&batch.records, column: place.column)
            batch.places.append(place)
            batch.times.append(index.time(at: position))
        } else {
            drop(from: count, start, &batch)
            noteChange(of: place.file, "other bytes where a record was")
        }
        position += 1
    }

    /// Removes the records from number `count` on, and the bytes from `start` on.
    private mutating func drop(from count: Int, _ start: Int, _ batch: inout FeedBatch) {
        batch.records.remove(Array(count..<batch.count))
        batch.records.bytes.removeLast(batch.records.bytes.count - start)
        batch.records.consumed = start
        batch.records.rejects.removeAll(keepingCapacity: true)
        batch.times.removeLast(batch.times.count - count)
        batch.places.truncate(to: count)
        // Parsers keep state after an error; start with fresh ones.
        parsers = layouts.map { $0.parser(source.dialect, line: 0) }
    }

    /// The number of the parser for the record at `offset` of a file.
    private func parser(_ file: Int, _ offset: Int) -> Int {
        let numbers = parserNumbers[file]
        return numbers.count == 1 ? numbers[0] : numbers[files[file].section(at: offset)]
    }

    private mutating func mapping(of file: Int) -> MappedFile? {
        if let mapping = mappings[file] { return mapping }
        if changedNumbers.contains(file) { return nil }
        do {
            let descriptor: FileDescriptor
            if let spool = files[file].spool {
                descriptor = spool.descriptor
            } else {
                descriptor = try FileDescriptor.open(files[file].path)
            }
            let status = try descriptor.status()
            if files[file].spool != nil || files[file].isSame(as: status) {
                let mapping = try MappedFile(descriptor)
                if mapping.count >= files[file].size {
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
        if changedNumbers.insert(file).inserted { changed.append(ChangedFileError(files[file], found: found)) }
    }
}
