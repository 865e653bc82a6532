import Bytes
import CSV
import EventTime

/// Reads the instants at which a batch's records are due.
struct TimeColumn {
    private var reader: TimeReader
    private let rule: TimeRule

    /// Reads by `rule`; `day` is the day of date-less times where the rule names none.
    init(_ rule: TimeRule, day: CivilDate?) {
        self.rule = rule
        reader = TimeReader(format: rule.format, zone: rule.zone, date: rule.date ?? day)
    }

    /// Replaces `times` by one instant for each record of the batch; `TimeReader.unreadable` where there is none.
    mutating func read(_ batch: RecordBatch, into times: inout [Instant]) {
        times.removeAll(keepingCapacity: true)
        if rule.slots.count == 1 {
            reader.read(
                batch.bytes.span, batch.bounds.span, column: rule.slots[0], stride: batch.width, count: batch.count,
                into: &times)
        } else {
            var joined: [UInt8] = []
            for record in 0..<batch.count {
                joined.removeAll(keepingCapacity: true)
                for slot in rule.slots {
                    if !joined.isEmpty { joined.append(UInt8(ascii: " ")) }
                    joined.append(batch.bytes.span, batch.field(record, slot).range)
                }
                times.append(reader.read(joined.span, 0..<joined.count) ?? TimeReader.unreadable)
            }
        }
        if rule.dueAfterStart == 0 { return }
        for index in times.indices where times[index] != TimeReader.unreadable {
            let (due, overflow) = times[index].addingReportingOverflow(rule.dueAfterStart)
            times[index] = overflow ? TimeReader.unreadable : due
        }
    }

    /// Takes the records without a readable time out of the batch and says which they are. O(count).
    func removeUnreadable(from batch: inout RecordBatch, _ instants: inout [Instant]) -> [FeedReject] {
        guard instants.contains(TimeReader.unreadable) else { return [] }
        let unreadable = instants.indices.filter { instants[$0] == TimeReader.unreadable }
        let rejects = unreadable.map { record in
            let cells = rule.slots.map { String(decoding: batch.bytes[batch.field(record, $0).range], as: UTF8.self) }
            return FeedReject(
                reason: FeedReason.invalidTime.rawValue, file: Int(batch.file), line: Int(batch.lines[record]),
                offset: batch.fileOffset + Int(batch.starts[record]), found: cells.joined(separator: " "))
        }
        batch.remove(unreadable)
        instants.removeAll { $0 == TimeReader.unreadable }
        return rejects
    }
}
