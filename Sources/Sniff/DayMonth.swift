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
        private var previous: Instant?

        init(format: String) { self.format = format }

        /// All times of some columns; nil if the format is none.
        init?(_ format: String, _ table: Table, _ columns: [Int], _ now: Instant) {
            self.format = format
            let year = CivilDate(daysSince1970: Int(now.parts.seconds / 86_400)).year
            guard var reader = TimeReading(format, table, columns, year: year) else { return nil }
            let (soon, far) = (now.advanced(by: 86_400_000_000_000), now.advanced(by: 366 * 86_400_000_000_000))
            for record in 0..<table.count {
                let time = reader.read(table, record)
                note(time)
                guard let time else { continue }
                if time > soon { future += 1 }
                if time > far { farFuture += 1 }
            }
        }

        mutating func note(_ time: Instant?) {
            times.append(time)
            guard let time else { return }
            read += 1
            if let previous {
                longest = max(longest, time.seconds(since: previous), previous.seconds(since: time))
                if time > previous { up += 1 }
                if time < previous { down += 1 }
            }
            previous = time
        }

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
        (readings, all) = ([], candidate.formats)
        for format in candidate.formats.prefix(6) {
            if let reading = Reading(format, table, candidate.columns, now) { readings.append(reading) }
        }
        if readings.count > 1 { decide(table, candidate.columns, dayFirst) }
        if readings.count == 1, !readings[0].isOrdered, let other = exchanged(readings[0].format),
            let exchanged = Reading(other, table, candidate.columns, now)
        {
            findMixture(exchanged)
        }
    }

    /// Spreadsheets exchange day and month of the dates in which both are below 13, and leave the others: then the
    /// times are in order only if they are exchanged back.
    private mutating func findMixture(_ other: Reading) {
        var mixed = Reading(format: other.format)
        for record in other.times.indices { mixed.note(other.times[record] ?? readings[0].times[record]) }
        if readings[0].isUnordered && mixed.isOrdered && other.read >= 5 && mixed.read > other.read { isMixed = true }
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
        if !past.isEmpty && past.count < readings.count {
            readings = past
            if past.count == 1 {
                (isAssumed, evidence) = (true, "otherwise some times would be in the future")
                return
            }
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
            evidence = "only so is no step longer than a day"
        }
    }

    /// Keeps the reading by a format, by evidence.
    mutating func keep(format: String, _ evidence: String) {
        let kept = readings.filter { $0.format == format }
        if !kept.isEmpty { (readings, isAssumed, self.evidence) = (kept, true, evidence) }
    }
}
