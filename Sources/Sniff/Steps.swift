import EventTime

/// What the times of a file are like: their order, their steps, and the trace of a clock change.
struct Steps {
    private(set) var order = Time.Order.none
    /// The median step between different times, in seconds.
    private(set) var median: Double?
    /// The longest step but those between the parts that were read, and whether three are longer than five medians.
    private(set) var longest = 0.0
    private(set) var hasPauses = false
    /// The share of the steps that are within a tenth of the median.
    private(set) var equal = 0.0
    /// The share of records that have the time of another record.
    private(set) var repeated = 0.0
    private(set) var first: Instant?
    private(set) var last: Instant?
    private(set) var clockChange: String?

    /// `parts` is the number of places where the times go on behind others that were not read.
    init(_ times: [Instant?], isLocal: Bool, parts: Int) {
        var (known, up, down): ([Instant], Int, Int) = ([], 0, 0)
        known.reserveCapacity(times.count)
        for time in times {
            guard let time else { continue }
            if let last = known.last {
                if time > last { up += 1 } else if time < last { down += 1 }
            }
            known.append(time)
        }
        if up + down > 0, max(up, down) * 100 >= (up + down) * 98 { order = up > down ? .ascending : .descending }
        if order == .descending { known.reverse() }
        let inOrder = known
        if order != .ascending || down > 0 { known.sort() }
        (first, last) = (known.first, known.last)
        var steps: [Double] = []
        for index in known.indices.dropFirst() where known[index] > known[index - 1] {
            steps.append(known[index].seconds(since: known[index - 1]))
        }
        if !known.isEmpty { repeated = 1 - Double(steps.count + 1) / Double(known.count) }
        if steps.count < 2 { return }
        let sorted = steps.sorted()
        let middle = sorted[sorted.count / 2]
        median = middle
        let long = sorted.dropLast(parts)
        longest = long.last ?? 0
        hasPauses = long.count >= 3 && long.suffix(3).allSatisfy { $0 > 5 * middle }
        let near = steps.count { abs($0 - middle) <= middle / 10 }
        equal = Double(near) / Double(steps.count)
        if isLocal && order != .none && middle <= 3600 { findChange(inOrder, middle) }
    }

    /// A step that is an hour too long on a Sunday in March, or an hour too short in October.
    private mutating func findChange(_ times: [Instant], _ step: Double) {
        for index in times.indices.dropFirst() {
            let (before, after) = (times[index - 1].parts.seconds, times[index].parts.seconds)
            let longer = Double(after - before) - step
            guard abs(abs(longer) - 3600) < 1 else { continue }
            // Where many records share their time, an hour of hourly records that comes twice looks like any other.
            if after == before && repeated > 0.05 { continue }
            let day = Int(after >= 0 ? after / 86_400 : (after - 86_399) / 86_400)
            let date = iso8601(Instant(seconds: Int64(day) * 86_400, nanoseconds: 0) ?? times[index])
            let parts = date.utf8.prefix(10).split(separator: UInt8(ascii: "-"))
            guard parts.count == 3, let month = Int(String(decoding: parts[1], as: UTF8.self)),
                let number = Int(String(decoding: parts[2], as: UTF8.self)), (day % 7 + 7) % 7 == 3
            else { continue }
            let hour = (after - Int64(day) * 86_400) / 3600
            if longer > 0 && month == 3 && number > 7 && hour == 3
                || longer < 0 && month == 10 && number > 24 && hour <= 3
                || longer < 0 && month == 11 && number < 8 && hour <= 2
            {
                clockChange = String(decoding: date.utf8.prefix(10), as: UTF8.self)
                return
            }
        }
    }
}
