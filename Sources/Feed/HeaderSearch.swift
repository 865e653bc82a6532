import Bytes
import CSV

/// Looks for headers among the records that cannot be used. A program that appends to a file may write its header
/// again; after an update of the program the header may have other columns.
struct HeaderSearch {
    /// A header with the wanted columns in other places.
    struct Found {
        /// Where the header begins: the offset in the bytes of the batch, and the line.
        let start: Int
        let line: UInt32
        /// The offset of the next line in the bytes of the batch.
        let next: Int
        /// The part of the file behind the header.
        let section: Section
        /// How many records of the batch are before the header, when it was found.
        var recordsBefore = 0
    }

    private enum Verdict {
        case none
        /// The same header again.
        case again
        case new(Found)
    }

    private let source: FeedSource
    private let wanted: [String]
    /// The wanted names as they are in a file, the longest first. A line without one of them is no header.
    private let names: [[UInt8]]
    /// The slot of a time. Its cell almost always begins with a digit in a record, and never in a header.
    private let timeSlot: Int?
    private var reader: NameReader
    private var section: Section
    /// The last line of units behind the last header that was found again.
    private var lastUnits: UInt32 = 0

    /// A search in a file that begins with `section`. Nil if the files of the source have no headers.
    init?(_ source: FeedSource, _ section: Section) {
        wanted = source.fileColumns
        let dialect = source.dialect
        // In a file, the quotes and escapes within a name are doubled.
        names = wanted.compactMap { dialect.encoding.bytes($0) }
            .filter { name in !name.isEmpty && !name.contains { $0 == dialect.quote || $0 == dialect.escape } }
            .sorted { $0.count > $1.count }
        guard dialect.header == nil, !names.isEmpty else { return nil }
        self.source = source
        let hasDigit = wanted.contains { $0.utf8.first.map { $0 &- 0x30 < 10 } ?? false }
        timeSlot = hasDigit ? nil : source.time.slots.first { $0 >= source.shape.addedColumns }
        reader = NameReader(dialect: source.dialect)
        self.section = section
    }

    /// The first new header among the rejects of the parser.
    mutating func newHeader(amongRejectsOf records: RecordBatch) -> Found? {
        for reject in records.rejects where reject.reason == .fieldCount {
            if case .new(let found) = verdict(records, at: reject.offset - records.fileOffset, line: reject.line) {
                return found
            }
        }
        return nil
    }

    /// Looks for headers among `candidates`, which are numbers of records. Removes from `candidates` the records that
    /// are headers again, or lines of units behind them, and returns the first new header. All records up to it are in
    /// their order, and `candidates` keeps no record from the new header on.
    mutating func newHeader(among candidates: inout [Int], of records: RecordBatch) -> Found? {
        // `headers(amongAllOf:)` has found all.
        if source.acceptsHeaders { return nil }
        var (kept, found) = ([Int](), Found?.none)
        for record in candidates {
            if isData(records, record) {
                kept.append(record)
                continue
            }
            switch verdict(records, at: Int(records.starts[record]), line: records.lines[record]) {
            case .none: if records.lines[record] > lastUnits { kept.append(record) }
            case .again: lastUnits = records.lines[record] &+ UInt32(source.dialect.skipAfterHeader)
            case .new(let new): found = new
            }
            if found != nil { break }
        }
        candidates = kept
        return found
    }

    /// Looks for headers among all records, for a source whose records cannot fail their times. Returns the numbers of
    /// the records that are headers again, or lines of units behind them, and the first new header; without numbers
    /// from the new header on. O(bytes), without allocation unless a record has all names.
    mutating func headers(amongAllOf records: RecordBatch) -> (again: [Int], new: Found?) {
        var (again, next) = ([Int](), 0)
        while true {
            while next < records.count && records.lines[next] <= lastUnits {
                again.append(next)
                next += 1
            }
            guard next < records.count,
                let hit = first(names[0], records.bytes.span, Int(records.starts[next])..<records.consumed)
            else { return (again, nil) }
            let record = partitionPoint(next..<records.count) { Int(records.starts[$0]) <= hit } - 1
            next = record + 1
            switch verdict(records, at: Int(records.starts[record]), line: records.lines[record]) {
            case .none: break
            case .again:
                again.append(record)
                lastUnits = records.lines[record] &+ UInt32(source.dialect.skipAfterHeader)
            case .new(let new): return (again, new)
            }
        }
    }

    private func isData(_ records: RecordBatch, _ record: Int) -> Bool {
        guard let timeSlot else { return false }
        let cell = records.field(record, timeSlot).range
        return !cell.isEmpty && records.bytes[cell.lowerBound] &- 0x30 < 10
    }

    private mutating func verdict(_ records: RecordBatch, at start: Int, line: UInt32) -> Verdict {
        let bytes = records.bytes.span
        let feed = firstIndex(of: 0x0A, in: bytes, start..<bytes.count) ?? bytes.count
        let end = firstIndex(of: 0x0D, in: bytes, start..<feed) ?? feed
        for name in names where first(name, bytes, start..<end) == nil { return .none }
        var text = Array(records.bytes[start..<end])
        // Joined files have a byte order mark before each header.
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        guard let header = reader.names(text, from: 0, atEnd: true), header.next == text.count,
            let columns = columns(in: header.names)
        else { return .none }
        if columns == section.columns && header.names.count == section.fieldCount { return .again }
        let next = end == bytes.count ? end : end + 1 == feed ? feed + 1 : end + 1
        let section = Section(start: records.fileOffset + next, columns: columns, fieldCount: header.names.count)
        return .new(Found(start: start, line: line, next: next, section: section))
    }

    private func columns(in names: [String]) -> [Int]? {
        var columns: [Int] = []
        for name in wanted {
            guard let column = names.firstIndex(of: name), names.lastIndex(of: name) == column else { return nil }
            columns.append(column)
        }
        return source.slots(columns)
    }

    private func first(_ text: [UInt8], _ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var from = range.lowerBound
        while from + text.count <= range.upperBound,
            let at = firstIndex(of: text[0], in: bytes, from..<range.upperBound)
        {
            if at + text.count <= range.upperBound, equal(bytes, at..<at + text.count, text.span) { return at }
            from = at + 1
        }
        return nil
    }
}
