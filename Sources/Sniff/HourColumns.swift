import EventTime

/// Columns of numbers, one for each part of a day, whose names say which: `Hour 1` to `Hour 24`, `00:00` to `23:30`.
struct HourColumns {
    /// The columns in the order of the day.
    let columns: [Int]
    /// The format that reads their names: `Hour %-H`.
    let format: String
    /// Minutes from midnight to the first one, and from one to the next.
    let first: Int
    let step: Int

    private static let hours =
        "hour hours hr hrs h he hb std stunde stunden ora ore heure heures hora horas uur godz godzina tim timme kl uhr"
    private static let beside = "ending ended end beginning begin start of day the no nr number hour"

    /// Nil if there are no such columns among those that `isNumeric`.
    init?(_ names: [String], isNumeric: (Int) -> Bool) {
        var groups: [(name: Name, parts: [(minutes: Int, column: Int)])] = []
        for column in names.indices where isNumeric(column) {
            guard let name = Name(names[column]) else { continue }
            if let place = groups.firstIndex(where: { $0.name.isAlike(name) }) {
                groups[place].parts.append((name.minutes, column))
                if !name.isPadded { groups[place].name.isPadded = false }
            } else {
                groups.append((name, [(name.minutes, column)]))
            }
        }
        for (name, parts) in groups where parts.count >= 12 {
            let sorted = parts.sorted { $0.minutes < $1.minutes }
            let gap = sorted[1].minutes - sorted[0].minutes
            let isWhole = gap * sorted.count == 1440 && (sorted[0].minutes == 0 || sorted[0].minutes == gap)
            let isEven = zip(sorted, sorted.dropFirst()).allSatisfy { $1.minutes - $0.minutes == gap }
            guard isWhole, isEven, name.hasMinutes || name.isOfHours && sorted.count == 24 else { continue }
            columns = sorted.map { $0.column }
            (first, step) = (sorted[0].minutes, gap)
            format = name.format
            return
        }
        return nil
    }

    /// Whether each time is the end of its part of the day, because the last one is midnight.
    var isEnding: Bool { first > 0 }

    /// A name with a number of hours, and perhaps minutes, in it.
    private struct Name {
        let before: String
        let after: String
        let minutes: Int
        let hasMinutes: Bool
        /// Whether all hours have two digits.
        var isPadded: Bool

        init?(_ text: String) {
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

        var format: String {
            escaped(before) + (isPadded ? "%H" : "%-H") + (hasMinutes ? ":%M" : "") + escaped(after)
        }

        private func escaped(_ text: String) -> String {
            text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
        }
    }
}

extension Sniffer {
    /// The columns of the parts of a day, if another column has the day.
    func hourColumns(_ found: inout TimeColumns) -> HourColumns? {
        guard decisions.hasNames, told.timeFormat == nil else { return nil }
        let hours = HourColumns(table.names) { profiles[$0].isNumeric || profiles[$0].filled == 0 }
        guard let hours else { return nil }
        let others = found.candidates.filter { candidate in !candidate.columns.contains { hours.columns.contains($0) } }
        guard let day = others.first, fineness(day.formats[0]) == .day, day.columns.count < 6 else { return nil }
        for form in day.formats where (try? TimeFormat("\(form) \(hours.format)")) == nil { return nil }
        found.candidates = others
        return hours
    }

    /// Makes the columns one, whose names say the hour of the time.
    mutating func join(_ hours: HourColumns) {
        guard var time = decisions.time else { return }
        let (begin, step) = (Double(hours.first * 60), Double(hours.step * 60))
        let end = begin + step * Double(hours.columns.count - 1)
        time.first = time.first.flatMap { $0.adding(Int64(begin) * 1_000_000_000) }
        time.last = time.last.flatMap { $0.adding(Int64(end) * 1_000_000_000) }
        time.longestStep = max(step, time.longestStep - (end - begin))
        time.stepSeconds = step
        time.hasPauses = time.longestStep > 5 * step
        decisions.time = time
        var unpivot = Unpivot(columns: hours.columns, label: free("hour"), value: free("value"), unit: nil)
        unpivot.unit = unitInName(table.names[hours.columns[0]])?.unit
        unpivot.timeFormat = hours.format
        decisions.unpivot = unpivot
        let (low, high) = (table.names[hours.columns[0]], table.names[hours.columns[hours.columns.count - 1]])
        decisions.notes.append(
            Note(
                key: .unpivot,
                evidence: "a column for each part of the day, \(low) to \(high): each time is the "
                    + "\(hours.isEnding ? "end" : "beginning") of its part"))
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
