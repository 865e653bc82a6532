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

    /// Receives one rejected record. `sentence` begins with the file and line.
    func reject(_ reason: RejectReason, source: Int, _ sentence: String)
}
