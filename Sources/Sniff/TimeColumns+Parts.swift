/// Times whose parts are in columns of their own: year, month and day; a date and a clock; an hour and AM or PM.
extension TimeColumns {
    /// What a column says of a time by its name; nil for nothing. `isOpen` takes names with further words, too.
    func part(_ column: Int, isOpen: Bool = false) -> Fineness? {
        let all = words[column].all
        if all.isEmpty || words[column].has(Self.durations) || words[column].has(Self.bad) { return nil }
        if all == ["day", "of", "year"] || words[column].has("doy yday dayofyear") { return .day }
        for (part, list) in Self.partNames {
            guard words[column].has(list) else { continue }
            if isOpen || all.allSatisfy({ isWord($0, in: list) || isWord($0, in: Self.fillers) }) { return part }
        }
        let isTime = isWord(all[all.count - 1], in: Self.clocks) || words[column].ends("zeit time uhrzeit")
        if isOpen { return isTime || words[column].has(Self.clocks) ? .hour : nil }
        guard words[column].has(Self.clocks) else { return nil }
        return all.allSatisfy { isWord($0, in: Self.clocks) || isWord($0, in: Self.fillers) } ? .hour : nil
    }

    private static let partNames: [(Fineness, String)] = [
        (.second, "second sec ss sekunde segundo seconde"), (.minute, "minute min minuto minuten mi mn"),
        (.hour, "hour stunde ora heure hr hrs hh std uur godzina hod he"),
        (.day, "day tag giorno dia día jour dd dy dom dag mday"), (.week, "week woche kw wk semaine isoweek weeknum"),
        (.month, "month monat mese mes mois mo mm mon maand monthname"), (.quarter, "quarter quartal qtr trimestre"),
        (.year, "year jahr anno año ano année annee rok yr yyyy yy"),
    ]
    private static let clocks =
        "time zeit uhrzeit hora heure clock h tid tijd hhmm hhmmss hour hr czas klokken uhr orario ora timeofday"
    private static let fillers =
        "of the local begin start number num no name utc gmt obs observation sample log event reading record am pm "
        + "ampm ending hour day month hhmm hhmmss hh mm ss yyyy"
    /// Year, month and day in columns of their own, by their names; a year with a quarter, a week or a day of it.
    mutating func addParts() {
        func find(_ part: Fineness, _ range: ClosedRange<Double>) -> Int? {
            words.indices.first { self.part($0) == part && isWithin($0, range) }
        }
        guard let year = find(.year, 1900...2100) else { return }
        for found in candidates where found.columns.count == 1 && found.formats[0].utf8.first == UInt8(ascii: "%") {
            // `2024`, `15-May`.
            let years = directives(found.formats[0]).contains { [0x59, 0x79, 0x47, 0x73].contains($0) }
            if !years { add([year] + found.columns, found.formats.map { "%Y " + $0 }, rank: found.rank + 3) }
        }
        let month = find(.month, 1...12)
        let monthName = words.indices.first { part($0) == .month && isMonthName($0) }
        if let month = monthName ?? month {
            let format = monthName == nil ? "%Y %-m" : "%Y %b"
            let day = find(.day, 1...31)
            let columns = [year, month] + (day.map { [$0] } ?? [])
            return add(columns, [day == nil ? format : format + " %-d"], rank: 6)
        }
        for column in words.indices {
            if words[column].has("period month monat") { add([year, column], ["%Y M%m", "%Y Q%q"], rank: 6) }
            switch part(column) {
            case .day: add([year, column], ["%Y %j"], rank: 6)
            case .week: add([year, column], ["%G %V", "%G W%V", "%G KW%V"], rank: 6)
            case .quarter: add([year, column], ["%Y %q", "%Y Q%q"], rank: 6)
            default: break
            }
        }
    }

    private mutating func add(_ columns: [Int], _ formats: [String], rank: Double) {
        guard var found = surviving(columns, formats) else { return }
        found.rank += rank
        candidates.append(found)
    }

    private func isMonthName(_ column: Int) -> Bool {
        let bytes = table.bytes
        for record in table.spread(100) {
            let cell = table.cell(record, column)
            guard cell.count >= 3, let name = timeName(bytes.span, cell.lowerBound), name < 12 else { return false }
        }
        return table.count > 0
    }

    func isWithin(_ column: Int, _ range: ClosedRange<Double>) -> Bool {
        for record in table.spread(100) {
            guard let number = Double(table.text(record, column)), range.contains(number) else { return false }
        }
        return table.count > 0
    }

    /// Dates with a clock that is in further columns.
    mutating func addClocks() {
        // Looked for once: a table may have a thousand dates.
        let clocks = profiles.indices.filter { !clockFormats($0).isEmpty }
        for date in candidates where !date.hasClock {
            // A clock alone, such as `08:15`, is no date.
            if fineness(date.formats[0]) != .day { continue }
            var best: (column: Int, rank: Int)?
            for column in clocks where !date.columns.contains(column) {
                let rank = clockRank(column, beside: date)
                if rank > best?.rank ?? 0 { best = (column, rank) }
            }
            guard let clock = best?.column, let joined = joined(date, clock) else { continue }
            candidates.append(joined)
        }
    }

    /// A date with its clock: an hour, and behind it minutes, seconds, AM or PM, as far as there are columns for them.
    private func joined(_ date: TimeCandidate, _ clock: Int) -> TimeCandidate? {
        func formats(_ clocks: [String]) -> [String] { date.formats.flatMap { form in clocks.map { "\(form) \($0)" } } }
        var (columns, clocks) = (date.columns + [clock], clockFormats(clock))
        guard var best = surviving(columns, formats(clocks)) else { return nil }
        for (part, directive) in [(Fineness.minute, "%-M"), (.second, "%-S")]
        where clocks[0].utf8.last == UInt8(ascii: part == .minute ? "H" : "M") {
            let next = words.indices.first {
                !columns.contains($0) && isWithin($0, 0...59) && (self.part($0) == part || isShort($0, part))
            }
            guard let next, let more = surviving(columns + [next], formats(clocks.map { "\($0) \(directive)" })) else {
                break
            }
            (columns, clocks, best) = (columns + [next], clocks.map { "\($0) \(directive)" }, more)
        }
        if let half = words.indices.first(where: { !columns.contains($0) && isHalf($0) }) {
            let twelve = clocks.map { clock in
                String(decoding: clock.utf8.map { $0 == UInt8(ascii: "H") ? UInt8(ascii: "I") : $0 }, as: UTF8.self)
            }
            if let more = surviving(columns + [half], formats(twelve.map { "\($0) %p" })) { best = more }
        }
        best.rank += date.rank + 1
        // A clock of one record a day may be a duration, unless it goes into the afternoon.
        best.isDuration = !date.repeats && !isAfternoon(clock)
        return best
    }

    /// Whether a column that is no part of a date has a name that says minute or second behind an hour only: `mm` is a
    /// month, too, and `m` and `s` are anything.
    func isShort(_ column: Int, _ part: Fineness) -> Bool {
        switch part {
        case .minute: words[column].all == ["mm"] || words[column].all == ["m"]
        case .second: words[column].all == ["s"]
        default: false
        }
    }

    /// Whether all cells are AM or PM.
    func isHalf(_ column: Int) -> Bool {
        for record in table.spread(50) where !["AM", "PM", "am", "pm"].contains(table.text(record, column)) {
            return false
        }
        return table.count > 0
    }

    private func isAfternoon(_ column: Int) -> Bool {
        for record in table.spread(400) {
            let digits = table.text(record, column).utf8.prefix { $0 &- 0x30 <= 9 }.prefix(2)
            if let hour = Int(String(decoding: digits, as: UTF8.self)), hour > 12 { return true }
        }
        return false
    }

    /// The formats that may read a column as a clock.
    private func clockFormats(_ column: Int) -> [String] {
        let profile = profiles[column]
        if profile.digitsOnly == profile.filled, profile.filled > 0 {
            switch profile.digitCount {
            case 4: return ["%H%M"]
            case 6: return ["%H%M%S"]
            default: return isWithin(column, 0...24) ? ["%-H"] : []
            }
        }
        var formats: [String] = []
        let bytes = table.bytes
        for record in table.spread(50) {
            let cell = table.cell(record, column)
            // `08.15` is a clock, and `8.15` may be hours with a fraction.
            if cell.count == 5, bytes[cell.lowerBound + 2] == UInt8(ascii: ".") {
                if !formats.contains("%H.%M") { formats.append("%H.%M") }
                continue
            }
            for format in TimeText.formats(bytes.span, cell) where fineness(format) >= .hour {
                if directives(format).contains(where: { [0x64, 0x6D, 0x62, 0x59, 0x79].contains($0) }) { continue }
                for variant in [format, unpadded(format)] where !formats.contains(variant) { formats.append(variant) }
            }
            if formats.count > 8 { break }
        }
        return formats
    }

    /// How likely a column is the clock of a date; 0 if it is none.
    private func clockRank(_ column: Int, beside date: TimeCandidate) -> Int {
        let profile = profiles[column]
        if words[column].has(Self.durations) || words[column].has(Self.bad) { return 0 }
        if ClockCells.areNamedDurations(table, column, words[column]) { return 0 }
        let isNamed = part(column, isOpen: true) == .hour
        if !isNamed && (!profile.isTimes || !date.repeats) { return 0 }
        // Where a day has one record, only the very name says that a column is its clock, or that it is the date's.
        if !date.repeats && part(column) != .hour && !areNamedAlike(date.columns[0], column) { return 0 }
        let distance = abs(column - date.columns[0])
        return (isNamed ? 100 : 10) + max(0, 9 - distance) + (column > date.columns[0] ? 1 : 0)
    }

    /// Whether the names of a date and a clock differ only by the words for these: `Buchungsdatum`, `Buchungszeit`.
    private func areNamedAlike(_ date: Int, _ clock: Int) -> Bool {
        let (dateName, clockName) = (table.names[date].lowercased(), table.names[clock].lowercased())
        let pairs = [("datum", "uhrzeit"), ("datum", "zeit"), ("date", "time"), ("fecha", "hora"), ("data", "ora")]
        return pairs.contains {
            let (front, other) = (dateName.dropLast($0.count), clockName.dropLast($1.count))
            return !front.isEmpty && front == other && dateName.hasSuffix($0) && clockName.hasSuffix($1)
        }
    }
}
