/// A record as the tests make it: everything that the mapping can see.
struct OracleRecord {
    /// Event time in seconds since 1970.
    var time: Int
    var status: String
    var count: Int
}

/// The whole of the exporter's promise in a few lines: sort by time, take what is not after `until`, and fold.
struct Oracle {
    /// Records in file order: of equal times, the later one is the newer.
    let records: [OracleRecord]

    /// Every series of the two metrics of `Replays.mapping`, with its value, at this event time.
    func series(until: Int) -> [String: Double] {
        var result: [String: Double] = [:]
        for record in records { result["sum_total{status=\"\(record.status)\"}"] = 0 }
        let due = records.enumerated().filter { $0.element.time <= until }
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
        for (_, record) in due {
            result["sum_total{status=\"\(record.status)\"}", default: 0] += Double(record.count)
            result["latest{status=\"\(record.status)\"}"] = Double(record.count)
        }
        return result
    }

    /// What the passes before this one have added to the counters.
    func totals(times passes: Int) -> [String: Double] {
        series(until: .max).filter { $0.key.hasPrefix("sum") }.mapValues { $0 * Double(passes) }
    }
}
