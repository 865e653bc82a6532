package import Feed
package import Mapping

/// Why a record was rejected: a closed set, whose labels are the values of the label `reason`.
package enum RejectReason: Hashable, CaseIterable, Sendable {
    /// The record never reached the mapping.
    case feed(FeedReason)
    /// Some metric could not use the record.
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

/// Where rejected records are reported. Counting them is not its task.
package protocol RejectSink: AnyObject {
    /// Whether anybody will read about a record of this source rejected for this reason now.
    func wants(_ reason: RejectReason, source: Int) -> Bool

    /// Reports one rejected record. `sentence` begins with its place.
    func reject(_ reason: RejectReason, source: Int, _ sentence: String)
}
