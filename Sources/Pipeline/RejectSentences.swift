import Bytes
import CSV
import EventTime
package import Feed
import Mapping
package import MappingFile

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
    let cell = cellText(slot, rejection.record, batch, source)
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
func noNumber(
    _ cell: String, _ slot: Slot, _ column: ValueColumn?, _ location: RecordLocation, _ source: SourceConfiguration
) -> String {
    "\(location): got \"\(shortened(cell))\" in \"\(source.feed.columns[slot])\"" + wantedNumber(cell, column)
}

/// The part of a sentence about a cell that does not meet a condition: place, cell and column.
func unmetCell(
    _ cell: String, _ slot: Slot, _ location: RecordLocation, _ source: SourceConfiguration
) -> String {
    "\(location) with \"\(shortened(cell))\" in \"\(source.feed.columns[slot])\""
}

extension SourceConfiguration {
    /// The first cell that the `where` of the source did not let through; nil if there is none.
    package func firstUnmet(_ lines: LineCounts) -> String? {
        lines.firstUnmet.map { unmetCell($0.text, $0.slot, $0.location, self) }
    }

    /// The first cell that the `where` of the source could not compare with a number, and the number that it wants; nil
    /// if there is none.
    package func firstWithoutNumber(_ lines: LineCounts) -> String? {
        lines.firstWithoutNumber.map { first in
            let column = feed.shape.form(of: first.slot).map { ValueColumn(slot: first.slot, form: $0, use: .level) }
            return noNumber(first.text, first.slot, column, first.location, self)
        }
    }
}

/// The text of a cell.
func cellText(_ slot: Slot, _ record: Int, _ batch: FeedBatch, _ source: SourceConfiguration) -> String {
    source.feed.dialect.encoding.text(batch.records.bytes[batch.records.field(record, slot).range])
}

private func shortened(_ text: String) -> String { text.count > 60 ? text.prefix(57) + "…" : text }
