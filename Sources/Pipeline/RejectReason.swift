package import EventTime
package import Feed
package import Mapping

/// The reason why a record was rejected. The labels of this closed set are the values of the label `reason`.
package enum RejectReason: Hashable, CaseIterable, Sendable {
    /// The record never reached the mapping.
    case feed(FeedReason)
    /// A metric could not use the record.
    case mapping(MappingReason)

    /// Every reason, by label.
    package static let allCases: [RejectReason] =
        (FeedReason.allCases.map { .feed($0) } + MappingReason.allCases.map { .mapping($0) })
        .sorted { $0.label < $1.label }

    /// The value of the label.
    package var label: String {
        switch self {
        case .feed(let reason): reason.label
        case .mapping(let reason): reason.rawValue
        }
    }
}

/// Receives rejected records, for example in order to log them. Records are counted elsewhere.
package protocol RejectSink: AnyObject {
    /// Whether `reject` would use a sentence about this reason and source now. If not, no sentence is made.
    func wants(_ reason: RejectReason, source: Int) -> Bool

    /// Receives one rejected record.
    func reject(_ reason: RejectReason, source: Int, _ record: RejectedRecord)
}

/// A rejected record: its place, and the sentence for people.
package struct RejectedRecord {
    /// What was found and what was wanted; begins with the file and line.
    package let sentence: String
    /// Where it begins.
    package let location: RecordLocation
    /// The column at fault, and its cell; nil if the fault does not concern a single column.
    package let cell: (column: String, text: String)?
    /// Its event time, if it has one.
    package let time: Instant?

    /// A record as given.
    package init(
        _ sentence: String, _ location: RecordLocation, cell: (column: String, text: String)? = nil,
        time: Instant? = nil
    ) {
        (self.sentence, self.location, self.cell, self.time) = (sentence, location, cell, time)
    }
}
