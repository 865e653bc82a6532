import EventTime

/// Chooses the labels among the candidates, and with them the shape of the records.
struct Labels {
    private(set) var taken: [Int] = []
    /// Further labels for which only a counter of records has room.
    private(set) var ofRecords: [Int] = []
    private(set) var sets: LabelSets
    private(set) var shape = Shape.events
    private(set) var evidence = ""
    private(set) var determined: [Int] = []
    /// Columns that only mark readings of a meter.
    private(set) var marks: [Int] = []
    /// The share of the records whose time and label set another record has, too.
    private(set) var repeats = 0.0
    /// A column of numbers that became a label because only with it each time has one record.
    private(set) var key: Int?
    /// The columns of states, each with the share of the steps of one thing in which it changes.
    private(set) var states: [(column: Int, changes: Double)] = []
    /// The columns that name what has the states.
    private(set) var things: [Int] = []
    /// How many things take turns, see `Decisions.turns`.
    private(set) var turns = 1

    private let table: Table
    private let texts: [ColumnText]
    private let times: [Instant?]
    private let steps: Steps?

    init(_ roles: Roles, times: [Instant?], steps: Steps?, values: Int, most: Int, meters: [Int] = []) {
        (table, texts, self.times, self.steps) = (roles.table, roles.texts, times, steps)
        sets = LabelSets(records: table.count)
        var left = roles.candidates
        if roles.told.labels == nil { leaveDetermined(&left) }
        findStates(roles, left)
        let isState = states.map { $0.column }
        if roles.told.labels == nil, let steps, steps.repeated <= 0.01 {
            marks = Self.marks(roles, meters, left).filter { !isState.contains($0) }
            left.removeAll { marks.contains($0.column) }
        }
        take(roles, left.filter { !isState.contains($0.column) }, values, most)
        if !states.isEmpty && shape != .series {
            // Of events, they are labels like others.
            (states, turns, taken, key, sets) = ([], 1, [], nil, LabelSets(records: table.count))
            take(roles, left, values, most)
        }
        leaveLargeStates(values, most)
        if shape == .events { addLabelsOfRecords(left, values: values, most) }
    }

    /// Finds the columns that say in which state a thing is, which are no labels of gauges. What a flag names as a
    /// label is one.
    private mutating func findStates(_ roles: Roles, _ left: [Roles.LabelCandidate]) {
        guard roles.told.labels == nil, let steps else { return }
        let open = left.map { $0.column }.filter { column in
            !determined.contains(column) && texts[column].numbers.count == table.count
        }
        let found = States(roles, open, times, steps)
        (states, turns, things) = (found.found, found.turns, found.things)
    }

    /// A metric of states has a series for each that a thing was in: not more than there is room for.
    private mutating func leaveLargeStates(_ values: Int, _ most: Int) {
        var left = most - sets.count * values
        states.removeAll { state in
            let count = sets.adding(texts[state.column].numbers).count
            if count > left { return true }
            left -= count
            return false
        }
    }

    private mutating func take(
        _ roles: Roles, _ left: [Roles.LabelCandidate], _ values: Int, _ most: Int
    ) {
        let families = values + 1
        for candidate in left where !determined.contains(candidate.column) {
            let texts = texts[candidate.column].numbers
            if texts.count != table.count { continue }
            let next = sets.adding(texts)
            if next.count * families > most && !(taken.isEmpty && next.count <= most && isKey(next)) { continue }
            sets = next
            taken.append(candidate.column)
        }
        if roles.told.labels == nil { findKey(roles, families, most) }
        decideShape()
    }

    private mutating func addLabelsOfRecords(_ left: [Roles.LabelCandidate], values: Int, _ most: Int) {
        var counted = sets
        for candidate in left where !determined.contains(candidate.column) && !taken.contains(candidate.column) {
            let texts = texts[candidate.column].numbers
            if texts.count != table.count { continue }
            let next = counted.adding(texts)
            if sets.count * values + next.count > most { continue }
            counted = next
            ofRecords.append(candidate.column)
        }
    }

    /// The times are in the names of columns: each record is a label set, named by its texts.
    mutating func takeAsSeries(_ roles: Roles, most: Int) {
        (shape, evidence) = (.series, "times are in the names of columns")
        let open = roles.columns.indices.filter { column in
            if taken.contains(column) || texts[column].meanBytes > 80 || texts[column].numbers.isEmpty { return false }
            return roles.columns[column].role == .leftOut(.identifier)
                || roles.columns[column].role == .leftOut(.manyValues)
        }
        for column in open.sorted(by: { texts[$0].distinct > texts[$1].distinct }) where sets.count < table.count {
            let next = sets.adding(texts[column].numbers)
            if next.count > max(most, table.count) || next.count == sets.count { continue }
            (sets, taken) = (next, taken + [column])
        }
    }

    /// Of columns that determine each other, the one with the shorter texts stays.
    private mutating func leaveDetermined(_ candidates: inout [Roles.LabelCandidate]) {
        for (index, one) in candidates.enumerated() where !determined.contains(one.column) {
            for other in candidates[(index + 1)...] where one.distinct == other.distinct {
                let (left, right) = (texts[one.column].numbers, texts[other.column].numbers)
                if left.count != table.count || right.count != table.count || determined.contains(other.column) {
                    continue
                }
                let single = LabelSets(records: table.count).adding(left)
                let both = single.adding(right)
                if both.count != single.count { continue }
                determined.append(one.meanBytes <= other.meanBytes ? other.column : one.column)
            }
        }
    }

    /// The share of the records whose time and label set another record has, too.
    private func repeated(_ sets: LabelSets) -> Double {
        var (seen, records): (Set<UInt64>, Int) = ([], 0)
        for record in times.indices {
            guard let time = times[record] else { continue }
            records += 1
            let hash = UInt64(bitPattern: time.nanoseconds) &* 0x9E37_79B9_7F4A_7C15
            seen.insert(hash ^ UInt64(sets.sets[record]) &* 0xFF51_AFD7_ED55_8CCD)
        }
        return records == 0 ? 1 : 1 - Double(seen.count) / Double(records)
    }

    /// Whether the label sets make each time single where it was not.
    private func isKey(_ next: LabelSets) -> Bool {
        guard let steps, steps.repeated > 0.2 else { return false }
        return repeated(next) < 0.01
    }

    /// A column of whole numbers without which times repeat.
    private mutating func findKey(_ roles: Roles, _ families: Int, _ most: Int) {
        guard let steps, steps.repeated > 0.2, repeated(sets) > 0.2 else { return }
        for column in roles.columns.indices {
            guard case .value = roles.columns[column].role, texts[column].distinct <= 50,
                roles.profiles[column].numbers > 0,
                roles.profiles[column].digitsOnly == roles.profiles[column].numbers,
                texts[column].numbers.count == table.count
            else { continue }
            let next = sets.adding(texts[column].numbers)
            guard next.count <= most, repeated(next) < 0.01 else { continue }
            sets = next
            taken.append(column)
            key = column
            return
        }
    }

    private mutating func decideShape() {
        guard let steps else {
            evidence = "there are no times"
            return
        }
        if sets.sets.count == 1 {
            evidence = "there is one record"
            return
        }
        repeats = repeated(sets)
        let percent = Int(steps.equal * 100)
        if repeats <= 0.01 && steps.equal >= 0.6 {
            shape = .series
            evidence =
                "each time has one record\(taken.isEmpty ? "" : " a label set"), \(percent) % of the steps are equal"
        } else if repeats > 0.01 {
            evidence = "times repeat (\(Int(repeats * 100)) %)"
        } else {
            evidence = "steps are irregular (\(percent) % are equal)"
        }
    }
}
