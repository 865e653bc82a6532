import EventTime

/// A record of the tests, with all fields that the mapping uses.
struct OracleRecord {
    var time: Instant
    var status: String
    var count: Int
}

/// The definition of a replay in a few lines: sort the records by time, take the records up to `until`, and fold them.
struct Oracle {
    /// Records in file order. If times are equal, the later record is newer.
    let records: [OracleRecord]

    /// The values of all series of the two metrics of `ReplayTests.mapping` at the event time `until`; nil means before
    /// the first record.
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

    /// The sums that this number of passes adds to the counters.
    func totals(times passes: Int) -> [String: Double] {
        series(until: .latest).filter { $0.key.hasPrefix("sum") }.mapValues { $0 * Double(passes) }
    }
}
