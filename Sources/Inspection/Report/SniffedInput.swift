import CSV
import Commands
import EventTime
import Feed
import Flags
import MappingFile
import POSIX
import Profile
import Sniff
import Text

/// The inputs of files that tell themselves how they are written. Files with the same names, written alike, are one
/// input.
func sniffedInputs(_ flags: ParsedFlags) throws -> (inputs: [ReportInput], faults: [String]) {
    var told = try Told(flags)
    // A report has no series, and a table of totals has room.
    told.mostSeries = 1_000_000
    let now = Instant(nanoseconds: SystemClock.wallNanoseconds())
    var groups: [(decisions: Decisions, files: [String])] = []
    var faults: [String] = []
    let (all, refusals) = try decideTogether(flags.arguments, told, now)
    for (index, path) in flags.arguments.enumerated() {
        if let fault = refusals[index] { faults.append(fault.description) }
        guard let decisions = all[index] else { continue }
        if let same = groups.firstIndex(where: { isAlike($0.decisions, decisions) }) {
            groups[same].files.append(path)
        } else {
            groups.append((decisions, [path]))
        }
    }
    var inputs: [ReportInput] = []
    for group in groups {
        do {
            inputs.append(try SniffedInput(group.decisions, group.files).input())
        } catch {
            faults.append("\(error)")
        }
    }
    return (inputs, faults)
}

private func isAlike(_ left: Decisions, _ right: Decisions) -> Bool {
    if left.dialect != right.dialect || left.columns.map({ $0.name }) != right.columns.map({ $0.name }) {
        return false
    }
    guard let first = left.time, let second = right.time else { return left.time == nil && right.time == nil }
    return first.columns == second.columns && first.format == second.format
}

/// Turns the decisions about files into what is known before their records are counted.
private final class SniffedInput {
    private let decisions: Decisions
    private let files: [String]
    private let names: [String]

    init(_ decisions: Decisions, _ files: [String]) {
        (self.decisions, self.files) = (decisions, files)
        names = distinct(decisions.columns.map { $0.name })
    }

    func input() throws -> ReportInput {
        var dialect = decisions.dialect
        if decisions.hasNames && names != decisions.columns.map({ $0.name }) {
            // A source finds columns by names, which must differ.
            dialect.skipLines = try header(of: files[0], dialect).linesBefore
            (dialect.header, dialect.skipAfterHeader) = (names, 0)
        }
        let time = try timeRule()
        let source = FeedSource(
            name: files[0], files: files, dialect: dialect, columns: names, time: try time ?? Self.noTime)
        let input = ReportInput(source, plan(time), header: names)
        if let time, let found = decisions.time {
            input.timeColumns = found.columns.map { names[$0] }
            input.timeFormat = found.format
            let verb = found.zoneNames.isEmpty ? "say" : "prove"
            input.zone = found.isZoneKnown ? found.zone : "\(found.zoneText), which the file does not \(verb)"
            if time.zone.changes { input.zone += " (clocks change)" }
        }
        for question in decisions.undecided {
            let hint = question.flags.isEmpty ? "" : "; say it by \(alternatives(question.flags))"
            input.note(question.key.rawValue, question.sentence + hint)
        }
        if decisions.unpivot?.timeFormat != nil, let note = decisions.note(.unpivot) {
            input.note("time", "\(note.evidence). The report counts each line once, at the time of its other columns")
        }
        for note in decisions.assumptions where note.key != .zone {
            input.note(note.key.rawValue, "assumed: \(note.evidence)")
        }
        return input
    }

    /// No column has the time: all records have that of the file.
    private static var noTime: TimeRule {
        get throws {
            var rule = TimeRule(slots: [], format: try TimeFormat("unix"), zone: .utc, date: nil, dueAfterStart: 0)
            rule.origin = .arrival
            return rule
        }
    }

    /// The rule of the times; nil if no column has times, or they are undecided.
    private func timeRule() throws -> TimeRule? {
        guard let time = decisions.time, !time.columns.isEmpty,
            !decisions.undecided.contains(where: { $0.key == .time || $0.key == .zone })
        else { return nil }
        var rule = TimeRule(
            slots: time.columns, format: try TimeFormat(time.format), zone: try zone(named: time.zone),
            date: time.date.flatMap { CivilDate($0) }, dueAfterStart: 0)
        rule.year = time.year
        if time.isTwiceInOrder { rule.twice = .inOrder }
        rule.zoneNames = try time.zoneNames.map { name in
            (Array(name.name.utf8), try zone(named: name.offset).offset(at: .earliest))
        }
        return rule
    }

    private func plan(_ time: TimeRule?) -> PartialPlan {
        let encoding = decisions.dialect.encoding
        let nullValues = decisions.nullValues.compactMap { encoding.bytes($0) }
        var open: [Int] = []
        var values: [(value: PlannedValue, isCounter: Bool)] = []
        var meters: [Int] = []
        let columns = decisions.columns.enumerated().map { slot, column in
            var planned = PlannedColumn(name: names[slot], kind: .text, nullValues: nullValues)
            switch column.role {
            case .time: if time != nil { planned.kind = .time }
            case .label, .state: break
            case .value(let measure), .unpivoted(let measure):
                planned.kind = .number(decisions.numberForm(of: slot))
                let isMeter = isMeter(column, measure)
                if isMeter { meters.append(slot) }
                let isCounter = measure == .counter || column.numbers?.proposal == .counter || isMeter
                let isAveraged = !isCounter && measure != .histogram
                // Money that comes in and goes out is added up.
                let numbers = column.numbers
                let isPaid = numbers?.meaning == .payment && numbers.map { $0.least < 0 && $0.greatest > 0 } == true
                let value = PlannedValue(slot: slot, isAveraged: isAveraged && !isPaid, isSplit: isPaid)
                values.append((value, isCounter))
            case .leftOut: open.append(slot)
            }
            return planned
        }
        // A table of totals has room for more texts than the labels of metrics.
        let labels =
            decisions.labels + decisions.states + decisions.recordLabels
            + decisions.columns.indices.filter { column in
                let found = decisions.columns[column]
                return found.role == .leftOut(.manyValues) && found.distinct <= 200
                    && found.distinct * 2 <= found.filled
            }
        let wide = decisions.unpivot.map { $0.isTime || $0.timeFormat != nil ? [] : $0.columns } ?? []
        // Counters come first, because the hour tables show the first value.
        let ordered =
            values.filter { $0.isCounter } + values.filter { !$0.isCounter && !$0.value.isAveraged }
            + values.filter { $0.value.isAveraged }
        let plan = Plan(
            columns: columns, hasTimes: time != nil, zone: time?.zone ?? .utc, labels: labels,
            values: ordered.map { $0.value }, wide: wide.count > 2 ? wide : [], meters: meters,
            countsRecords: values.isEmpty || decisions.shape == .events && !ordered[0].isCounter)
        return PartialPlan(plan: plan, open: open, form: decisions.numbersForm)
    }
}

/// Whether the numbers of a column are the readings of a meter: a running total, or readings that go up again and again
/// and never down. A setting that was raised once is none.
private func isMeter(_ column: Column, _ measure: Measure) -> Bool {
    if measure == .absolute { return true }
    guard let numbers = column.numbers else { return false }
    let rises = numbers.notFalling >= 0.985 && numbers.least >= 0 && numbers.greatest > numbers.least
    return rises && column.filled >= 10 && column.distinct * 4 >= min(column.filled, Column.mostDistinct)
}

extension Decisions {
    /// How numbers are written in columns of which nothing else is known.
    fileprivate var numbersForm: NumberForm {
        var form = NumberForm()
        (form.format.decimal, form.format.group) = (numbers.decimal, numbers.group)
        return form
    }
}

/// The names, each once: a name that was there before gets a number.
private func distinct(_ names: [String]) -> [String] {
    var known: Set<String> = []
    return names.map { name in
        var (unique, number) = (name, 2)
        while !known.insert(unique).inserted {
            unique = "\(name) (\(number))"
            number += 1
        }
        return unique
    }
}
