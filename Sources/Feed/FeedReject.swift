package import CSV
package import EventTime

/// The reason why a record, or the rest of a file, never reached the mapping. The labels of this closed set are values
/// of the label `reason`.
package enum FeedReason: Hashable, CaseIterable, Sendable {
    /// The parser rejected the record.
    case record(Reject.Reason)
    /// The time column does not contain an event time.
    case invalidTime
    /// The event time is later than the wall clock allows. Only of followed files.
    case futureTime
    /// The file was truncated or rewritten after the pre-pass had read it.
    case changed
    /// The file ends too early: gzip that is cut off or corrupt, or UTF-16 with half a character at its end.
    case damaged

    /// Every reason, in any order.
    package static let allCases: [FeedReason] =
        Reject.Reason.allCases.map { .record($0) } + [.invalidTime, .futureTime, .changed, .damaged]

    /// The value of the label `reason`.
    package var label: String {
        switch self {
        case .record(let reason): reason.rawValue
        case .invalidTime: "invalid_time"
        case .futureTime: "future_time"
        case .changed: "changed"
        case .damaged: "damaged"
        }
    }
}

/// A record that never reached the mapping, with the reason and the place.
package struct FeedReject: Sendable, Equatable {
    /// The details that a message names.
    package enum Found: Sendable, Equatable {
        /// No details: the reason is enough.
        case nothing
        /// The number of fields.
        case fields(Int)
        /// The number of NULs.
        case nulBytes(Int)
        /// The text of the time, and its fault.
        case cell(String, TimeFault)
        /// The text of the time, the time, and the latest time that would have been believed.
        case future(String, Instant, latest: Instant)
        /// The change or damage of the file, as a noun that can follow "got".
        case file(String)
    }

    /// The reason.
    package let reason: FeedReason
    /// The place at which the record begins. Without a line if the file changed, or is damaged.
    package let location: RecordLocation
    /// The details.
    package let found: Found

    init(_ reason: FeedReason, _ location: RecordLocation, found: Found) {
        self.reason = reason
        self.location = location
        self.found = found
    }

    init(_ reject: Reject, path: String) {
        self.init(
            .record(reject.reason), RecordLocation(path: path, line: Int(reject.line)),
            found: reject.reason == .nulBytes
                ? .nulBytes(reject.fields) : reject.fields > 0 ? .fields(reject.fields) : .nothing)
    }
}
