import EventTime

/// Columns of numbers, one for each part of a day or a year, whose names say which: `Hour 1` to `Hour 24`, `00:00` to
/// `23:30`, `Jan` to `Dec`.
struct PartColumns {
    /// The columns in the order of the parts.
    let columns: [Int]
    /// The format that reads their names: `Hour %-H`.
    let format: String
    /// The period that the columns divide: a day or a year.
    let whole: Fineness
    /// A name for all of them: `hour`.
    let label: String
    /// Seconds from the begin of the whole to the first one, and the longest step from one to the next.
    let first: Double
    let step: Double

    private static let hours =
        "hour hours hr hrs h he hb std stunde stunden ora ore heure heures hora horas uur godz godzina tim timme kl uhr"
    private static let beside = "ending ended end beginning begin start of day the no nr number hour"

    /// The hours of a day; nil if there are none among the columns that `isNumeric`.
    init?(hours names: [String], isNumeric: (Int) -> Bool) {
        var parsed: [Name] = []
        for column in names.indices where isNumeric(column) {
            if let name = Name(names[column], column) { parsed.append(name) }
        }
        var left = parsed
        while let leader = left.first {
            let alike = left.filter { $0.isAlike(leader) }
            left.removeAll { $0.isAlike(leader) }
            if alike.count < 12 { continue }
            // The minutes first, so that one sorting of numbers does it.
            let order = alike.map { $0.minutes * Self.mostColumns + $0.column }.sorted()
            let minutes = order.map { $0 / Self.mostColumns }
            let gap = minutes[1] - minutes[0]
            let isWhole = gap * minutes.count == 1440 && (minutes[0] == 0 || minutes[0] == gap)
            let isEven = minutes.indices.dropFirst().allSatisfy { minutes[$0] - minutes[$0 - 1] == gap }
            guard isWhole, isEven, leader.hasMinutes || leader.isOfHours && minutes.count == 24 else { continue }
            columns = order.map { $0 % Self.mostColumns }
            (first, step) = (Double(minutes[0] * 60), Double(gap * 60))
            (format, whole, label) = (leader.format(isPadded: alike.allSatisfy { $0.isPadded }), .day, "hour")
            return
        }
        return nil
    }

    /// More than a file may have.
    private static let mostColumns = 1 << 20

    /// The months or quarters of a year; nil if there are none among the columns that `isNumeric`.
    init?(months names: [String], isNumeric: (Int) -> Bool) {
        let numeric = names.indices.filter(isNumeric)
        if numeric.count < 4 { return nil }
        let cells = Table(numeric.map { "2023 \(names[$0])" })
        for form in ["%b", "%B", "%-m", "M%-m", "Month %-m", "Q%q", "Quarter %q"] {
            guard var reading = TimeReading("%Y \(form)", cells, [0], year: 2023) else { continue }
            var order: [Int] = []
            for (record, column) in numeric.enumerated() {
                guard let time = reading.read(cells, record) else { continue }
                order.append(Int(time.parts.seconds) * Self.mostColumns + column)
            }
            order.sort()
            let times = order.map { $0 / Self.mostColumns }
            let gaps = times.indices.dropFirst().map { times[$0] - times[$0 - 1] }
            guard times.count == 12 || times.count == 4, gaps.allSatisfy({ $0 > 0 }) else { continue }
            let isMonths = times.count == 12
            if isMonths != (form.utf8.last != UInt8(ascii: "q")) { continue }
            columns = order.map { $0 % Self.mostColumns }
            (first, step) = (0, Double(gaps.max() ?? 0))
            (format, whole, label) = (form, .year, isMonths ? "month" : "quarter")
            return
        }
        return nil
    }

    /// Seconds from the begin of the whole, a day or a year, to the last part.
    func last(ofWholeAt start: Instant) -> Double {
        if whole == .day { return first + step * Double(columns.count - 1) }
        let year = CivilDate(daysSince1970: Int(start.parts.seconds / 86_400)).year
        let month = columns.count == 12 ? 12 : 10
        guard let day = CivilDate(year: year, month: month, day: 1), let begin = CivilDate(year: year, month: 1, day: 1)
        else { return 0 }
        return Double((day.daysSince1970 - begin.daysSince1970) * 86_400)
    }

    /// Whether each time is the end of its part of the day, because the last one is midnight.
    var isEnding: Bool { first > 0 }

    /// A name with a number of hours, and perhaps minutes, in it.
    private struct Name {
        let before: String
        let after: String
        let column: Int
        let minutes: Int
        let hasMinutes: Bool
        /// Whether the hour has two digits.
        let isPadded: Bool

        init?(_ text: String, _ column: Int) {
            self.column = column
            let bytes = Array(text.utf8)
            func isDigit(_ index: Int) -> Bool { index < bytes.count && bytes[index] &- 0x30 <= 9 }
            guard let start = bytes.indices.first(where: isDigit) else { return nil }
            let end = bytes[start...].firstIndex { $0 &- 0x30 > 9 } ?? bytes.count
            guard end - start <= 2, let hour = Int(String(decoding: bytes[start..<end], as: UTF8.self)), hour <= 24
            else { return nil }
            hasMinutes =
                end + 2 < bytes.count && bytes[end] == UInt8(ascii: ":") && isDigit(end + 1) && isDigit(end + 2)
            let rest = hasMinutes ? end + 3 : end
            let minute = hasMinutes ? Int(bytes[end + 1] - 0x30) * 10 + Int(bytes[end + 2] - 0x30) : 0
            minutes = hour * 60 + minute
            isPadded = end - start == 2
            before = String(decoding: bytes[..<start], as: UTF8.self)
            after = String(decoding: bytes[rest...], as: UTF8.self)
        }

        func isAlike(_ other: Name) -> Bool {
            before == other.before && after == other.after && hasMinutes == other.hasMinutes
        }

        /// Whether the words say that the number is one of hours, or there are none.
        var isOfHours: Bool {
            let words = Words(before).all + Words(unitInName(before + after)?.before ?? after).all
            return words.allSatisfy { isWord($0, in: hours) || isWord($0, in: beside) }
                && (words.isEmpty || words.contains { isWord($0, in: hours) })
        }

        func format(isPadded: Bool) -> String {
            escaped(before) + (isPadded ? "%H" : "%-H") + (hasMinutes ? ":%M" : "") + escaped(after)
        }

        private func escaped(_ text: String) -> String {
            text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
        }
    }
}

extension Sniffer {
    /// The columns of the parts of a day or a year, if another column has the day or the year.
    func partColumns(_ found: inout TimeColumns) -> PartColumns? {
        guard decisions.hasNames, told.timeFormat == nil else { return nil }
        let isNumeric = { (column: Int) in profiles[column].isNumeric || profiles[column].filled == 0 }
        let parts =
            PartColumns(hours: table.names, isNumeric: isNumeric)
            ?? PartColumns(months: table.names, isNumeric: isNumeric)
        guard let parts else { return nil }
        let others = found.candidates.filter { candidate in !candidate.columns.contains { parts.columns.contains($0) } }
        guard let whole = others.first, fineness(whole.formats[0]) == parts.whole, whole.columns.count < 6 else {
            return nil
        }
        for form in whole.formats where (try? TimeFormat("\(form) \(parts.format)")) == nil { return nil }
        found.candidates = others
        return parts
    }

    /// Makes the columns one, whose names say the part of the time.
    mutating func join(_ parts: PartColumns) {
        guard var time = decisions.time, fineness(time.format) == parts.whole, let last = time.last else { return }
        let end = parts.last(ofWholeAt: last)
        time.first = time.first.flatMap { $0.adding(Int64(parts.first) * 1_000_000_000) }
        time.last = last.adding(Int64(end) * 1_000_000_000)
        time.longestStep = max(parts.step, time.longestStep - (end - parts.first))
        time.stepSeconds = parts.step
        time.hasPauses = time.longestStep > 5 * parts.step
        decisions.time = time
        var unpivot = Unpivot(columns: parts.columns, label: free(parts.label), value: free("value"), unit: nil)
        unpivot.unit = unitInName(table.names[parts.columns[0]])?.unit
        unpivot.timeFormat = parts.format
        decisions.unpivot = unpivot
        let (low, high) = (table.names[parts.columns[0]], table.names[parts.columns[parts.columns.count - 1]])
        decisions.notes.append(
            Note(
                key: .unpivot,
                evidence: "a column for each part of the \(parts.whole == .day ? "day" : "year"), \(low) to \(high): "
                    + "each time is the \(parts.isEnding ? "end" : "beginning") of its part"))
    }

    /// Says of hours in a column that 24 is among them, and 0 is not.
    mutating func noteEndingHours() {
        guard let time = decisions.time, time.columns.count > 1, let column = time.columns.last,
            time.format.hasSuffix(" %-H"), let note = decisions.notes.firstIndex(where: { $0.key == .time })
        else { return }
        var isEnding = false
        for record in 0..<table.count {
            guard let hour = Int(table.text(record, column)) else { continue }
            if hour == 0 { return }
            if hour == 24 { isEnding = true }
        }
        if isEnding {
            decisions.notes[note].evidence += "; its hours are 1 to 24, so that each time is the end of its hour"
        }
    }

    /// The name, or a longer one if a column has it.
    private func free(_ name: String) -> String {
        var name = name
        while table.names.contains(name) { name += "_" }
        return name
    }
}
