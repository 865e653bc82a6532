import EventTime

/// Finds, among columns that may be labels, those that say in which state a thing is: what they say of one thing
/// changes from record to record. As a label of a gauge, the series of the last state would stand beside that of the
/// present one.
struct States {
    /// The columns with states, and the share of the steps of one thing in which each changes.
    private(set) var found: [(column: Int, changes: Double)] = []
    /// The columns that name a thing; none if there is one thing only.
    private(set) var things: [Int] = []
    /// How many things take turns, each with a record at a time of its own; 1 if none do.
    private(set) var turns = 1

    private let roles: Roles
    private let times: [Instant?]

    private static let named =
        "status state zustand mode modus betriebsart condition conditions weather wetter weathersit direction trend "
        + "phase stage severity alarm alert flag quality qualität güte validity kennzeichen health activity season "
        + "tariff tarif holiday workingday weekday"
    static let thingNames =
        "device host hostname node server sensor station machine maschine anlage gerät container symbol ticker meter "
        + "zähler room raum line linie shop store site standort plant unit instance pod service region country land "
        + "city account konto name key metric measurement parameter variable quantity indicator pollutant item product"
    private static let measured = "metric measurement parameter variable quantity indicator pollutant name key unit"

    /// `candidates` are the columns that may be labels, of records whose times have equal steps.
    init(_ roles: Roles, _ candidates: [Int], _ times: [Instant?], _ steps: Steps) {
        (self.roles, self.times) = (roles, times)
        guard steps.equal >= 0.6, var key = key(candidates, steps) else { return }
        let rest = candidates.filter { !key.contains($0) }
        if key.isEmpty, let column = rest.first(where: { !isNamed($0) && course($0, []).takesTurns }) {
            key = [column]
            turns = roles.texts[column].distinct
        }
        things = key
        for column in rest where !key.contains(column) {
            let course = course(column, key)
            if course.changes == 0 || course.takesTurns && !isNamed(column) { continue }
            let words = roles.words[column]
            // Where no other column names a thing, this one may do so.
            let isState =
                key.isEmpty
                ? !words.has(Self.thingNames) && (isNamed(column) || course.stays > course.chance + 0.1)
                : !words.has(Self.measured)
            if isState { found.append((column, Double(course.changes) / Double(course.steps))) }
        }
    }

    private func isNamed(_ column: Int) -> Bool { roles.words[column].has(Self.named) }

    /// The one or two columns that, with the time, single out each record; empty if the time does so alone, nil if no
    /// columns do.
    private func key(_ candidates: [Int], _ steps: Steps) -> [Int]? {
        if steps.repeated <= 0.01 { return [] }
        let numbers = roles.columns.indices.filter { column in
            guard case .value = roles.columns[column].role else { return false }
            let profile = roles.profiles[column]
            return roles.texts[column].distinct <= 50 && profile.numbers > 0
                && profile.digitsOnly == profile.numbers
                && roles.texts[column].numbers.count == times.count
        }
        // The names of things before others.
        var open: [Int] = []
        for isThing in [true, false] {
            for column in candidates where !isNamed(column) && roles.words[column].has(Self.thingNames) == isThing {
                open.append(column)
            }
        }
        if let single = (open + numbers).first(where: { isKey([$0]) }) { return [single] }
        for (place, first) in open.prefix(8).enumerated() {
            for second in open.prefix(8).dropFirst(place + 1) where isKey([first, second]) { return [first, second] }
        }
        return nil
    }

    /// Whether the columns and the time are together nearly unique.
    private func isKey(_ columns: [Int]) -> Bool {
        var (seen, records): (Set<UInt64>, Int) = ([], 0)
        for record in 0..<min(times.count, 20_000) {
            guard let time = times[record] else { continue }
            records += 1
            var hash = UInt64(bitPattern: time.nanoseconds) &* 0x9E37_79B9_7F4A_7C15
            for column in columns {
                hash = (hash ^ UInt64(roles.texts[column].numbers[record]) &+ 1) &* 0xFF51_AFD7_ED55_8CCD
            }
            seen.insert(hash)
        }
        return seen.count * 100 >= records * 99
    }

    /// What a column says of one thing from record to record.
    private struct Course {
        var steps = 0
        var changes = 0
        /// Steps from a text to the next time that it is there, which are as many records as there are texts.
        var rounds = 0
        var returns = 0
        var takesTurns = false
        /// The share of the steps without a change, and what it would be if the texts came by chance.
        var stays = 0.0
        var chance = 0.0
    }

    private func course(_ column: Int, _ key: [Int]) -> Course {
        var sets = LabelSets(records: times.count)
        for column in key { sets = sets.adding(roles.texts[column].numbers) }
        let texts = roles.texts[column].numbers
        let kinds = Int(texts.max() ?? 0) + 1
        var course = Course()
        var counts = [Int](repeating: 0, count: kinds)
        var (records, last) = ([Int](repeating: 0, count: sets.count), [Int](repeating: -1, count: sets.count))
        var places: [Int: Int] = [:]
        for record in texts.indices {
            let (set, text) = (Int(sets.sets[record]), Int(texts[record]))
            if last[set] >= 0 {
                course.steps += 1
                if last[set] != text { course.changes += 1 }
            }
            if let place = places.updateValue(records[set], forKey: set * kinds + text) {
                course.returns += 1
                if records[set] - place == kinds { course.rounds += 1 }
            }
            last[set] = text
            records[set] += 1
            counts[text] += 1
        }
        course.takesTurns = kinds > 1 && course.returns > 4 && course.rounds * 10 >= course.returns * 8
        course.stays = course.steps == 0 ? 1 : 1 - Double(course.changes) / Double(course.steps)
        for count in counts {
            let share = Double(count) / Double(texts.count)
            course.chance += share * share
        }
        return course
    }
}
