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

    /// Where the time's cells are among the wanted columns.
    var slots: [Int] { rule.slots }

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
}
