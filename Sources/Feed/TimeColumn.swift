import Bytes
import CSV
import EventTime

/// Reads the instants at which the records of a batch are due.
struct TimeColumn {
    private var reader: TimeReader
    private let source: FeedSource
    /// The time of all records, if no column has the time.
    private let constant: Instant?
    /// The latest time that is believed; nil for any.
    private let latest: Instant?
    private var unreadable: [Int] = []
    /// How many of the last records, without a break, were later than `latest`.
    var laterInRow = 0

    /// A reader of the times in `file` of `source`. `day` is the day of times without a date, if the rule has no date.
    /// `arrival` is the time of records without a column of times. Records later than `latest` are rejected.
    init(
        _ source: FeedSource, _ file: SourceFile, day: CivilDate?, arrival: Instant, latest: Instant? = nil
    ) {
        self.source = source
        self.latest = latest
        let rule = source.time
        let day = rule.date ?? file.time.map { rule.zone.date(at: $0) } ?? day
        reader = rule.reader(date: day)
        constant =
            switch rule.origin {
            case .columns: nil
            case .fileName: file.time
            case .arrival: arrival
            }
    }

    private var rule: TimeRule { source.time }

    /// The event time before the next record in the order of the file.
    var previous: Instant? {
        get { reader.previous }
        set { reader.previous = newValue }
    }

    /// Whether the newest record of the file comes first.
    var isNewestFirst: Bool {
        get { reader.isNewestFirst }
        set { reader.isNewestFirst = newValue }
    }

    /// Whether the order of the file has decided on a time so far.
    var hasMetTwice: Bool { reader.hasMetTwice }

    /// Fills `times` of a batch without headers. Records without an event time are removed and become rejects.
    /// O(records).
    mutating func read(_ batch: inout FeedBatch) {
        var (headers, found): (HeaderSearch?, HeaderSearch.Found?) = (nil, nil)
        read(&batch, &headers, &found)
    }

    /// Fills `times` of a batch. Records without an event time are removed and become rejects, unless `headers` finds
    /// headers among them; the batch ends before a new header, which becomes `found`. O(records).
    mutating func read(
        _ batch: inout FeedBatch, _ headers: inout HeaderSearch?, _ found: inout HeaderSearch.Found?
    ) {
        let before = reader.previous
        var times: [Instant] = []
        swap(&times, &batch.times)
        times.removeAll(keepingCapacity: true)
        unreadable.removeAll(keepingCapacity: true)
        if let constant {
            times.append(contentsOf: repeatElement(constant, count: batch.count))
        } else if rule.slots.count == 1 {
            let records = batch.records
            reader.read(
                records.bytes.span, records.bounds.span, column: rule.slots[0], stride: records.width,
                count: records.count, into: &times, unreadable: &unreadable)
        } else {
            readJoined(batch.records, &times)
        }
        if !unreadable.isEmpty {
            let removed = unreadable
            if let header = headers?.newHeader(among: &unreadable, of: batch.records) {
                batch.keepRecords(before: header, &found)
                times.removeLast(times.count - (batch.count - removed.count { $0 < batch.count }))
                reader.previous = times.last ?? before
            }
            rejectUnreadable(&batch)
            batch.removeRecords(removed.filter { $0 < batch.count })
        }
        if let latest { rejectLater(than: latest, &times, &batch) }
        if rule.dueAfterStart != 0 { shift(&times, &batch) }
        swap(&times, &batch.times)
    }

    private mutating func readJoined(_ records: RecordBatch, _ times: inout [Instant]) {
        for record in 0..<records.count {
            let cell = cell(of: record, records)
            if let instant = reader.read(cell.span, 0..<cell.count) {
                times.append(instant)
                reader.previous = instant
            } else {
                unreadable.append(record)
            }
        }
    }

    /// Rejects records that are later than the wall clock allows.
    private mutating func rejectLater(than latest: Instant, _ times: inout [Instant], _ batch: inout FeedBatch) {
        let later = times.indices.filter { times[$0] > latest }
        if later.isEmpty {
            if !times.isEmpty { laterInRow = 0 }
            return
        }
        let kept = times.indices.last { times[$0] <= latest }
        laterInRow = kept.map { times.count - 1 - $0 } ?? laterInRow + times.count
        for record in later {
            let text = source.dialect.encoding.text(cell(of: record, batch.records))
            let found = FeedReject.Found.future(text, times[record], latest: latest)
            batch.rejects.append(FeedReject(.futureTime, batch.location(of: record), found: found))
        }
        batch.removeRecords(later)
        for record in later.reversed() { times.remove(at: record) }
    }

    /// Moves each event time to the instant at which its record is due.
    private func shift(_ times: inout [Instant], _ batch: inout FeedBatch) {
        var beyond: [Int] = []
        for index in times.indices {
            if let due = times[index].adding(rule.dueAfterStart) { times[index] = due } else { beyond.append(index) }
        }
        if beyond.isEmpty { return }
        for record in beyond { batch.rejects.append(reject(record, .dueOutOfRange, batch)) }
        batch.removeRecords(beyond)
        for record in beyond.reversed() { times.remove(at: record) }
    }

    private mutating func rejectUnreadable(_ batch: inout FeedBatch) {
        for record in unreadable {
            let cell = cell(of: record, batch.records)
            let fault = reader.fault(in: cell.span, 0..<cell.count) ?? .unreadable
            batch.rejects.append(reject(record, fault, batch))
        }
    }

    private func reject(_ record: Int, _ fault: TimeFault, _ batch: FeedBatch) -> FeedReject {
        let text = source.dialect.encoding.text(cell(of: record, batch.records))
        return FeedReject(.invalidTime, batch.location(of: record), found: .cell(text, fault))
    }

    /// The cells of the time, joined with a blank.
    private func cell(of record: Int, _ records: RecordBatch) -> [UInt8] {
        var joined: [UInt8] = []
        for (number, slot) in rule.slots.enumerated() {
            if number > 0 { joined.append(UInt8(ascii: " ")) }
            joined.append(records.bytes.span, records.field(record, slot).range)
        }
        return joined
    }
}
