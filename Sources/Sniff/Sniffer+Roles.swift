import CSV
import Text

extension Sniffer {
    /// Decides what the columns become.
    mutating func decideRoles(_ units: [String]) throws(Refusal) {
        let texts = table.names.indices.map { ColumnText(table, $0) }
        var roles = Roles(table, profiles, texts, words, told)
        let time = decisions.time
        let spread = decisions.unpivot?.columns ?? []
        try roles.decide(time: time?.columns ?? [], others: time?.others ?? [])
        for column in spread { roles.set(column, .value(.gauge)) }
        let areTimes = decisions.unpivot?.isTime == true
        let values = roles.columns.count { $0.role == .value(.gauge) }
        let families = spread.isEmpty ? values : values - spread.count + 1
        var labels = Labels(
            roles, times: areTimes ? [] : times, steps: areTimes ? nil : steps, values: families, most: told.mostSeries,
            meters: areTimes ? [] : meters(roles))
        if areTimes { labels.takeAsSeries(roles, most: told.mostSeries) }
        try labels.check(roles, told)
        for column in labels.taken + labels.ofRecords { roles.set(column, .label) }
        for state in labels.states { roles.set(state.column, .state) }
        for column in labels.marks { roles.set(column, .leftOut(.mark)) }
        for column in labels.determined { roles.set(column, .leftOut(.determined)) }
        (decisions.labels, decisions.recordLabels) = (labels.taken, labels.ofRecords)
        (decisions.labelSets, decisions.mostSeries) = (labels.sets.count, told.mostSeries)
        decisions.shape = labels.shape
        decisions.notes.append(Note(key: .shape, evidence: labels.evidence))
        let sets = labels.sets.count
        if !labels.taken.isEmpty {
            decisions.notes.append(Note(key: .labels, evidence: "\(sets) \(plural("combination", sets))"))
        }
        note(labels.states, of: labels.things)
        decisions.turns = labels.turns
        try measure(&roles, texts, labels, units)
        noteOrder(roles, labels)
        decisions.columns = roles.columns
        compareSpellings()
        decideUnpivot()
    }

    private mutating func note(_ states: [(column: Int, changes: Double)], of things: [Int]) {
        if states.isEmpty { return }
        decisions.states = states.map { $0.column }
        let one = things.isEmpty ? "" : " of one " + things.map { table.names[$0] }.joined(separator: " and ")
        let changes = states.map { "\(table.names[$0.column]) changes in \(share($0.changes)) of the steps\(one)" }
        decisions.notes.append(
            Note(key: .states, evidence: "\(changes.joined(separator: ", ")): a state, which is a metric of its own"))
    }

    private func share(_ part: Double) -> String { part < 0.01 ? "less than 1 %" : percent(part) }

    /// Measures the columns of numbers, and chooses their types.
    private mutating func measure(_ roles: inout Roles, _ texts: [ColumnText], _ labels: Labels, _ units: [String])
        throws(Refusal)
    {
        var measured: [(column: Int, numbers: ColumnNumbers)] = []
        for column in table.names.indices where roles.columns[column].role == .value(.gauge) {
            let profile = profiles[column]
            let isDuration = roles.isDuration(column)
            // The units of durations are parts of them.
            let marks = isDuration ? nil : marks(of: column)
            let form = numberForm(
                marks ?? decisions.numbers, strip: isDuration ? [] : profile.prefixes + profile.suffixes,
                isDuration: isDuration,
                isAccounting: profile.accounting > 0)
            let found = ColumnMeasure(
                table, column, form, sets: labels.sets.sets, setCount: labels.sets.count,
                isNewestFirst: isNewestFirst)
            if found.read == 0 || found.unread * 100 > (found.read + found.unread) * 15 {
                if told.values?.contains(table.names[column]) == true { throw roles.noNumbers(column) }
                roles.set(column, .leftOut(.mixed))
                continue
            }
            var numbers = found.numbers
            numbers.unit = isDuration ? "s" : unit(column, units) ?? (isLogTime(column, numbers) ? "s" : nil)
            numbers.marks = marks
            numbers.hasHours = isDuration && hasHours(column)
            numbers.meaning = Measures.meaning(words[column])
            measured.append((column, numbers))
            for text in texts[column].missing { noteNull(text, profile) }
            for text in found.nulls { noteNull(text, profile) }
            if let sentinel = found.sentinel { noteSentinel(sentinel, column) }
        }
        let isPaid = measured.contains { _, numbers in
            numbers.meaning == .payment && numbers.least < 0 && numbers.greatest > 0
        }
        if isPaid, decisions.shape == .series, let steps, steps.repeated > 0.01 {
            decisions.shape = .events
            decisions.notes.removeAll { $0.key == .shape }
            decisions.notes.append(
                Note(
                    key: .shape, evidence: "money goes out and comes in, and times repeat (\(percent(steps.repeated)))")
            )
        }
        let rising = measured.count { Measures.rises($0.numbers) }
        let rises = rising >= 4 && rising * 2 >= measured.count
        for (column, found) in measured {
            var numbers = found
            var measure = Measures.ofEvents(words[column], numbers)
            if decisions.shape == .series {
                measure = Measures.ofSeries(words[column], numbers)
                if Measures.rises(numbers) && measure == .gauge {
                    if rises { measure = .absolute } else { numbers.proposal = .absolute }
                } else if measure == .gauge {
                    if Measures.isAmount(words[column], numbers) { numbers.proposal = .counter }
                    numbers.mayBeCounted = Measures.mayBeCounted(words[column], numbers)
                }
            }
            roles.set(column, .value(measure))
            roles.note(column, numbers)
        }
    }

    private var isNewestFirst: Bool { decisions.time?.order == .descending }

    /// The columns of numbers that rise from record to record, whatever the records are about.
    private func meters(_ roles: Roles) -> [Int] {
        guard let steps, steps.repeated <= 0.01, !roles.candidates.isEmpty else { return [] }
        let sets = LabelSets(records: table.count)
        return table.names.indices.filter { column in
            guard roles.columns[column].role == .value(.gauge), !roles.isDuration(column) else { return false }
            let profile = profiles[column]
            let form = numberForm(
                decisions.numbers, strip: profile.prefixes + profile.suffixes, isDuration: false,
                isAccounting: profile.accounting > 0)
            let numbers = ColumnMeasure(table, column, form, sets: sets.sets, setCount: 1, isNewestFirst: isNewestFirst)
                .numbers
            let texts = roles.texts[column]
            return Measures.rises(numbers) && texts.filled >= 10
                && texts.distinct * 4 >= min(texts.filled, Column.mostDistinct)
        }
    }

    /// Says that of several values at one time the oldest is shown, because the newest record is first in the file.
    private mutating func noteOrder(_ roles: Roles, _ labels: Labels) {
        guard decisions.time?.order == .descending, labels.repeats > 0 else { return }
        let gauges = table.names.indices.filter { roles.columns[$0].role == .value(.gauge) }
        if gauges.isEmpty { return }
        decisions.notes.append(
            Note(
                key: .order,
                evidence: "the newest record is first, and some records have one time: of their values, a gauge shows "
                    + "that of the last line, which is the oldest. Turn the lines round (tac), or tell the records "
                    + "apart by a label", isAssumed: true))
    }

    private func percent(_ share: Double) -> String { "\(Int(share * 100)) %" }

    /// Whether a column is one of those that nginx writes in seconds.
    private func isLogTime(_ column: Int, _ numbers: ColumnNumbers) -> Bool {
        let names = "request_time upstream_response_time upstream_connect_time upstream_header_time"
        return !numbers.isWhole && isWord(table.names[column], in: names)
    }

    private func unit(_ column: Int, _ units: [String]) -> String? {
        if let suffix = (profiles[column].suffixes + profiles[column].prefixes).first { return suffix }
        if let found = unitInName(table.names[column]) { return found.unit }
        return column < units.count && !units[column].isEmpty ? units[column] : nil
    }

    private mutating func noteNull(_ text: String, _ profile: ColumnProfile) {
        if decisions.nullValues.contains(text) || profile.numbers * 100 < (profile.numbers + profile.texts) * 85 {
            return
        }
        decisions.nullValues.append(text)
        if decisions.note(.nullValues) == nil {
            decisions.notes.append(Note(key: .nullValues, evidence: "texts in columns of numbers"))
        }
    }

    private mutating func noteSentinel(_ number: Double, _ column: Int) {
        for record in 0..<table.count {
            let text = table.text(record, column)
            let plain = String(decoding: text.utf8.map { $0 == UInt8(ascii: ",") ? 0x2E : $0 }, as: UTF8.self)
            guard Double(plain) == number, !decisions.nullValues.contains(text) else { continue }
            decisions.nullValues.append(text)
            decisions.notes.append(
                Note(
                    key: .nullValues,
                    evidence: "\(text) is the least number in \(table.names[column]), again and again",
                    isAssumed: true))
            return
        }
    }

    private mutating func compareSpellings() {
        var found: [String] = []
        for column in decisions.labels + decisions.recordLabels {
            guard let spellings = Spellings(table, column, trims: decisions.dialect.trims) else { continue }
            decisions.columns[column].spellings = spellings
            found.append("\(table.names[column]) has \(spellings.shown)")
        }
        if found.isEmpty { return }
        decisions.notes.append(
            Note(key: .spellings, evidence: "\(found.joined(separator: "; ")): perhaps one value", isAssumed: true))
    }

    private mutating func decideUnpivot() {
        let columns = table.names.indices.filter { decisions.columns[$0].role.isValue }
        if let time = decisions.unpivot {
            for column in time.columns { decisions.columns[column].role = .unpivoted(.gauge) }
            return
        }
        guard decisions.shape == .series else { return }
        let found = Wide(table.names, columns, decisions.columns.map { $0.numbers }, hasNames: decisions.hasNames)
        guard let unpivot = found.unpivot else { return }
        decisions.unpivot = unpivot
        for columns in unpivot.groups.isEmpty ? [unpivot.columns] : unpivot.groups.map({ $0.columns }) {
            let all = columns.allSatisfy { decisions.columns[$0].role == .value(.absolute) }
            for column in columns { decisions.columns[column].role = .unpivoted(all ? .absolute : .gauge) }
        }
        let units = unpivot.groups.map { "\($0.columns.count) columns have the unit \($0.unit)" }
        decisions.notes.append(
            Note(
                key: .unpivot,
                evidence: !units.isEmpty
                    ? units.joined(separator: ", ")
                    : unpivot.unit.map { "\(unpivot.columns.count) columns have the unit \($0)" }
                        ?? "\(unpivot.columns.count) columns of one kind",
                isAssumed: unpivot.unit == nil && units.isEmpty))
    }
}

extension Role {
    /// Whether the column is the value of a metric of its own.
    package var isValue: Bool { if case .value = self { true } else { false } }
}
