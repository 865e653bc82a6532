import CSV

/// Decides what becomes of each column that has no part in the event time.
struct Roles {
    /// A column that may be a label.
    struct LabelCandidate {
        let column: Int
        let distinct: Int
        let meanBytes: Double
    }

    let table: Table
    let profiles: [ColumnProfile]
    let texts: [ColumnText]
    let words: [Words]
    let told: Told
    var columns: [Column]
    private(set) var candidates: [LabelCandidate] = []

    static let codes =
        "id code type typ status state level class klasse kind category kategorie cpu core zone port channel kanal "
        + "sensor device node station line linie rate vendor store shop group gruppe flag version mode modus method "
        + "priority severity severitycode vlan slot unit rc returncode exit errno platform gate room floor year"
    private static let manyLabels =
        "status type typ level host hostname country land server service method region city name category kategorie "
        + "station sensor device container symbol ticker state product item room zone"
    private static let first = "status code level method host hostname server type typ verb"
    static let identifiers =
        "id ids no nr num number nummer key index idx uuid guid hash entry seq sequence row rownum zip plz postal iban "
        + "blz bic phone telefon tel account konto kontonummer card ref referenz reference pid objectid"
    private static let coordinates =
        "lat lon lng long latitude longitude breite länge breitengrad längengrad easting northing geo"

    init(_ table: Table, _ profiles: [ColumnProfile], _ texts: [ColumnText], _ words: [Words], _ told: Told) {
        (self.table, self.profiles, self.texts, self.words, self.told) = (table, profiles, texts, words, told)
        columns = table.names.map { Column(name: $0) }
        for index in columns.indices {
            columns[index].filled = texts[index].filled
            columns[index].distinct = texts[index].distinct
            columns[index].examples = texts[index].examples
            columns[index].isNumeric = isNumeric(index)
        }
    }

    /// Sets the roles of all columns but `taken`, which are those of the event time and `others`, further times.
    /// Throws if a flag names a column that cannot be what the flag says.
    mutating func decide(time taken: [Int], others: [Int]) throws(Refusal) {
        for index in columns.indices {
            if taken.contains(index) {
                columns[index].role = .time
            } else if others.contains(index) && !isFewTexts(index)
                && !(ClockCells.areNamedDurations(table, index, words[index]) && isDuration(index))
            {
                columns[index].role = .leftOut(.alsoTime)
            } else {
                columns[index].role = role(index)
                addCandidate(index)
            }
        }
        if let values = told.values { try takeValues(values) }
        if let labels = told.labels {
            for index in candidates.map({ $0.column }) where !labels.contains(table.names[index]) {
                columns[index].role = .leftOut(.notAsked)
            }
            candidates.removeAll { !labels.contains(table.names[$0.column]) }
            for index in columns.indices where labels.contains(table.names[index]) {
                if taken.contains(index) { throw Self.isTime(table.names[index], "--labels") }
                if !candidates.contains(where: { $0.column == index }) {
                    candidates.append(candidate(index))
                }
                columns[index].role = .leftOut(.manySeries)
            }
        }
        let ranks = columns.indices.map { rank($0) }
        candidates.sort { (ranks[$0.column], $0.distinct) < (ranks[$1.column], $1.distinct) }
    }

    /// Whether texts that can be read as times are names of few things, such as months or versions.
    private func isFewTexts(_ index: Int) -> Bool {
        let (text, named) = (texts[index], TimeColumns.isNamed(words[index]) || words[index].has(TimeColumns.bad))
        return !named && !profiles[index].isNumeric && 2...20 ~= text.distinct && text.distinct * 2 <= text.filled
    }

    /// What people tell records by comes first, and long texts last.
    private func rank(_ index: Int) -> Int {
        if texts[index].meanBytes > 40 || words[index].has("agent") { return 2 }
        return words[index].has(Self.first) ? 0 : 1
    }

    /// Makes a column no label.
    mutating func leaveLabel(_ index: Int) { candidates.removeAll { $0.column == index } }

    private func candidate(_ index: Int) -> LabelCandidate {
        LabelCandidate(column: index, distinct: texts[index].distinct, meanBytes: texts[index].meanBytes)
    }

    private mutating func addCandidate(_ index: Int) {
        if case .leftOut(.manySeries) = columns[index].role { candidates.append(candidate(index)) }
    }

    /// The role of a column by itself. `manySeries` stands for a label that has not been taken yet.
    private func role(_ index: Int) -> Role {
        let (profile, text) = (profiles[index], texts[index])
        if text.filled == 0 { return .leftOut(.empty) }
        if text.distinct == 1 { return .leftOut(.constant) }
        let isLong = text.filled > 8
        let isUnique = text.distinct == text.filled && isLong
        let leadingZeros = profile.leadingZeros * 5 > profile.numbers && profile.numbers > 0
        if isDuration(index) { return .value(.gauge) }
        guard profile.isNumeric && !leadingZeros else { return textRole(index, isUnique, hasCodes: leadingZeros) }
        if words[index].has(Self.coordinates) { return .leftOut(.coordinate) }
        let isWhole = profile.digitsOnly == profile.numbers
        if isWhole {
            if isCounting(index) { return .leftOut(.rowNumber) }
            let isNamed = words[index].has(Self.identifiers) || words[index].ends("id nummer nr")
            if isUnique && isNamed { return .leftOut(.identifier) }
            if isCode(index) || isHTTPStatus(index) {
                return text.distinct <= 50 ? .leftOut(.manySeries) : .leftOut(isNamed ? .identifier : .manyValues)
            }
            if isNamed && text.distinct * 2 > text.filled { return .leftOut(.identifier) }
        }
        if profile.factors * 20 > profile.numbers { return .leftOut(.factors) }
        return profile.hasSeveralUnits ? .leftOut(.severalUnits) : .value(.gauge)
    }

    private func textRole(_ index: Int, _ isUnique: Bool, hasCodes: Bool) -> Role {
        let text = texts[index]
        if isUnique { return .leftOut(.identifier) }
        if text.meanBytes > 80 { return .leftOut(.longText) }
        let profile = profiles[index]
        if !hasCodes && profile.numbers * 2 > profile.filled && text.distinct > 20 { return .leftOut(.mixed) }
        let most = words[index].has(Self.manyLabels) || hasCodes ? 50 : 20
        // Of few records, nearly all have texts of their own by chance.
        let isRepeated = text.distinct * 10 <= text.filled * 7
        return text.distinct <= most && isRepeated ? .leftOut(.manySeries) : .leftOut(.manyValues)
    }

    /// Whether the name of the column says that its numbers are names. `Level [%]` has a unit, and where there are
    /// `Line 1` and `Line 2`, the lines are told by the columns.
    private func isCode(_ index: Int) -> Bool {
        guard words[index].lastIs(Self.codes) || words[index].ends("id code typ type status nr") else { return false }
        let hasUnit = table.names[index].utf8.contains { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "%") }
        return !hasUnit && words.count { $0.all == words[index].all } == 1
    }

    /// Whether the numbers are status codes of HTTP, whatever the name.
    private func isHTTPStatus(_ index: Int) -> Bool {
        if texts[index].distinct > 40 || profiles[index].digitCount != 3 { return false }
        var hasOK = false
        for record in table.spread(400) {
            let cell = table.text(record, index)
            guard let number = Int(cell) else { continue }
            if !(100..<600).contains(number) || number % 100 > 51 { return false }
            if number == 200 { hasOK = true }
        }
        return hasOK
    }

    /// Whether each number is the one before plus or minus 1.
    private func isCounting(_ index: Int) -> Bool {
        var (previous, ones, steps) = (Int.min / 2, 0, 0)
        for record in 0..<min(table.count, 1000) {
            guard let number = Int(table.text(record, index)) else { continue }
            if previous > Int.min / 2 {
                steps += 1
                if number.subtractingReportingOverflow(previous).partialValue.magnitude == 1 { ones += 1 }
            }
            previous = number
        }
        guard steps >= 4, ones * 100 >= steps * 95 else { return false }
        return texts[index].distinct * 10 >= min(texts[index].filled, Column.mostDistinct) * 9
    }

    /// Whether the cells are durations: `00:03:25` in a column that is no time, or numbers with units of time.
    func isDuration(_ index: Int) -> Bool {
        let profile = profiles[index]
        if profile.times + profile.texts <= profile.numbers {
            // `43ms` beside `2.25s`, but not beside 5, whatever that is.
            if !profile.hasSeveralUnits || profile.bare > 0 { return false }
        }
        let isNamed =
            words[index].has(TimeColumns.durations) || words[index].ends("dauer duration zeit time")
            || ClockCells.areNamedDurations(table, index, words[index])
        if profile.isTimes && !isNamed { return false }
        let form = numberForm(Numbers(), strip: [], isDuration: true, isAccounting: false)
        let held = table.bytes
        var (cells, read) = (0, 0)
        for record in table.spread(100) {
            let cell = table.cell(record, index)
            if cell.isEmpty || CellKind.missingTexts.has(held.span, cell) { continue }
            cells += 1
            if form.read(held.span, cell) != nil { read += 1 }
        }
        return cells > 0 && read * 100 >= cells * 97
    }

    /// Takes a label, or says why not.
    mutating func set(_ column: Int, _ role: Role) { columns[column].role = role }

    /// Notes the numbers of a column.
    mutating func note(_ column: Int, _ numbers: ColumnNumbers) { columns[column].numbers = numbers }
}
