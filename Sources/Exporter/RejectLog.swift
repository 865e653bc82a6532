import Bytes
import CSV
import EventTime
import Feed
import Mapping
import POSIX

/// Tells about rejected records: at most one line a minute for each source and reason, and all of them in the source's
/// reject file if it has one.
struct RejectLog {
    private static let pause: Int64 = 60_000_000_000
    private let logger: Logger
    private let names: [String]
    private let paths: [String?]
    private var files: [FileDescriptor?]
    private var last: [String: Int64] = [:]
    private var isFileBroken = false

    init(_ configuration: Configuration, _ logger: Logger) {
        self.logger = logger
        names = configuration.sources.map(\.name)
        paths = configuration.sources.map(\.rejectFile)
        files = names.map { _ in nil }
    }

    /// Whether anybody will read about a record of this source rejected for this reason now.
    func wants(_ source: Int, _ reason: String) -> Bool {
        paths[source] != nil || isDue(source, reason)
    }

    /// Tells about one rejected record. `sentence` begins with its place.
    mutating func note(_ source: Int, _ reason: String, _ sentence: String) {
        if isDue(source, reason) {
            last["\(source) \(reason)"] = SystemClock.monotonicNanoseconds()
            logger.log(.warn, sentence, [("source", names[source]), ("reason", reason)])
        }
        guard let path = paths[source] else { return }
        do {
            let file = try files[source] ?? FileDescriptor.openForAppending(path)
            files[source] = file
            try file.write("\(reason)\t\(sentence)\n")
            isFileBroken = false
        } catch {
            if !isFileBroken { logger.log(.error, "cannot write the reject file: \(error)", [("file", path)]) }
            isFileBroken = true
        }
    }

    private func isDue(_ source: Int, _ reason: String) -> Bool {
        last["\(source) \(reason)"].map { SystemClock.monotonicNanoseconds() - $0 >= Self.pause } ?? true
    }
}

/// Says why a record never reached the mapping; the place comes first.
func sentence(_ reject: FeedReject, path: String, _ source: SourceConfiguration) -> String {
    let place = "\(path):\(reject.line)"
    switch (Reject.Reason(rawValue: reject.reason), FeedReason(rawValue: reject.reason)) {
    case (.fieldCount, _): return "\(place): cannot use the record: got \(reject.found); want as many as the header has"
    case (.tooManyFields, _):
        return "\(place): cannot use the record: got \(reject.found); want at most \(source.feed.dialect.maximumFields)"
    case (.recordTooLong, _):
        let limit = source.feed.dialect.maximumRecordBytes
        return "\(place): cannot use the record: it is too long; want at most \(limit) bytes (limits: record_bytes)"
    case (.unclosedQuote, _): return "\(place): cannot find the end of a quoted field: want a closing quote"
    case (_, .invalidTime):
        let columns = source.feed.time.slots.map { "\"\(source.feed.columns[$0])\"" }.joined(separator: " and ")
        return "\(place): cannot read the time in \(columns): got \"\(shortened(reject.found))\"; "
            + "want the format \(source.feed.time.format.text)"
    default: return "\(place): cannot use the record: \(reject.reason)"
    }
}

/// Says why a metric could not use a record; the place comes first.
func sentence(
    _ rejection: Rejection, _ batch: RecordBatch, path: String, line: Int, _ source: SourceConfiguration
) -> String {
    let place = "\(path):\(line)"
    guard let slot = rejection.slot else {
        return "\(place): cannot use the record: \(rejection.reason.rawValue)"
    }
    let cell = String(decoding: batch.bytes[batch.field(rejection.record, slot).range], as: UTF8.self)
    let column = "\(place): cannot use column \"\(source.feed.columns[slot])\": got \"\(shortened(cell))\""
    switch rejection.reason {
    case .invalidNumber: return column + "; want a number"
    case .negativeValue: return column + "; want a number of at least 0"
    case .missingValue: return column + "; want a number, or missing: skip"
    case .invalidLabel: return column + ", which is not UTF-8; want UTF-8 in a label"
    case .labelTooLong: return column + "; want at most \(source.maximumLabelBytes) bytes (limits: label_bytes)"
    }
}

private func shortened(_ text: String) -> String { text.count > 60 ? text.prefix(57) + "…" : text }
