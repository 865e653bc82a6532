/// What changes streams for a while: a scenario's symptoms while an incident of it lasts, or a routine.
package struct Cause: Sendable {
    /// When it happens.
    package enum Plan: Sendable {
        /// In these incidents, each with the number of its scenario.
        case incidents([Incident], scenario: Int)
        /// In each period of `every` milliseconds since 1970, from `offset` in it on, for `duration`.
        case routine(every: Int64, offset: Int64, duration: Int64, isOnWeekdaysOnly: Bool)
    }

    let key: Key
    let plan: Plan
    let effects: [Effect]

    /// `key` tells causes apart; random draws depend on it.
    package init(key: Key, plan: Plan, effects: [Effect]) { (self.key, self.plan, self.effects) = (key, plan, effects) }

    /// The cause with other incidents, by the numbers of their scenarios; a routine stays as it is.
    func with(_ incidents: [[Incident]]) -> Cause {
        guard case .incidents(_, let scenario) = plan else { return self }
        return Cause(key: key, plan: .incidents(incidents[scenario], scenario: scenario), effects: effects)
    }

    /// Calls `body` with each occurrence that has begun and has not ended at `time`.
    func forEachOccurrence(at time: Int64, _ body: (Occurrence) -> Void) {
        switch plan {
        case .incidents(let incidents, let scenario):
            for incident in incidents where incident.start <= time && time < incident.end {
                body(
                    Occurrence(
                        start: incident.start, end: incident.end, intensity: incident.intensity,
                        key: key.with(incident.start).with(Int64(incident.number)), scenario: scenario,
                        isOfOneProfile: incident.profile != nil))
            }
        case .routine(let every, let offset, let duration, let isOnWeekdaysOnly):
            let start = time - floorModulo(time - offset, every)
            guard time < start + duration, !isOnWeekdaysOnly || !isWeekend(start) else { return }
            body(
                Occurrence(
                    start: start, end: start + duration, intensity: 1, key: key.with(start), scenario: nil,
                    isOfOneProfile: false))
        }
    }
}

/// An incident of the schedule.
package struct Incident: Sendable {
    /// Its number in the schedule, from 1.
    package let number: Int
    /// Its first instant, in milliseconds since 1970.
    package let start: Int64
    /// The instant after its last.
    package let end: Int64
    /// Multiplies rates, shares and numbers that are marked as scaled; above 0.
    package let intensity: Double
    /// The only profile in which it happens; nil: in those that the catalogue says.
    package let profile: String?

    /// Its name in files and answers: `INC-000001`.
    package var name: String {
        let digits = "\(number)"
        return "INC-" + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
    }

    /// An incident that ends after it starts.
    package init(number: Int, start: Int64, end: Int64, intensity: Double, profile: String? = nil) {
        (self.number, self.start, self.end, self.intensity) = (number, start, end, intensity)
        self.profile = profile
    }
}

/// A cause at work.
package struct Occurrence: Sendable {
    let start: Int64
    let end: Int64
    let intensity: Double
    let key: Key
    /// The number of the scenario; nil for a routine.
    let scenario: Int?
    /// Whether somebody wanted it in this profile and no other.
    let isOfOneProfile: Bool
}

/// What a cause does to a stream.
package struct Effect: Sendable {
    /// The change.
    package enum Verb: Sendable {
        /// More rows of a kind.
        case add(kind: Int, Amount, cells: [Assignment])
        /// Other cells in a share of the rows; nil changes all rows.
        case change(share: Double?, conditions: [Condition], cells: [Assignment])
        /// Another rate, or another mean.
        case scale(by: Double)
        /// Rows that happen but are not written, a share of all; nil is all of them, whatever the intensity.
        case drop(share: Double?)
    }

    /// How many rows are added.
    package enum Amount: Sendable {
        /// So many in a second.
        case rate(Double)
        /// So many for each usual row of the kind.
        case part(Double)
        /// One in each interval of milliseconds, counted from the start.
        case interval(Int64)
    }

    /// The stream, in the order of the catalogue.
    package var stream: Int
    /// The kind, in the order of the stream; nil for all kinds.
    package var kind: Int?
    /// The change.
    package var verb: Verb
    /// Milliseconds from the cause's start to the effect's.
    package var delay: Int64
    /// Milliseconds that the effect lasts; nil for as long as the cause.
    package var duration: Int64?
    /// Milliseconds in which the effect rises in a straight line.
    package var ramp: Int64
    /// Whether it is at work in other profiles than the plan's, and here only in incidents of this one profile.
    package var isElsewhere: Bool

    /// Declares an effect.
    package init(
        stream: Int, kind: Int?, verb: Verb, delay: Int64 = 0, duration: Int64? = nil, ramp: Int64 = 0,
        isElsewhere: Bool = false
    ) {
        self.stream = stream
        self.kind = kind
        self.verb = verb
        self.delay = delay
        self.duration = duration
        self.ramp = ramp
        self.isElsewhere = isElsewhere
    }

    /// How strong the effect is at `time`, from 0 to 1, without the intensity.
    func strength(_ occurrence: Occurrence, at time: Int64) -> Double {
        let start = occurrence.start + delay
        let end = min(occurrence.end, duration.map { start + $0 } ?? .max)
        guard start <= time && time < end, !isElsewhere || occurrence.isOfOneProfile else { return 0 }
        return ramp > 0 ? min(1, Double(time - start) / Double(ramp)) : 1
    }
}
