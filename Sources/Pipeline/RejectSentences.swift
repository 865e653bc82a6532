import Bytes
import CSV
import EventTime
import Feed
import Mapping
import MappingFile

/// A sentence with the reason why a record never reached the mapping. It begins with the file and line.
func sentence(_ reject: FeedReject, _ source: SourceConfiguration) -> String {
    let place = reject.location
    let dialect = source.feed.dialect
    switch (reject.reason, reject.found) {
    case (.record(.fieldCount), .fields(let count)):
        return "\(place): cannot use the record: got \(count) fields; want as many as the header has"
    case (.record(.tooManyFields), .fields(let count)):
        return "\(place): cannot use the record: got \(count) fields; want at most \(dialect.maximumFields)"
    case (.record(.recordTooLong), _):
        return "\(place): cannot use the record: it is too long; want at most \(dialect.maximumRecordBytes) bytes "
            + "(limits: record_bytes)"
    case (.record(.unclosedQuote), _):
        return "\(place): cannot find the end of a quoted field: want a closing quote, and behind it a delimiter or a "
            + "line end"
    case (.record(.nulBytes), .nulBytes(let count)):
        return "\(place): passed over \(count) NUL bytes before a line: a truncation under its writer left a hole; "
            + "want a writer that appends"
    case (.invalidTime, .cell(let cell, let fault)):
        return "\(place): cannot read the time in \(timeColumns(source)): got \"\(shortened(cell))\""
            + wanted(source.feed.time.format, instead: fault, of: cell)
    case (.futureTime, .future(let cell, let time, let latest)):
        return "\(place): cannot believe the time in \(timeColumns(source)): got \"\(shortened(cell))\", which is "
            + "\(iso8601(time)); want a time up to \(iso8601(latest)), or time: {ahead: never}"
    case (.changed, .file(let found)):
        return "\(place): cannot continue with the file: got \(found); want the file as it was at the start"
    case (.damaged, .file(let found)):
        return "\(place): cannot read the file to its end: got \(found); want a whole file; the records before count"
    default: return "\(place): cannot use the record: \(reject.reason.label)"
    }
}

private func timeColumns(_ source: SourceConfiguration) -> String {
    source.feed.time.slots.map { "\"\(source.feed.columns[$0])\"" }.joined(separator: " and ")
}

private func wanted(_ format: TimeFormat, instead fault: TimeFault, of cell: String) -> String {
    switch fault {
    case .unreadable:
        "; want the format \(format.text)" + otherFormat(reading: cell)
    case .outOfRange:
        // Milliseconds that are read as seconds are thousands of years away.
        ", which is out of range; want a time from \(iso8601(.earliest)) to \(iso8601(.latest))"
            + otherFormat(reading: cell)
    case .dueOutOfRange:
        ", at whose end (due: end) the time is out of range; want an end up to \(iso8601(.latest))"
    }
}

private func otherFormat(reading cell: String) -> String {
    TimeFormat.name(reading: cell).map { "; the format \($0) would read it" } ?? ""
}

/// A sentence with the reason why a metric could not use a record. It begins with the file and line.
func sentence(_ rejection: Rejection, _ batch: FeedBatch, _ source: SourceConfiguration) -> String {
    let place = batch.location(of: rejection.record)
    guard let slot = rejection.slot else {
        return "\(place): cannot use the record: \(rejection.reason.rawValue)"
    }
    let records = batch.records
    let cell = source.feed.dialect.encoding.text(records.bytes[records.field(rejection.record, slot).range])
    let value = source.metrics.lazy.compactMap { $0.valueColumn(in: slot) }.first
    let column = "\(place): cannot use column \"\(source.feed.columns[slot])\": got \"\(shortened(cell))\""
    switch rejection.reason {
    case .invalidNumber: return column + wantedNumber(cell, value)
    case .negativeValue:
        return column + "; want a number of at least 0" + (value?.scale == 1 ? "" : ", after scale")
    case .missingValue: return column + "; want a number, or missing: skip"
    case .invalidLabel: return column + ", which is not UTF-8; want UTF-8 in a label, or dialect: {encoding: NAME}"
    case .labelTooLong: return column + "; want at most \(source.maximumLabelBytes) bytes (limits: label_bytes)"
    }
}

/// The part of a sentence about a cell that a condition compares with a number: place, column, cell and what is wanted.
func noNumber(_ slot: Slot, _ record: Int, _ batch: FeedBatch, _ source: SourceConfiguration) -> String {
    let cell = source.feed.dialect.encoding.text(batch.records.bytes[batch.records.field(record, slot).range])
    let value = source.metrics.lazy.compactMap { $0.valueColumn(in: slot) }.first
    return "\(batch.location(of: record)): got \"\(shortened(cell))\" in \"\(source.feed.columns[slot])\""
        + wantedNumber(cell, value)
}

private func shortened(_ text: String) -> String { text.count > 60 ? text.prefix(57) + "…" : text }
