/// What happens in one profile: its streams and all that changes them. Does not change.
package final class Plan: Sendable {
    let key: Key
    /// The name of the profile.
    let profile: [UInt8]
    /// The streams, in the order of the catalogue.
    package let streams: [Stream]
    /// The causes, in the order of the catalogue.
    let causes: [Cause]
    /// For each stream: its effects, with the numbers of their causes. Those of other profiles come last, so that the
    /// numbers of the others do not depend on them.
    private let effects: [[(cause: Int, effect: Effect)]]

    /// A plan whose random draws depend on the seed and the names of profile, streams and kinds only.
    package convenience init(seed: UInt64, profile: String, streams: [Stream], causes: [Cause]) {
        self.init(Key(seed: seed).with(profile), Array(profile.utf8), streams, causes)
    }

    private init(_ key: Key, _ profile: [UInt8], _ streams: [Stream], _ causes: [Cause]) {
        self.key = key
        self.profile = profile
        self.streams = streams
        self.causes = causes
        effects = streams.indices.map { stream in
            let all = causes.indices.flatMap { cause in
                causes[cause].effects.filter { $0.stream == stream }.map { (cause, $0) }
            }
            return all.filter { !$0.1.isElsewhere } + all.filter { $0.1.isElsewhere }
        }
    }

    /// The plan with those of other incidents that happen in its profile, by the numbers of their scenarios.
    func with(_ incidents: [[Incident]]) -> Plan {
        let name = String(decoding: profile, as: UTF8.self)
        let own = incidents.map { $0.filter { $0.profile == nil || $0.profile == name } }
        return Plan(key, profile, streams, causes.map { $0.with(own) })
    }

    /// The effects on a stream that are at work at `time`.
    func forces(on stream: Int, at time: Int64) -> [Force] {
        var forces: [Force] = []
        for (number, entry) in effects[stream].enumerated() {
            causes[entry.cause].forEachOccurrence(at: time) { occurrence in
                let strength = entry.effect.strength(occurrence, at: time)
                if strength <= 0 { return }
                forces.append(Force(effect: entry.effect, number: number, occurrence: occurrence, strength: strength))
            }
        }
        return forces
    }

    /// The factor by which effects scale the rate of a kind.
    func scale(_ kind: Int, _ forces: [Force]) -> Double {
        var factor = 1.0
        for force in forces where force.concerns(kind) {
            if case .scale(let by) = force.effect.verb {
                factor += (by - 1) * force.strength * force.occurrence.intensity
            }
        }
        return max(0, factor)
    }

    /// The mean over days of how many events of some kinds happened.
    func mean(_ count: Count, at time: Int64) -> Double {
        var sum = 0
        for day in 0..<count.days {
            let start = time - count.before - Int64(day) * dayMilliseconds
            for path in count.kinds { sum += events(of: path, from: start) }
        }
        return Double(sum) / Double(count.days)
    }

    /// How many events of a kind happened in the interval of its stream that began at `start`. A pure function, so
    /// other rows and later days know the same number.
    private func events(of path: KindPath, from start: Int64) -> Int {
        let kind = streams[path.stream].kinds[path.kind]
        let mean = kind.mean * kind.shape.level(at: start) * scale(path.kind, forces(on: path.stream, at: start))
        var chance = key(of: path).with("count").with(start).chance
        return chance.count(mean: mean)
    }

    /// The key of all draws of a kind.
    func key(of path: KindPath) -> Key {
        let stream = streams[path.stream]
        return key.with(stream.name).with(stream.kinds[path.kind].name)
    }
}

/// An effect at work.
struct Force {
    let effect: Effect
    /// The effect's number among those of its stream.
    let number: Int
    let occurrence: Occurrence
    /// From 0 to 1, without the intensity.
    let strength: Double

    /// Whether the effect is about rows of this kind.
    func concerns(_ kind: Int) -> Bool { effect.kind == nil || effect.kind == kind }
}
