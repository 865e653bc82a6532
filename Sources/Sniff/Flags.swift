import CSV
import EventTime
import Text

// What the file lacks that a flag names: a flag is obeyed, or is a fault.

extension Told {
    /// Throws if some of the columns of the event time are in the file, and others are not. If none is, the flag is
    /// about another file.
    func check(_ table: Table) throws(Refusal) {
        guard let missing = timeColumns.first(where: { !table.names.contains($0) }),
            timeColumns.contains(where: { table.names.contains($0) })
        else { return }
        throw Refusal(sentence: "has no column \"\(missing)\", which --time.column names")
    }
}

extension TimeColumns {
    /// The least share of cells that a format of a flag reads: one that reads fewer is a mistake.
    private static let toldShare = 50

    /// Puts the reading of the flags first. Throws if the columns have no times of that format.
    mutating func take(_ told: Told) throws(Refusal) {
        let columns = told.timeColumns.compactMap { table.names.firstIndex(of: $0) }
        if !columns.isEmpty {
            let formats = columns.count == 1 ? likelyFormats(columns[0]) : textFormats(columns)
            let found = told.timeFormat.map { surviving(columns, [$0], share: Self.toldShare, isAny: true) }
            guard let found = found ?? surviving(columns, formats) else {
                throw unread(columns, told.timeFormat, surviving(columns, formats)?.formats.first)
            }
            candidates.insert(found, at: 0)
        } else if let format = told.timeFormat {
            guard let found = best(by: format) else {
                let known = candidates.first
                throw unread(known?.columns ?? [0], format, known?.formats.first)
            }
            candidates.insert(found, at: 0)
        }
    }

    /// The columns that a format reads, likely ones first. Numbers are times of nearly every format, so that those of
    /// other columns must be times of our days.
    private func best(by format: String) -> TimeCandidate? {
        for known in candidates {
            if let found = surviving(known.columns, [format], share: Self.toldShare) { return found }
        }
        for column in table.names.indices {
            guard let found = surviving([column], [format], share: Self.toldShare) else { continue }
            if profiles[column].isTimes || isNamedAsTime(column) || isOfOurDays(column, format) { return found }
        }
        return nil
    }

    private func isOfOurDays(_ column: Int, _ format: String) -> Bool {
        let year = CivilDate(daysSince1970: Int(now.parts.seconds / 86_400)).year
        guard var reading = TimeReading(format, table, [column], year: year) else { return false }
        for record in table.spread(20) where !isEmpty(record, [column]) {
            guard let time = reading.read(table, record), time.parts.seconds > 315_532_800 else { return false }
        }
        return true
    }

    /// No format reads some columns, or not that of the flag; `other` is one that does.
    private func unread(_ columns: [Int], _ format: String?, _ other: String?) -> Refusal {
        let year = CivilDate(daysSince1970: Int(now.parts.seconds / 86_400)).year
        var reading = format.flatMap { TimeReading($0, table, columns, year: year) }
        let record = (0..<table.count).first { record in
            !isEmpty(record, columns) && reading?.read(table, record) == nil
        }
        let name = columns.map { shown($0) }.joined(separator: " + ")
        if let format, let sentence = outOfRange(columns, [format]) {
            return Refusal(sentence: "cannot be decided by --time.format=\(format): \(sentence)")
        }
        let cell = String(decoding: joinedCell(table, record ?? 0, columns), as: UTF8.self)
        let reads = format.map { "--time.format=\($0) does not read" } ?? "no format reads"
        var want = other.map { "--time.format=\($0)" } ?? "another column"
        if other == nil {
            let times = candidates.filter { $0.columns != columns }.prefix(3).map { candidate in
                candidate.columns.map { "--time.column=\(table.names[$0])" }.joined(separator: " ")
            }
            if !times.isEmpty { want = alternatives(times) }
        }
        return Refusal(
            sentence: "has \"\(cell)\"\(table.place(record ?? 0)) in column \(name), which \(reads) as a "
                + "time; want \(want)")
    }

    private func shown(_ column: Int) -> String {
        table.names[column].isEmpty ? "\(column + 1)" : table.names[column]
    }
}

extension Sniffer {
    /// Throws if a flag says that the day is first, or the month, and the dates prove otherwise.
    func checkOrder() throws(Refusal) {
        guard let isDayFirst = told.isDayFirst, let time = decisions.time, let found = orderOfDay(time.format),
            found != isDayFirst, decisions.undecided.isEmpty
        else { return }
        let flag = isDayFirst ? "--time.day-first" : "--time.month-first"
        let cells = decisions.unpivot?.isTime == true ? Table(table.names) : table
        let columns = decisions.unpivot?.isTime == true ? [0] : time.columns
        var other = TimeReading(exchanged(time.format) ?? time.format, cells, columns, year: time.year ?? 2024)
        let record = (0..<cells.count).first { record in
            !joinedCell(cells, record, columns).isEmpty && other?.read(cells, record) == nil
        }
        let cell = String(decoding: joinedCell(cells, record ?? 0, columns), as: UTF8.self)
        throw Refusal(
            sentence: "has times such as \"\(cell)\"\(cells.place(record ?? 0)), which \(time.format) reads, and not "
                + "\(flag); leave it out, or want --time.format")
    }
}

/// Whether the day is before the month in a format of times; nil for dates that nobody mistakes, because they begin
/// with the year or name the month.
package func orderOfDay(_ format: String) -> Bool? {
    format.utf8.starts(with: "%Y".utf8) ? nil : isDayFirst(format)
}

extension Roles {
    /// Makes the columns of `--values` values, and no others. Throws if one of them has no numbers.
    mutating func takeValues(_ names: [String]) throws(Refusal) {
        for index in columns.indices {
            let isAsked = names.contains(table.names[index])
            if !isAsked {
                if columns[index].role == .value(.gauge) { columns[index].role = .leftOut(.notAsked) }
                continue
            }
            if columns[index].role == .time { throw Self.isTime(columns[index].name, "--values") }
            guard isNumeric(index) || isDuration(index) else {
                throw noNumbers(index)
            }
            if columns[index].role == .leftOut(.severalUnits) { throw severalUnits(index) }
            columns[index].role = .value(.gauge)
            leaveLabel(index)
        }
    }

    /// Whether nearly all cells that have a value are numbers.
    func isNumeric(_ index: Int) -> Bool {
        profiles[index].filled > 0 && profiles[index].numbers * 100 >= profiles[index].filled * 85
    }

    /// A column of `--values` has other texts.
    func noNumbers(_ index: Int) -> Refusal {
        let cell = texts[index].examples.first { Double($0) == nil } ?? ""
        let numeric = columns.indices.filter { $0 != index && columns[$0].role == .value(.gauge) }.prefix(4)
        let found = texts[index].filled == 0 ? "is empty" : "has texts such as \"\(cell)\""
        let want = numeric.isEmpty ? "a column of numbers" : alternatives(numeric.map { table.names[$0] })
        return Refusal(
            sentence: "column \"\(table.names[index])\" \(found), so that --values cannot take it; want \(want)")
    }

    private func severalUnits(_ index: Int) -> Refusal {
        Refusal(
            sentence: "column \"\(table.names[index])\" has several units "
                + "(\(texts[index].examples.joined(separator: ", "))), so that --values cannot take it; want one unit")
    }

    static func isTime(_ name: String, _ flag: String) -> Refusal {
        Refusal(sentence: "column \"\(name)\" is the event time, so that \(flag) cannot take it; want another column")
    }
}

extension Labels {
    /// Throws if a column of `--labels` has too many texts to be a label.
    func check(_ roles: Roles, _ told: Told) throws(Refusal) {
        for name in told.labels ?? [] {
            guard let column = roles.table.names.firstIndex(of: name), !taken.contains(column),
                !ofRecords.contains(column)
            else { continue }
            let count = roles.texts[column].distinct
            throw Refusal(
                sentence:
                    "column \"\(name)\" has \(count == Column.mostDistinct ? "over " : "")\(count) different texts: "
                    + "with it --labels makes more series than --max-series=\(told.mostSeries) allows; want "
                    + (count > ColumnText.mostLabels ? "another label" : "more of them, or fewer labels"))
        }
    }
}
