import EventTime

/// Decides between readings of the same dates: which part is the day, and which the month or the year.
///
/// A reading is proven if it reads a cell that the others do not. Order is evidence, and no more: the decision is then
/// an assumption. Nothing else decides: no language, currency or country.
struct DayMonth {
    /// The reading of a whole column by one format.
    struct Reading {
        let format: String
        var times: [Instant?] = []
        var read = 0
        /// The first record that this format reads and another does not.
        var proof = -1
        var up = 0
        var down = 0
        /// The times that lie more than a day in the future, and those that lie more than a year there.
        var future = 0
        var farFuture = 0
        /// The longest step between neighbours, in seconds.
        var longest = 0.0

        init(format: String) { self.format = format }

        var isOrdered: Bool { up + down >= 5 && max(up, down) * 100 >= (up + down) * 98 }
        var isUnordered: Bool { up + down >= 5 && max(up, down) * 100 < (up + down) * 95 }
    }

    /// The readings that are left, the best first; more than one if nothing decides.
    private(set) var readings: [Reading]
    /// The reading was chosen by evidence, not by proof.
    private(set) var isAssumed = false
    private(set) var evidence = ""
    /// A flag chose the reading.
    private(set) var isTold = false
    /// All formats that were considered.
    let all: [String]
    /// Some cells can be read in one way only, and others only in another.
    private(set) var isMixed = false

    init(_ table: Table, _ candidate: TimeCandidate, now: Instant, dayFirst: Bool? = nil) {
        let year = CivilDate(daysSince1970: Int(now.parts.seconds / 86_400)).year
        (readings, all) = ([], candidate.formats)
        for format in candidate.formats.prefix(4) {
            guard var reader = TimeReading(format, table, candidate.columns, year: year) else { continue }
            var reading = Reading(format: format)
            var previous: Instant?
            let (soon, far) = (now.advanced(by: 86_400_000_000_000), now.advanced(by: 366 * 86_400_000_000_000))
            for record in 0..<table.count {
                let time = reader.read(table, record)
                reading.times.append(time)
                guard let time else { continue }
                reading.read += 1
                if time > soon { reading.future += 1 }
                if time > far { reading.farFuture += 1 }
                if let previous {
                    let step = max(time.seconds(since: previous), previous.seconds(since: time))
                    reading.longest = max(reading.longest, step)
                    if time > previous { reading.up += 1 }
                    if time < previous { reading.down += 1 }
                }
                previous = time
            }
            readings.append(reading)
        }
        if readings.count > 1 { decide(table, candidate.columns, dayFirst) }
    }

    private mutating func decide(_ table: Table, _ columns: [Int], _ dayFirst: Bool?) {
        // Files with times of years to come are rare, and a wrong year makes many of them.
        let present = readings.filter { $0.farFuture * 33 <= $0.read }
        if !present.isEmpty { readings = present }
        readings.sort { $0.read > $1.read }
        var kept = [readings[0]]
        for other in readings.dropFirst() {
            let (first, second) = Self.exclusive(readings[0], other)
            if first.count == 0 {
                kept.append(other)
            } else {
                if kept[0].proof < 0 { kept[0].proof = first.record }
                if second.count * 20 > first.count { isMixed = true }
            }
        }
        readings = kept
        if kept[0].proof >= 0 {
            let text = String(decoding: joinedCell(table, kept[0].proof, columns), as: UTF8.self)
            evidence = "only so can \(text)\(table.place(kept[0].proof)) be read"
        }
        let told = readings.filter { dayFirst != nil && isDayFirst($0.format) == dayFirst }
        if readings.count > 1 && !told.isEmpty { (readings, isTold, evidence) = (told, true, "") }
        if readings.count > 1 { weigh() }
    }

    /// How many records only one of two readings can read.
    private static func exclusive(
        _ one: Reading, _ other: Reading
    ) -> (first: (count: Int, record: Int), second: (count: Int, record: Int)) {
        var (first, second) = ((count: 0, record: -1), (count: 0, record: -1))
        for record in one.times.indices {
            switch (one.times[record] != nil, other.times[record] != nil) {
            case (true, false): first = (first.count + 1, first.count == 0 ? record : first.record)
            case (false, true): second = (second.count + 1, second.count == 0 ? record : second.record)
            default: break
            }
        }
        return (first, second)
    }

    private mutating func weigh() {
        // All readings are the same times, as on 5 May.
        if readings.dropFirst().allSatisfy({ $0.times == readings[0].times }) {
            readings = [readings[0]]
            isAssumed = true
            evidence = "both readings give the same times"
            return
        }
        let past = readings.filter { $0.future == 0 }
        if past.count == 1 && readings.count > 1 {
            (readings, isAssumed) = (past, true)
            evidence = "otherwise some times would be in the future"
            return
        }
        let ordered = readings.filter { $0.isOrdered }
        if ordered.count == 1, readings.allSatisfy({ $0.isOrdered || $0.isUnordered }) {
            (readings, isAssumed) = (ordered, true)
            evidence = "only so are the times in order"
            return
        }
        // Equal steps prove nothing: dates of months look like days. But clocks go on over midnight.
        let near = readings.filter { hasClock($0.format) && $0.longest <= 86_400 }
        if near.count == 1, readings.allSatisfy({ $0.longest <= 86_400 || $0.longest > 20 * 86_400 }) {
            (readings, isAssumed) = (near, true)
            evidence = "only so do clocks go on at midnight"
        }
    }

    /// Keeps the reading by a format, by evidence.
    mutating func keep(format: String, _ evidence: String) {
        let kept = readings.filter { $0.format == format }
        if !kept.isEmpty { (readings, isAssumed, self.evidence) = (kept, true, evidence) }
    }
}

/// Whether the day is before the month in a format; nil if it has not both as numbers.
func isDayFirst(_ format: String) -> Bool? {
    let bytes = Array(unpadded(format).utf8)
    let day = bytes.lastIndex(of: UInt8(ascii: "d")), month = bytes.lastIndex(of: UInt8(ascii: "m"))
    guard let day, let month else { return nil }
    return day < month
}
