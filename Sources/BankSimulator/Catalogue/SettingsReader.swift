import Schema
import Text
import YAML

/// The setting that every data set has: incidents that are drawn in an hour.
let incidentsPerHour = "incidents_per_hour"

extension CatalogueReader {
    /// What the catalogue says about settings, by name: the numbers that they may have, and what they are.
    mutating func readRanges(_ fields: Fields) {
        let declared = entries(fields.node("profiles"), "profiles")
        if let entry = declared.first(where: { $0.key == incidentsPerHour }) {
            faults.add(entry.keyMark, "cannot use profile \"\(entry.key)\": a setting has this name; want another name")
        }
        let profiles = declared.map { $0.value }
        let known = profiles.flatMap { entries($0, "a profile") }.map { $0.key }
        ranges[incidentsPerHour] = (0...60, "Incidents drawn in an hour by the weights of the scenarios.")
        for entry in entries(fields.node("settings"), "settings") {
            guard let setting = Fields(entry.value, .setting, &faults) else { continue }
            if !known.contains(entry.key) && entry.key != incidentsPerHour {
                faults.add(entry.keyMark, unknown: entry.key, as: "setting", among: Set(known).sorted())
            }
            let ends = items(setting.node("range"), "range").compactMap {
                $0.number(as: "an end of \"range\"", &faults)
            }
            guard ends.count == 2, ends[0] <= ends[1] else {
                faults.add(setting.mark(of: "range"), "cannot read \"range\": want two numbers in order: [0, 100]")
                continue
            }
            ranges[entry.key] = (ends[0]...ends[1], setting.text("help", &faults))
        }
    }

    /// Reads the settings of a profile, with the changes of the request. False if the catalogue lacks the profile.
    mutating func readSettings(_ fields: Fields, _ profile: String) -> Bool {
        settings = [:]
        self.profile = profile
        let all = entries(fields.node("profiles"), "profiles")
        guard let node = all.first(where: { $0.key == profile })?.value else { return false }
        var shown: [Catalogue.Setting] = []
        for entry in entries(node, "profile \(profile)") {
            guard let own = entry.value.number(as: "setting \"\(entry.key)\"", &faults) else { continue }
            if let range = ranges[entry.key]?.range, !range.contains(own) {
                faults.add(
                    entry.value.mark, "cannot use setting \"\(entry.key)\": got \(own); want \(rangeText(range))")
            }
            let number = request.changes.settings[profile]?[entry.key] ?? own
            settings[entry.key] = number
            let (range, help) = ranges[entry.key] ?? (nil, nil)
            shown.append(Catalogue.Setting(name: entry.key, value: number, range: range, help: help))
        }
        declared.append(Catalogue.Profile(name: profile, settings: shown))
        return true
    }

    /// Notes a share of odd records that is the number of a setting, and returns its name.
    mutating func noteAnomalyRate(_ node: Node?) -> String? {
        guard case .scalar(let name)? = node?.content, settings[name] != nil else { return nil }
        if !anomalyRates.contains(name) { anomalyRates.append(name) }
        return name
    }
}

/// A range as a sentence names it: `a number from 0 to 100`.
func rangeText(_ range: ClosedRange<Double>) -> String {
    "a number from \(speedText(range.lowerBound)) to \(speedText(range.upperBound))"
}
