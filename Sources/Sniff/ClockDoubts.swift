import EventTime

/// What the times of a file are like where a format reads them, and yet they may be wrong.
struct ClockDoubts {
    /// One clause for each doubt.
    private(set) var found: [String] = []

    /// Whether the times count from 1970.
    private var isCount = false

    private static let ofPersons =
        "birth birthday birthdate dob born geburtsdatum geburtstag naissance nacimiento nascita expiry expires "
        + "expiration expire due deadline faellig fällig ablauf ablaufdatum"

    /// `times` are those of the records by `format`, in order of the file; `zone` is that of cells with one offset, or
    /// `UTC`.
    init(_ times: [Instant?], _ format: String, zone: String, now: Instant) {
        let known = times.compactMap { $0 }
        let parts = directives(format)
        if parts.contains(UInt8(ascii: "y")) {
            let soon = now.advanced(by: 86_400_000_000_000)
            let future = known.count { $0 > soon }
            if future > 0 {
                found.append("\(count(future)) in the future: years of two digits are read as 1969 to 2068")
            }
        }
        if parts.contains(UInt8(ascii: "H")) || format == "iso8601" {
            findHalves(known, ahead: Self.seconds(ahead: zone))
        }
        if parts == Array("Ym".utf8) { findYears(known) }
        isCount = format.utf8.starts(with: "unix".utf8)
        findStray(known)
    }

    /// Years with the next one, as seasons and financial years are written: `2010-11` is no November.
    private mutating func findYears(_ times: [Instant]) {
        let dates = times.map { CivilDate(daysSince1970: Int(($0.parts.seconds + 43_200) / 86_400)) }
        if Set(dates.map { $0.year }).count > 1, dates.allSatisfy({ $0.month == ($0.year + 1) % 100 }) {
            found.append("each month is the number of the next year: perhaps a year and the next")
        }
    }

    /// The difference of an offset from UTC, in seconds: `-03:30` has -12600. 0 for a zone that is no offset.
    private static func seconds(ahead zone: String) -> Int64 {
        let digits = zone.utf8.filter { $0 &- 0x30 <= 9 }
        guard digits.count == 4, let number = Int64(String(decoding: digits, as: UTF8.self)) else { return 0 }
        let seconds = number / 100 * 3600 + number % 100 * 60
        return zone.utf8.first == UInt8(ascii: "-") ? -seconds : seconds
    }

    /// Adds what the names of the columns say against the time.
    mutating func judge(_ names: [Words]) {
        if isCount, names.contains(where: { $0.has("gps gpstime tai") }) {
            found.append("the name says GPS, whose clock counts from 1980")
        }
        if names.contains(where: { $0.has(Self.ofPersons) }) {
            found.append("the name of the column is not that of the time of a record")
        }
    }

    mutating func add(_ doubt: String) { found.append(doubt) }

    /// Asks about a column of clocks beside one of dates, `name`, if the dates are in order and the clocks of a day are
    /// in none: hours that people worked look like hours of the day.
    mutating func judge(_ times: [Instant?], ofClock name: String) {
        let seconds = times.compactMap { $0?.parts.seconds }
        var (up, down, isInOrder) = (0, 0, [true, true])
        for (before, after) in zip(seconds, seconds.dropFirst()) {
            let (day, next) = (before / 86_400, after / 86_400)
            if day == next {
                if after > before { up += 1 } else if after < before { down += 1 }
            } else {
                isInOrder[next > day ? 1 : 0] = false
            }
        }
        guard isInOrder.contains(true), isInOrder.contains(false), up + down >= 10 else { return }
        if max(up, down) * 10 < (up + down) * 8 {
            found.append(
                "the dates are in order, and the times of a day are not: is \(name) a time of the day, or a duration?")
        }
    }

    private func count(_ number: Int) -> String { number == 1 ? "1 time is" : "\(number) times are" }

    /// Hours of a clock of twelve hours without AM and PM: nearly all of them occur and no other, or the times of a day
    /// are in order only if they go round once.
    private mutating func findHalves(_ times: [Instant], ahead: Int64) {
        let isNewestFirst = times.last ?? .earliest < times.first ?? .earliest
        var (hours, days, rounds, falls): (Set<Int64>, Int, Int, Int) = ([], 0, 0, 0)
        var previous: (day: Int64, minute: Int64) = (.min, 0)
        var isAfternoon = false
        for time in isNewestFirst ? times.reversed() : times {
            let seconds = time.parts.seconds + ahead
            let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
            let hour = (seconds - day * 86_400) / 3600
            hours.insert(hour)
            let minute = (seconds - day * 86_400) / 60
            if day == previous.day {
                let goesRound = minute % 720 < previous.minute % 720
                // Noon follows upon the morning on every clock.
                if goesRound && isAfternoon { falls += 1 } else if minute < previous.minute { rounds += 1 }
                if goesRound { isAfternoon = true }
            } else {
                if day < previous.day { falls += 1 }
                (isAfternoon, days) = (false, days + 1)
            }
            previous = (day, minute)
        }
        // In order, one morning is a morning.
        let isAll = hours.count >= 10 && rounds + falls + days > 4
        guard hours.allSatisfy({ 1...12 ~= $0 }), isAll || rounds > falls * 20 else { return }
        found.append("the hours are 1 to 12, as on a clock whose afternoon is told by PM")
    }

    /// A few times years away from all others, as writers set them for no time.
    private mutating func findStray(_ times: [Instant]) {
        guard times.count > 2 else { return }
        let sorted = times.sorted()
        let year = 366 * 86_400.0
        for most in 1...max(1, sorted.count / 4) where most < sorted.count {
            let (low, high) = (sorted[most].seconds(since: sorted[most - 1]), sorted.count - most)
            if low > year, isStray(low, sorted[sorted.count - 1].seconds(since: sorted[most]), sorted[0]) {
                return tell(most, sorted[0])
            }
            let above = sorted[high].seconds(since: sorted[high - 1])
            if above > 3 * year, isStray(above, sorted[high - 1].seconds(since: sorted[0]), nil) {
                return tell(most, sorted[high])
            }
        }
    }

    private func isStray(_ gap: Double, _ span: Double, _ first: Instant?) -> Bool {
        let isEpoch = first.map { abs($0.parts.seconds) < 172_800 } ?? false
        return isEpoch || gap > 3 * 366 * 86_400 && gap > 3 * span
    }

    private mutating func tell(_ number: Int, _ time: Instant) {
        found.append("\(count(number)) at \(iso8601(time)), years away from the others: perhaps no time")
    }
}
