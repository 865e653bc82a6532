import Bytes
import CSV

/// Turns the bytes of a batch into records with instants: cuts them, filters and splits them, and reads their times.
struct RecordCutter {
    /// The result of cutting a batch.
    struct Cut {
        /// How many bytes are consumed.
        let consumed: Int
        /// The section of the records.
        let section: Section
        /// The offset in the file of the new header before which the records end; nil if there is none.
        let header: Int?
        /// The bytes behind the consumed bytes, if there is no new header; nil if there are none.
        let rest: Rest?
    }

    /// An unfinished record.
    enum Rest {
        case oneLine
        /// A quote is open at a line end.
        case severalLines
    }

    /// The part of the file in which the next record is.
    private(set) var section: Section
    let source: FeedSource
    private var parser: Parser
    /// Nil if all headers fail as records, and the section has no other headers, as a run.
    private var headers: HeaderSearch?
    /// Whether the first cells of their kind in `LineCounts` are known. They are noted once, because that takes time.
    private var knowsUnmet = false
    private var knowsNoNumber = false

    /// A cutter that begins at the first byte of a record of `section`, on `line`. Looks for further headers if it
    /// `findsHeaders`, or if a header again would not fail as a record.
    init(_ source: FeedSource, _ section: Section, line: UInt32, findsHeaders: Bool) {
        self.source = source
        self.section = section
        parser = section.parser(source.dialect, line: line)
        headers = findsHeaders || source.acceptsHeaders ? HeaderSearch(source, section) : nil
    }

    /// The line of the next record.
    var line: UInt32 { parser.line }

    /// Cuts the bytes of `batch`, which is from one file, into records, and sets the path of their rejects. With
    /// `atEnd`, no bytes follow. The records end before the first new header; then `section` is the part behind it.
    mutating func cut(_ batch: inout FeedBatch, path: String, _ times: inout TimeColumn, atEnd: Bool) -> Cut {
        parser.parse(&batch.records, atEnd: atEnd)
        let consumed = batch.records.consumed
        let rest = rest(batch.records)
        var found: HeaderSearch.Found?
        if let header = headers?.newHeader(amongRejectsOf: batch.records) {
            batch.keepRecords(before: header, &found)
        }
        if source.acceptsHeaders { removeHeaders(&batch, &found) }
        let short = leaveOutShort(&batch.records)
        for reject in batch.records.rejects { batch.rejects.append(FeedReject(reject, path: path)) }
        var firsts = LineCounts()
        var leftOut = filter(&batch, path, &found, &firsts)
        leftOut += short.filter { [found] in Int($0) < found?.start ?? .max }
        let perLine = source.shape.spread?.slots.count ?? 1
        let kept = batch.records.count
        source.shape.spread?.apply(to: &batch.records)
        let known = found?.start
        times.read(&batch, &headers, &found)
        batch.lines = LineCounts(all: kept + leftOut.count, leftOut: leftOut.count)
        if let found, found.start != known {
            // Only the times have shown that the records end here.
            let before = leftOut.count { $0 < found.start }
            batch.lines = LineCounts(all: found.recordsBefore / perLine + before, leftOut: before)
        }
        batch.lines += firsts
        if section.firstFieldCount == nil { section.firstFieldCount = parser.firstFieldCount }
        let read = section
        guard let found else { return Cut(consumed: consumed, section: read, header: nil, rest: rest) }
        section = found.section
        parser = section.parser(source.dialect, line: found.line &+ 1, skipping: source.dialect.skipAfterHeader)
        headers = HeaderSearch(source, section)
        let header = batch.records.fileOffset + found.start
        return Cut(consumed: found.next, section: read, header: header, rest: nil)
    }

    private func rest(_ records: RecordBatch) -> Rest? {
        let rest = records.bytes[records.consumed...]
        if rest.isEmpty { return nil }
        return rest.dropLast().contains { $0 == 0x0A || $0 == 0x0D } ? .severalLines : .oneLine
    }
}

extension RecordCutter {
    /// Removes the headers that are cut as records, and all records behind a new header.
    private mutating func removeHeaders(_ batch: inout FeedBatch, _ found: inout HeaderSearch.Found?) {
        guard let (again, new) = headers?.headers(amongAllOf: batch.records) else { return }
        if !again.isEmpty { batch.records.remove(again) }
        if let new { batch.keepRecords(before: new, &found) }
    }

    /// Removes the records that do not meet the conditions of the source. Returns where they begin, without headers.
    /// Adds to `counts` those of them that lack a number that a condition compares, and the first cells.
    private mutating func filter(
        _ batch: inout FeedBatch, _ path: String, _ found: inout HeaderSearch.Found?, _ counts: inout LineCounts
    ) -> [UInt32] {
        if !source.shape.filters { return [] }
        var (removed, lackNumbers) = source.shape.filteredOut(of: batch.records)
        var candidates = removed
        if let header = headers?.newHeader(among: &candidates, of: batch.records) {
            batch.keepRecords(before: header, &found)
            removed.removeAll { $0 >= batch.records.count }
        }
        let starts = candidates.map { batch.records.starts[$0] }
        let conditions = source.shape.conditions
        if lackNumbers {
            let without = candidates.filter { record in conditions.contains { $0.lacksNumber(batch.records, record) } }
            counts.withoutNumber = without.count
            if !knowsNoNumber, let first = without.first {
                counts.firstWithoutNumber = cell(of: first, batch.records, path) { $0.lacksNumber($1, first) }
                knowsNoNumber = true
            }
        }
        if !knowsUnmet, let first = candidates.first {
            counts.firstUnmet = cell(of: first, batch.records, path) { condition, records in
                var isKept = [true]
                condition.filter(records, first..<first + 1, &isKept)
                return !isKept[0]
            }
            knowsUnmet = true
        }
        batch.records.remove(removed)
        return starts
    }

    /// The cell of a record for whose condition `isFound` is true.
    private func cell(
        of record: Int, _ records: RecordBatch, _ path: String, _ isFound: (Condition, RecordBatch) -> Bool
    ) -> UnmetCell? {
        guard let slot = source.shape.conditions.first(where: { isFound($0, records) })?.slot else { return nil }
        return UnmetCell(
            location: RecordLocation(path: path, line: Int(records.lines[record])), slot: slot,
            text: source.dialect.encoding.text(records.bytes[records.field(record, slot).range]))
    }
}

extension FeedBatch {
    /// Removes the records and rejects from a new header on.
    mutating func keepRecords(before header: HeaderSearch.Found, _ found: inout HeaderSearch.Found?) {
        records.keepFirst(records.starts.firstIndex { $0 >= header.start } ?? records.count)
        found = header
        found?.recordsBefore = records.count
        let offset = records.fileOffset + header.start
        records.rejects.removeAll { $0.offset >= offset }
        rejects.removeAll { ($0.location.line ?? 0) >= header.line }
    }
}
