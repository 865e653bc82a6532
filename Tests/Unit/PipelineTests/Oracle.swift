import EventTime

/// A record as the tests make it: everything that the mapping can see.
struct OracleRecord {
    var time: Instant
    var status: String
    var count: Int
}

/// The exporter's promise in a few lines: sort by time, take the records that are not after `until`, and fold.
struct Oracle {
    /// Records in file order: of equal times, the later one is the newer.
    let records: [OracleRecord]

    /// Every series of the two metrics of `ReplayTests.mapping`, with its value, at this event time; nil is before all.
    func series(until: Instant?) -> [String: Double] {
        var result: [String: Double] = [:]
        for record in records { result["sum_total{status=\"\(record.status)\"}"] = 0 }
        guard let until else { return result }
        let due = records.enumerated().filter { $0.element.time <= until }
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
        for (_, record) in due {
            result["sum_total{status=\"\(record.status)\"}", default: 0] += Double(record.count)
            result["latest{status=\"\(record.status)\"}"] = Double(record.count)
        }
        return result
    }

    /// The sums that the passes before this one have added to the counters.
    func totals(times passes: Int) -> [String: Double] {
        series(until: .latest).filter { $0.key.hasPrefix("sum") }.mapValues { $0 * Double(passes) }
    }
}
