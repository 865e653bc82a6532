import Bytes
import CSV
import EventTime

/// Reads the instants at which the records of a batch are due.
struct TimeColumn {
    private var reader: TimeReader
    private let rule: TimeRule
    private var unreadable: [Int] = []

    /// A reader by `rule`. `day` is the day of times without a date, if the rule has no date.
    init(_ rule: TimeRule, day: CivilDate?) {
        self.rule = rule
        reader = TimeReader(format: rule.format, zone: rule.zone, date: rule.date ?? day)
    }

    /// Fills `times` of a batch. Records without an event time are removed and become rejects. O(records).
    mutating func read(_ batch: inout FeedBatch) {
        var times: [Instant] = []
        swap(&times, &batch.times)
        times.removeAll(keepingCapacity: true)
        unreadable.removeAll(keepingCapacity: true)
        if rule.slots.count == 1 {
            let records = batch.records
            reader.read(
                records.bytes.span, records.bounds.span, column: rule.slots[0], stride: records.width,
                count: records.count, into: &times, unreadable: &unreadable)
        } else {
            readJoined(batch.records, &times)
        }
        if !unreadable.isEmpty { rejectUnreadable(&batch) }
        if rule.dueAfterStart != 0 { shift(&times, &batch) }
        swap(&times, &batch.times)
    }

    private mutating func readJoined(_ records: RecordBatch, _ times: inout [Instant]) {
        for record in 0..<records.count {
            let cell = cell(of: record, records)
            if let instant = reader.read(cell.span, 0..<cell.count) {
                times.append(instant)
            } else {
                unreadable.append(record)
            }
        }
    }

    /// Moves each event time to the instant at which its record is due.
    private func shift(_ times: inout [Instant], _ batch: inout FeedBatch) {
        var beyond: [Int] = []
        for index in times.indices {
            if let due = times[index].adding(rule.dueAfterStart) { times[index] = due } else { beyond.append(index) }
        }
        if beyond.isEmpty { return }
        for record in beyond { batch.rejects.append(reject(record, .outOfRange, batch)) }
        batch.removeRecords(beyond)
        for record in beyond.reversed() { times.remove(at: record) }
    }

    private mutating func rejectUnreadable(_ batch: inout FeedBatch) {
        for record in unreadable {
            let cell = cell(of: record, batch.records)
            let fault = reader.fault(in: cell.span, 0..<cell.count) ?? .unreadable
            batch.rejects.append(reject(record, fault, batch))
        }
        batch.removeRecords(unreadable)
    }

    private func reject(_ record: Int, _ fault: TimeFault, _ batch: FeedBatch) -> FeedReject {
        let text = String(decoding: cell(of: record, batch.records), as: UTF8.self)
        return FeedReject(.invalidTime, batch.location(of: record), found: .cell(text, fault))
    }

    /// The cells of the time, joined with a blank.
    private func cell(of record: Int, _ records: RecordBatch) -> [UInt8] {
        var joined: [UInt8] = []
        for slot in rule.slots {
            if !joined.isEmpty { joined.append(UInt8(ascii: " ")) }
            joined.append(records.bytes.span, records.field(record, slot).range)
        }
        return joined
    }
}
