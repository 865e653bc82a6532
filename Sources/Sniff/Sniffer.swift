import CSV
import EventTime

/// Decides about the records of a table.
struct Sniffer {
    var decisions: Decisions
    private(set) var table: Table
    let told: Told
    let now: Instant
    let words: [Words]
    private(set) var profiles: [ColumnProfile] = []
    var times: [Instant?] = []
    var steps: Steps?

    init(_ table: Table, _ decisions: Decisions, _ told: Told, now: Instant) {
        (self.table, self.decisions, self.told, self.now) = (table, decisions, told, now)
        words = table.names.map { Words($0) }
    }

    /// Throws if a flag cannot be obeyed.
    mutating func decide(units: [String], isServerLog: Bool) throws(Refusal) {
        profiles = table.names.indices.map { ColumnProfile(table, $0) }
        var found = TimeColumns(table, profiles, now: now)
        let parts = partColumns(&found)
        let header = told.timeColumns.isEmpty && parts == nil ? headerTimes() : nil
        if header == nil {
            try found.take(told)
            found.findZone(isTold: !told.timeColumns.isEmpty || told.timeFormat != nil)
        }
        let isTime = profiles.indices.map { column in
            profiles[column].isTimes || found.candidates.first?.columns.contains(column) == true
        }
        try decideNumbers(isTime)
        if let header {
            try decideHeaderTimes(header)
        } else {
            decideTime(&found, isServerLog, parts)
        }
        try checkOrder()
        try decideRoles(units)
    }

    private mutating func decideNumbers(_ isTime: [Bool]) throws(Refusal) {
        let rule = NumberRule(
            table, profiles, isTime: isTime, delimiter: decisions.dialect.delimiter, told: told.decimal)
        if let refusal = rule.refusal { throw refusal }
        decisions.numbers = rule.numbers
        decisions.notes += rule.notes
        if let question = rule.undecided { decisions.undecided.append(question) }
    }

    /// The columns whose names are times; nil unless there are five or more, half of all.
    private func headerTimes() -> [Int]? {
        if !decisions.hasNames { return nil }
        var found: [Int] = []
        for column in table.names.indices where profiles[column].isNumeric || profiles[column].filled == 0 {
            let name = Array(table.names[column].utf8)
            let isYear = name.count == 4 && (name.starts(with: [0x31, 0x39]) || name.starts(with: [0x32, 0x30]))
            if looksLikeTime(name.span, name.indices) || isYear && name.allSatisfy({ $0 &- 0x30 <= 9 }) {
                found.append(column)
            }
        }
        return found.count >= 5 && found.count * 2 >= table.width ? found : nil
    }

    private mutating func decideHeaderTimes(_ columns: [Int]) throws(Refusal) {
        let names = Table(columns.map { table.names[$0] })
        let profile = [ColumnProfile(names, 0)]
        var found = TimeColumns(names, profile, now: now)
        try found.take(told)
        guard let best = found.candidates.first else { return missTime() }
        let reading = DayMonth(names, best, now: now, dayFirst: told.isDayFirst)
        take(reading, names, best)
        decisions.time?.columns = []
        decisions.unpivot = Unpivot(columns: columns, label: "time", value: "value", unit: nil, isTime: true)
        decisions.notes.append(Note(key: .unpivot, evidence: "\(columns.count) names of columns are times"))
        zone(names, [0], beside: nil, isServerLog: false)
    }

    private mutating func decideTime(_ found: inout TimeColumns, _ isServerLog: Bool, _ parts: PartColumns?) {
        guard let best = found.candidates.first else { return missTime(found.outOfRange()) }
        var reading = DayMonth(table, best, now: now, dayFirst: told.isDayFirst)
        for other in found.candidates where reading.readings.count > 1 && other.columns != best.columns {
            // Another column of the file that is written alike proves one of the readings.
            if Set(other.formats) != Set(best.formats) { continue }
            let second = DayMonth(table, other, now: now)
            if second.readings.count == 1, !second.isAssumed {
                reading.keep(format: second.readings[0].format, "only so can \(name(other.columns)) be read")
            }
        }
        take(reading, table, best)
        guard decisions.time != nil else { return }
        for other in found.candidates where !other.columns.contains(where: { best.columns.contains($0) }) {
            decisions.time?.others += other.columns
            decisions.time?.otherFormats += other.columns.map { _ in other.formats[0] }
        }
        zone(table, best.columns, beside: best.zone, isServerLog: isServerLog)
        doubt(best, found, besides: parts?.columns ?? [])
        if let parts { join(parts) } else { noteEndingHours() }
        findFooters(best.columns[0])
        readInZone(best)
    }

    /// In how many places the times go on behind others that were not read.
    var skippedParts: Int { decisions.seen.share < 1 ? Sample.mostParts : 0 }

    /// Leaves out the last records, which are none.
    mutating func leaveLast(_ count: Int) {
        table.leaveLast(count)
        times.removeLast(count)
    }

    private func name(_ columns: [Int]) -> String { columns.map { table.names[$0] }.joined(separator: " + ") }

    private mutating func missTime(_ known: String? = nil) {
        let sentence = known ?? "no column has times that can be read in one format"
        decisions.undecided.append(
            Undecided(
                key: .time, sentence: sentence + otherLines,
                flags: ["--time.column=NAME", "--time.format=FORMAT"]))
    }

    /// What is said of a file half of which is no part of the table that was found.
    private var otherLines: String {
        let lines = decisions.dialect.skipLines + decisions.seen.rejected
        if lines < 10 || lines * 3 < table.count { return "" }
        return "; \(lines) lines are no part of the table of \(table.width) columns: does the file have several tables?"
    }

    /// Notes the time that was read, or what must be asked about it.
    private mutating func take(_ reading: DayMonth, _ table: Table, _ best: TimeCandidate) {
        guard let first = reading.readings.first, first.read > 0 else { return missTime() }
        var time = Time(columns: best.columns, format: first.format)
        time.isAssumed = reading.isAssumed
        let readings = reading.all.filter { $0 != first.format }
        var evidence = reading.evidence
        if reading.readings.count > 1 {
            time.ambiguity = Self.ambiguity(reading.readings.map { $0.format })
            decisions.undecided.append(question(reading, table, best))
            evidence = "both fit: \(reading.readings.map { $0.format }.joined(separator: " and "))"
        } else if reading.isAssumed {
            time.ambiguity = Self.ambiguity([first.format] + readings)
        }
        time.otherFormat = readings.first
        if reading.isMixed && told.timeFormat == nil {
            decisions.undecided.append(
                Undecided(
                    key: .time,
                    sentence: "some cells of \(name(best.columns)) have the day first and others the month",
                    flags: ["--time.column=NAME", "--time.format=FORMAT"]))
        }
        times = first.times
        let format = try? TimeFormat(first.format)  // it has read the cells
        let steps = Steps(times, isLocal: true, parts: skippedParts)
        if format?.lacksYear == true {
            time.year = CivilDate(daysSince1970: Int(now.parts.seconds / 86_400)).year
            decisions.notes.append(Note(key: .year, evidence: "the dates have no year", isAssumed: true))
        }
        if format?.hasDate == false { time.date = String(iso8601(now).prefix(10)) }
        (time.first, time.last, time.order) = (steps.first, steps.last, steps.order)
        time.clockChange = steps.clockChange
        time.take(steps)
        self.steps = steps
        decisions.time = time
        if time.date != nil { evidence = "the times have no date" }
        if evidence.isEmpty { evidence = "\(first.read) of \(table.count) cells are read" }
        decisions.notes.append(
            Note(
                key: .time, evidence: evidence, isAssumed: time.isAssumed || time.date != nil,
                isTold: reading.isTold || told.timeFormat != nil, alternatives: readings))
    }

    private static func ambiguity(_ formats: [String]) -> Time.Ambiguity {
        let years = Set(formats.map { directives($0).firstIndex { $0 | 0x20 == UInt8(ascii: "y") } ?? -1 })
        return years.count == 1 ? .dayMonth : .dayYear
    }

    private func question(_ reading: DayMonth, _ table: Table, _ best: TimeCandidate) -> Undecided {
        let formats = reading.readings.map { $0.format }
        let isPlain = formats.count == 2 && exchanged(formats[0]) == formats[1]
        let flags = formats.map { format in
            if !isPlain { return "--time.format=\(format)" }
            return isDayFirst(format) == true ? "--time.day-first" : "--time.month-first"
        }
        var question = Undecided(
            key: .time,
            sentence: "\(name(best.columns)) can be read in \(formats.count) ways, and nothing in the file decides",
            flags: flags)
        for record in table.spread(3) where question.cells.count < 3 {
            let texts = reading.readings.map { $0.times[record].map { iso8601($0) } ?? "not read" }
            question.cells.append((String(decoding: joinedCell(table, record, best.columns), as: UTF8.self), texts))
        }
        return question
    }

    private mutating func zone(
        _ table: Table, _ columns: [Int], beside column: ZoneColumn?, isServerLog: Bool
    ) {
        guard let time = decisions.time else { return }
        if (try? TimeFormat(time.format))?.hasZoneName == true {  // it has read the cells
            let abbreviations = ZoneAbbreviations(table, columns).found
            if !abbreviations.isEmpty { return decideZone(abbreviations, name(columns)) }
        }
        let names = columns.map { table.names[$0] }
        var found = ZoneSearch(table, columns, format: time.format, names: names, isServerLog: isServerLog)
        if let column, !found.isKnown { found.take(column) }
        if !found.isKnown {
            for (index, line) in table.linesAbove(decisions.dialect.skipLines).enumerated() {
                found.take(above: line, number: index + 1)
            }
        }
        decisions.time?.zone = told.zone ?? found.zone
        decisions.time?.isZoneKnown = told.zone != nil || found.isKnown
        decisions.time?.isAbsolute = found.isAbsolute
        if found.isKnown || told.zone != nil { decisions.time?.clockChange = nil }
        var evidence = told.zone == nil ? found.evidence : ""
        if let change = decisions.time?.clockChange {
            evidence += "; the clock changed on \(change): local time, perhaps Europe/Berlin"
        }
        decisions.notes.append(
            Note(
                key: .zone, evidence: evidence, isAssumed: told.zone == nil && !found.isKnown,
                isTold: told.zone != nil))
    }

    /// Decides about the zone of times with abbreviations, which name none for certain.
    private mutating func decideZone(_ found: [(name: String, minutes: Int?)], _ column: String) {
        decisions.time?.clockChange = nil
        decisions.time?.isAbsolute = true
        let words = found.map { $0.name }.joined(separator: ", ")
        if let told = told.zone {
            // A zone knows its abbreviations, and an offset has none.
            let offset = told == "UTC" ? "+00:00" : told
            let isOffset = offset.utf8.first.map { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") } == true
            decisions.time?.zoneNames = isOffset ? found.map { ($0.name, offset) } : []
            decisions.time?.zone = told
            decisions.time?.isZoneKnown = true
            decisions.notes.append(Note(key: .zone, evidence: "", isTold: true))
            return
        }
        let open = found.filter { $0.minutes == nil }.map { $0.name }
        if !open.isEmpty {
            decisions.undecided.append(
                Undecided(
                    key: .zone,
                    sentence: "\(column) says \(open.joined(separator: ", ")): abbreviations name no zone for certain",
                    flags: ["--time.zone=ZONE"]))
            return
        }
        let names = found.map { (name: $0.name, offset: ZoneSearch.offset(minutes: $0.minutes ?? 0)) }
        decisions.time?.zoneNames = names.map { ($0.name, $0.offset == "UTC" ? "+00:00" : $0.offset) }
        if names.count == 1 { decisions.time?.zone = names[0].offset }
        decisions.notes.append(
            Note(
                key: .zone, evidence: "the times say \(words): an abbreviation names no zone for certain",
                isAssumed: true))
    }

    /// Notes why the times may be wrong although a format reads them.
    private mutating func doubt(_ best: TimeCandidate, _ found: TimeColumns, besides known: [Int]) {
        guard let time = decisions.time, told.timeFormat == nil else { return }
        var doubts = ClockDoubts(times, time.format, zone: time.isAbsolute ? time.zone : "UTC", now: now)
        if told.timeColumns.isEmpty {
            doubts.judge(best.columns.map { words[$0] })
            if best.isDuration {
                doubts.add("each day has one record: is \(name(best.columns)) a time, or a duration?")
            }
            if best.columns.count == 2, !best.isDuration { doubts.judge(times, ofClock: table.names[best.columns[1]]) }
            let unread = found.unread(beside: best).filter { !known.contains($0) }
            if !unread.isEmpty {
                let (shown, more) = (Array(unread.prefix(3)), unread.count - 3)
                let cells = (0..<min(3, table.count)).map { record in
                    shown.map { table.text(record, $0) }.joined(separator: " ")
                }
                let others = more > 0 ? " and \(more) more" : ""
                doubts.add(
                    "\(name(shown))\(others) (\(cells.joined(separator: ", "))) says more of the time, and no format "
                        + "reads it: "
                        + "each time is the beginning of its \(fineness(time.format))")
            }
        }
        if doubts.found.isEmpty { return }
        decisions.notes.append(
            Note(key: .clock, evidence: doubts.found.joined(separator: "; "), isAssumed: true))
    }
}
