import JSON
import Schema
import Text

/// What `POST /config` changes, checked before anything is changed.
struct ConfigChange {
    /// The changes of each data set, all of them, also those of before.
    private(set) var changes: [Changes]
    /// What was asked for, by what it is about, in the form of `GET /config`.
    private(set) var echo: [JSONObject.Member] = []
    private let sets: [LiveSet]

    /// Events in a second over all data sets, in the mean of a weekday.
    static let maximumRate = 20_000.0
    /// The highest weight of a scenario.
    static let maximumWeight = 1_000_000.0

    /// Keys that are no data set.
    static let ownKeys = ["anomaly_rate", "scenarios", "services_names"]

    /// Reads what a body asks for.
    init(_ body: JSONObject, of sets: [LiveSet]) throws(ControlFault) {
        self.sets = sets
        changes = sets.map { $0.catalogue.changes }
        for member in body.members { try read(member) }
    }

    /// Changes of the settings of one data set.
    init(_ body: JSONObject, of set: LiveSet, in sets: [LiveSet]) throws(ControlFault) {
        try self.init([set.name: .object(body)], of: sets)
    }

    /// The catalogues with the changes; throws if one cannot be used with them.
    func catalogues() throws(ControlFault) -> [Catalogue] {
        var all: [Catalogue] = []
        for (set, changes) in zip(sets, changes) {
            do { all.append(try set.catalogue.with(changes)) } catch {
                throw ControlFault("cannot use the settings of \(set.name): \(error.lines.joined(separator: "; "))")
            }
        }
        let rate = all.reduce(0) { $0 + $1.eventsPerSecond }
        // What is above already may become less.
        if rate > Self.maximumRate && rate > sets.reduce(0, { $0 + $1.catalogue.eventsPerSecond }) {
            throw ControlFault(
                "got \(Int(rate)) events a second over all data sets; want at most \(Int(Self.maximumRate))")
        }
        return all
    }

    private mutating func read(_ member: JSONObject.Member) throws(ControlFault) {
        if let index = sets.firstIndex(where: { $0.name == member.key }) {
            let object = try Self.object(member)
            for setting in object.members { try read(setting, index) }
        } else if member.key == "anomaly_rate" {
            try readAnomalyRate(member)
        } else if member.key == "scenarios" {
            for scenario in try Self.object(member).members { try readScenario(scenario) }
        } else if member.key == "services_names" {
            // What GET /config answers can be sent back.
            let names = sets.flatMap { $0.catalogue.views.services.map { JSONValue.string($0.name) } }
            if member.value != .array(names) { throw ControlFault("got services_names, which cannot be changed") }
        } else {
            throw misplaced(member)
                ?? ControlFault(
                    unknown: member.key, as: "key", among: sets.map { $0.name } + ["anomaly_rate", "scenarios"])
        }
        echo.append(member)
    }

    /// A hint for a key that is a setting of a data set and was given beside the data sets; nil for any other key.
    private func misplaced(_ member: JSONObject.Member) -> ControlFault? {
        for set in sets {
            let profiles = set.catalogue.profiles
            let profile = profiles.first { profile in profile.settings.contains { $0.name == member.key } }
            if profile == nil && member.key != incidentsPerHour { continue }
            var object = JSONObject([member])
            if let profile, set.catalogue.isSideBySide, member.key != incidentsPerHour {
                object = [profile.name: .object(object)]
            }
            let wanted = JSONValue.object([set.name: .object(object)]).text
            let owner = member.key == incidentsPerHour ? "each data set" : set.name
            return ControlFault("got key \"\(member.key)\", a setting of \(owner); want it within, such as \(wanted)")
        }
        return nil
    }

    /// A setting of a data set, or a profile with settings where profiles are side by side.
    private mutating func read(_ member: JSONObject.Member, _ index: Int) throws(ControlFault) {
        let catalogue = sets[index].catalogue
        if member.key == incidentsPerHour {
            let path = "\(sets[index].name).\(member.key)"
            changes[index].incidentsPerHour = try Self.number(member.value, path, catalogue.incidentsRange)
        } else if !catalogue.isSideBySide {
            try read(member, index, catalogue.profiles[0], sets[index].name)
        } else if let profile = catalogue.profiles.first(where: { $0.name == member.key }) {
            for setting in try Self.object(member).members {
                try read(setting, index, profile, "\(sets[index].name).\(profile.name)")
            }
        } else {
            throw ControlFault(
                unknown: member.key, as: "key", among: [incidentsPerHour] + catalogue.profiles.map { $0.name })
        }
    }

    private mutating func read(
        _ member: JSONObject.Member, _ index: Int, _ profile: Catalogue.Profile, _ path: String
    ) throws(ControlFault) {
        guard let setting = profile.settings.first(where: { $0.name == member.key }) else {
            throw ControlFault(
                unknown: member.key, as: "setting of \(path)",
                among: profile.settings.map { $0.name } + [incidentsPerHour])
        }
        let number = try Self.number(member.value, "\(path).\(member.key)", setting.range)
        changes[index].settings[profile.name, default: [:]][setting.name] = number
    }

    /// One share of odd records for all streams that have one.
    private mutating func readAnomalyRate(_ member: JSONObject.Member) throws(ControlFault) {
        let number = try Self.number(member.value, member.key, 0...1)
        var isUsed = false
        for (index, set) in sets.enumerated() {
            for profile in set.catalogue.profiles {
                for setting in profile.settings where set.catalogue.anomalyRates.contains(setting.name) {
                    let path = "\(set.name).\(setting.name)"
                    _ = try Self.number(member.value, path, setting.range)
                    changes[index].settings[profile.name, default: [:]][setting.name] = number
                    isUsed = true
                }
            }
        }
        if !isUsed {
            throw ControlFault("got anomaly_rate, which no stream here has as a setting; want a setting of a data set")
        }
    }

    private mutating func readScenario(_ member: JSONObject.Member) throws(ControlFault) {
        let known = sets.flatMap { $0.catalogue.scenarios.map { $0.id } }
        let path = "scenarios.\(printable(member.key))"
        if !known.contains(member.key) { throw ControlFault(unknown: member.key, as: "scenario", among: known) }
        for part in try Self.object(member).members {
            switch part.key {
            case "enabled":
                guard case .boolean(let isEnabled) = part.value else {
                    throw ControlFault("\(path).enabled", part.value, want: "true or false")
                }
                for index in owners(member.key) { changes[index].enabled[member.key] = isEnabled }
            case "frequency_weight":
                let weight = try Self.number(part.value, "\(path).frequency_weight", 0...Self.maximumWeight)
                for index in owners(member.key) { changes[index].weights[member.key] = weight }
            default: throw ControlFault(unknown: part.key, as: "key", among: ["enabled", "frequency_weight"])
            }
        }
    }

    private func owners(_ scenario: String) -> [Int] {
        sets.indices.filter { sets[$0].catalogue.scenarios.contains { $0.id == scenario } }
    }

    private static func object(_ member: JSONObject.Member) throws(ControlFault) -> JSONObject {
        if case .object(let object) = member.value { return object }
        throw ControlFault(member.key, member.value, want: "an object")
    }

    private static func number(
        _ value: JSONValue, _ path: String, _ range: ClosedRange<Double>?
    ) throws(ControlFault) -> Double {
        guard case .number(let text) = value, let number = text.double, range?.contains(number) ?? true else {
            throw ControlFault(path, value, want: range.map { rangeText($0) } ?? "a number")
        }
        return number
    }
}
