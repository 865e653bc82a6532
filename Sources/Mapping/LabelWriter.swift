import Bytes
import CSV
import EventTime
import Metrics

/// Writes the series key of one record: its label values in the family's order.
struct LabelWriter {
    private let sources: [LabelSource]
    /// For each source that formats the event time: the formatter, and the text of the last instant.
    private var times: [TimeText?]
    /// The one column that the key follows from when it is the cell itself: nothing is to be written then.
    let plainSlot: Slot?
    /// The one column that the key follows from, if it is one and nothing else varies.
    let onlySlot: Slot?
    /// Whether all records have the same key.
    let isConstant: Bool

    init(_ sources: [LabelSource]) {
        self.sources = sources
        times = sources.map { source in
            if case .time(let formatter) = source { TimeText(formatter: formatter) } else { nil }
        }
        var slots: [Slot] = []
        var varies = false
        var isPlain = false
        for source in sources {
            switch source {
            case .column(let slot, let transform):
                slots.append(slot)
                isPlain = transform.isIdentity
            case .time: varies = true
            case .file(let values): varies = varies || values.count > 1
            case .constant: break
            }
        }
        onlySlot = slots.count == 1 && !varies ? slots[0] : nil
        plainSlot = sources.count == 1 && isPlain ? onlySlot : nil
        isConstant = slots.isEmpty && !varies
    }

    /// Replaces `key` by the key of `record`.
    mutating func write(_ record: Int, _ input: Input, to key: inout [UInt8]) {
        key.removeAll(keepingCapacity: true)
        for index in sources.indices {
            if index > 0 { key.append(labelSeparator) }
            switch sources[index] {
            case .column(let slot, let transform):
                transform.append(input.batch.bytes.span, input.batch.field(record, slot).range, to: &key)
            case .time: times[index]?.append(input.times[record] - input.span.dueAfterStart, to: &key)
            case .constant(let value): key.append(contentsOf: value)
            case .file(let values): key.append(contentsOf: values[input.batch.fileNumber(of: record)])
            }
        }
    }
}

/// A formatter that remembers its last text, because neighbouring records mostly share it.
private struct TimeText {
    var formatter: TimeFormatter
    private var step: Int64 = .min
    private var text: [UInt8] = []

    init(formatter: TimeFormatter) { self.formatter = formatter }

    mutating func append(_ instant: Instant, to key: inout [UInt8]) {
        let granularity = formatter.granularity
        let (quotient, remainder) = instant.quotientAndRemainder(dividingBy: granularity)
        let current = remainder < 0 ? quotient - 1 : quotient
        if current != step {
            text.removeAll(keepingCapacity: true)
            formatter.append(instant, to: &text)
            step = current
        }
        key.append(contentsOf: text)
    }
}
