import CSV

/// Columns that tell more of a time than a reading of it, in a way that no format reads: `SP 17`, `H1`, `08-09`.
extension TimeColumns {
    /// Names of parts of a day, a shift or a year that no format reads.
    private static let slots = "period interval slot timeslot halfhour quarterhour block shift schicht"

    /// The columns that say more of a time by their names and cells than a reading of it tells.
    func unread(beside candidate: TimeCandidate) -> [Int] {
        var finest = fineness(candidate.formats[0])
        if candidate.formats[0] == "excel", isWhole(candidate.columns[0]) { finest = .day }
        let isDated = candidates.filter { directives($0.formats[0]).count > 2 || !$0.formats[0].utf8.contains(0x25) }
        return words.indices.filter { column in
            if candidate.columns.contains(column) || !isFilled(column) { return false }
            if isDated.contains(where: { $0.columns == [column] }) { return false }
            if candidate.repeats && saysPart(column, of: candidate, finest) { return true }
            let isClock = part(column, isOpen: true) == .hour && looksLikeClock(column)
            guard let part = isClock ? .hour : named(column, candidate, finest), part > finest else { return false }
            // Minutes beside a date are an amount, as are days beside a year.
            if part > .hour { return finest >= .hour }
            return part != .day || finest >= .month || words[column].has("doy yday dayofyear year")
        }
    }

    /// What a column says by its name beside a time.
    private func named(_ column: Int, _ candidate: TimeCandidate, _ finest: Fineness) -> Fineness? {
        if candidate.columns.count > 1, finest == .hour || finest == .minute {
            let next: Fineness = finest == .hour ? .minute : .second
            if isShort(column, next) && isWithin(column, 0...59) { return next }
        }
        return part(column)
    }

    /// Whether a column says which part of a time that repeats a record is about: by its name, or because it counts
    /// the parts of a day or an hour.
    private func saysPart(_ column: Int, of candidate: TimeCandidate, _ finest: Fineness) -> Bool {
        if finest < .hour, words[column].lastIs(Self.slots) {
            if isWithin(column, 0...288) || isLetterAndNumber(column) { return true }
        }
        guard finest == .day || finest == .hour else { return false }
        if finest == .day, isHalf(column) || isRange(column) { return true }
        let runs = Runs(table, column, candidate.columns)
        guard runs.count > 2, let size = runs.size else {
            let most = words[column].has("second seconds sekunden") ? 86_400 : 1440
            return finest == .day && runs.count > 2 && runs.isRising && runs.most <= most && runs.most > 59
                && words[column].has("second seconds sekunden minute minutes minuten")
        }
        if finest == .day { return [24, 48, 72, 96, 144, 288, 1440].contains(size) }
        return [12, 60].contains(size)
            || [2, 4, 6].contains(size) && words[column].has("quarter qtr viertel viertelstunde interval slot half")
    }

    /// The whole numbers of a column, in runs of records whose time is the same.
    private struct Runs {
        /// How many whole runs there are.
        private(set) var count = 0
        /// The numbers of a run, if each has as many, and counts by ones from the same number.
        private(set) var size: Int?
        /// Whether the numbers rise in each run.
        private(set) var isRising = true
        private(set) var most = 0

        init(_ table: Table, _ column: Int, _ times: [Int]) {
            var (sizes, firsts, isCounting): (Set<Int>, Set<Int>, Bool) = ([], [], true)
            var (time, previous, first, length): ([UInt8], Int, Int, Int) = ([], 0, 0, 0)
            for record in 0..<min(table.count, 4000) {
                guard let number = Int(table.text(record, column)) else {
                    (count, isRising) = (0, false)
                    return
                }
                most = max(most, number)
                let now = joinedCell(table, record, times)
                if now == time {
                    if number <= previous { isRising = false }
                    if number != previous + 1 { isCounting = false }
                    length += 1
                } else {
                    // The first run may be cut.
                    if count > 1 { sizes.insert(length) }
                    if count > 1 { firsts.insert(first) }
                    (time, first, length, count) = (now, number, 1, count + 1)
                }
                previous = number
            }
            if isCounting && sizes.count == 1 && firsts.count == 1 { size = sizes.first }
        }
    }

    /// Whether the cells are hours from and to: `0-1`, `08:00 - 09:00`.
    private func isRange(_ column: Int) -> Bool {
        table.spread(100).allSatisfy { record in
            let parts = table.text(record, column).utf8.split(separator: UInt8(ascii: "-"))
            let hours = parts.map { part in
                Int(String(decoding: part.filter { $0 != 0x20 }.prefix { $0 &- 0x30 <= 9 }, as: UTF8.self))
            }
            guard hours.count == 2, let from = hours[0], let to = hours[1] else { return false }
            return 0...23 ~= from && 0...24 ~= to
        }
    }

    /// Whether all cells can be `08:15`, or `815` and never `875`.
    private func looksLikeClock(_ column: Int) -> Bool {
        var (cells, longest): (Set<String>, Int) = ([], 0)
        for record in table.spread(400) {
            let text = table.text(record, column)
            if text.isEmpty { continue }
            cells.insert(text)
            if let number = Int(text) {
                if number > 2400 || number < 0 || number % 100 > 59 { return false }
                longest = max(longest, number)
            } else if let hour = Int(text.prefix { $0 != ":" }), 0...24 ~= hour, text.contains(":") {
                longest = 2400
            } else {
                return false
            }
        }
        return longest >= 1000 && cells.count > 5
    }

    /// `M01`, `Q2`, `S1`: which part of a year.
    private func isLetterAndNumber(_ column: Int) -> Bool {
        table.spread(100).allSatisfy { record in
            let text = table.text(record, column).utf8
            return 2...3 ~= text.count && text.dropFirst().allSatisfy { $0 &- 0x30 <= 9 }
        }
    }

    private func isWhole(_ column: Int) -> Bool { profiles[column].digitsOnly == profiles[column].filled }

    /// Whether the column has different cells of digits, or texts of a month or AM and PM.
    private func isFilled(_ column: Int) -> Bool {
        let profile = profiles[column]
        guard profile.filled * 2 > profile.cells else { return false }
        let first = table.text(0, column)
        return table.spread(400).contains { table.text($0, column) != first }
    }
}
