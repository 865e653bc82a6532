extension TimeColumns {
    /// Year, month and day in columns of their own, by their names.
    mutating func addParts() {
        func find(_ list: String, _ range: ClosedRange<Double>) -> Int? {
            words.indices.first { words[$0].all.count == 1 && words[$0].has(list) && isWithin($0, range) }
        }
        guard let year = find("year jahr anno año ano année yr yyyy yy rok", 1900...2100),
            let month = find("month monat mese mes mois mo mm mon", 1...12)
        else { return }
        var (columns, format) = ([year, month], "%Y %-m")
        if let day = find("day tag giorno dia día jour dd dom", 1...31) {
            (columns, format) = (columns + [day], format + " %-d")
            if let hour = find("hour stunde ora hora heure hr hh std", 0...24) {
                (columns, format) = (columns + [hour], format + " %-H")
                if let minute = find("minute min mm minuto minuten", 0...59), minute != month {
                    (columns, format) = (columns + [minute], format + " %-M")
                }
            }
        }
        guard var found = surviving(columns, [format]) else { return }
        found.rank += 6
        candidates.append(found)
    }

    private func isWithin(_ column: Int, _ range: ClosedRange<Double>) -> Bool {
        for record in table.spread(100) {
            guard let number = Double(table.text(record, column)), range.contains(number) else { return false }
        }
        return table.count > 0
    }

    /// A date in one column and a clock in another, if the date alone repeats.
    mutating func addPairs() {
        let dates = candidates.filter { $0.columns.count == 1 && !$0.hasClock && $0.repeats }
        for date in dates {
            var best: (column: Int, rank: Int)?
            for column in profiles.indices where column != date.columns[0] {
                let rank = clockRank(column, beside: date.columns[0])
                if rank > best?.rank ?? 0 { best = (column, rank) }
            }
            guard let clock = best?.column else { continue }
            let columns = [date.columns[0], clock]
            guard var found = surviving(columns, textFormats(columns)), found.hasClock else { continue }
            found.rank += date.rank + 1
            candidates.append(found)
        }
    }

    /// How likely a column is the clock of a date; 0 if it is none.
    private func clockRank(_ column: Int, beside date: Int) -> Int {
        let profile = profiles[column]
        if words[column].has(Self.durations) || words[column].has(Self.bad) { return 0 }
        let isNamed =
            words[column].has("time zeit uhrzeit hour stunde heure hora ora clock hr std h hh tid tijd hhmm")
            || words[column].ends("zeit time hour stunde uhrzeit")
        guard profile.isTimes || isNamed && profile.numbers > 0 else { return 0 }
        if !profile.isTimes, profile.digitCount == 0, !isWithin(column, 0...24) { return 0 }
        let distance = abs(column - date)
        return (isNamed ? 100 : 10) + max(0, 9 - distance) + (column > date ? 1 : 0)
    }
}
