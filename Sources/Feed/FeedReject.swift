package import CSV
package import EventTime

/// Why a record, or the rest of a file, never reached the mapping: a closed set, whose labels are values of `reason`.
package enum FeedReason: Hashable, CaseIterable, Sendable {
    /// The record cannot be cut into fields.
    case record(Reject.Reason)
    /// The time column holds no event time.
    case invalidTime
    /// The file became shorter, or was written anew, after the pre-pass had read it.
    case changed

    /// Every reason, in no order that matters.
    package static let allCases: [FeedReason] = Reject.Reason.allCases.map { .record($0) } + [.invalidTime, .changed]

    /// The value of the label `reason`.
    package var label: String {
        switch self {
        case .record(let reason): reason.rawValue
        case .invalidTime: "invalid_time"
        case .changed: "changed"
        }
    }
}

/// A record that never reached the mapping, and where it is.
package struct FeedReject: Sendable, Equatable {
    /// What was there instead of a record.
    package enum Found: Sendable, Equatable {
        /// The reason says it all.
        case nothing
        /// So many fields.
        case fields(Int)
        /// A cell that holds no event time.
        case cell(String, TimeFault)
        /// A file that is not what the pre-pass read.
        case file(String)
    }

    /// Why.
    package let reason: FeedReason
    /// Where the record begins; for a file that changed, without a line.
    package let location: RecordLocation
    /// What was there.
    package let found: Found

    init(_ reason: FeedReason, _ location: RecordLocation, found: Found) {
        self.reason = reason
        self.location = location
        self.found = found
    }

    init(_ reject: Reject, path: String) {
        self.init(
            .record(reject.reason), RecordLocation(path: path, line: Int(reject.line)),
            found: reject.fields > 0 ? .fields(reject.fields) : .nothing)
    }
}
