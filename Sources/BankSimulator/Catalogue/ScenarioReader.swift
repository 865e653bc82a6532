import Schema
import Synthesis
import Text
import YAML

extension CatalogueReader {
    /// The scenarios' texts, before anything that may show them is read.
    mutating func readScenarioTexts(_ fields: Fields) -> [ScenarioDraft] {
        var drafts: [ScenarioDraft] = []
        for node in items(fields.node("scenarios"), "scenarios") {
            guard let scenario = Fields(node, .scenario, &faults),
                let id = scenario.required("id", want: "an id", &faults),
                let duration = milliseconds("duration", scenario, atLeast: 1000)
            else { continue }
            if drafts.contains(where: { $0.id == id }) {
                faults.add(
                    scenario.mark(of: "id"), "cannot use scenario \"\(id)\": the id is taken; want another id")
            }
            var draft = ScenarioDraft(node: node, mark: node.mark, texts: [:], duration: duration)
            for key in Block.scenarioTexts {
                if let texts = scenario.texts(key, &faults) { draft.texts[key] = texts.map { $0.text } }
            }
            if scenario.node("frequency_weight") != nil { draft.weight = number("frequency_weight", scenario) ?? 1 }
            draft.isEnabled = scenario.boolean("enabled", &faults) ?? true
            if draft.weight < 0 || draft.weight > 1_000_000 {
                faults.add(
                    scenario.mark(of: "frequency_weight"),
                    "cannot use \"frequency_weight\": got \(draft.weight); want a number from 0 to 1000000")
            }
            draft.weight = request.changes.weights[id] ?? draft.weight
            draft.isEnabled = request.changes.enabled[id] ?? draft.isEnabled
            draft.metrics = specifications(entries(scenario.node("metrics"), "metrics"))
            if let node = scenario.node("expect") {
                let expectation = Fields(node, .expectation, &faults)
                draft.alert = expectation?.required("alert", want: "the name of an alert", &faults)
                draft.within = expectation.flatMap { milliseconds("within", $0) }
            }
            drafts.append(draft)
        }
        return drafts
    }

    /// The causes of the scenarios: their symptoms, in these incidents.
    mutating func readSymptoms(_ fields: Fields, _ incidents: [(scenario: Int, incident: Incident)]) -> [Cause] {
        scenarios.indices.map { number in
            let symptoms = Fields(scenarios[number].node, .scenario, &faults)?.node("symptoms")
            let own = incidents.filter { $0.scenario == number }.map { $0.incident }
            scenarios[number].profiles = profiles(of: items(symptoms, "symptoms"))
            return Cause(
                key: cause("scenario", scenarios[number].id), plan: .incidents(own, scenario: number),
                effects: effects(items(symptoms, "symptoms")))
        }
    }

    mutating func readRoutines(_ fields: Fields) -> [Cause] {
        var causes: [Cause] = []
        var names: [String] = []
        for node in items(fields.node("routines"), "routines") {
            guard let routine = Fields(node, .routine, &faults),
                let name = routine.required("name", want: "a name", &faults),
                let duration = milliseconds("duration", routine, atLeast: 1000)
            else { continue }
            if names.contains(name) {
                faults.add(routine.mark(of: "name"), "cannot use routine \"\(name)\": the name is taken; want another")
            }
            names.append(name)
            let days = routine.text("days", &faults)
            if let days, days != "weekdays" {
                faults.add(routine.mark(of: "days"), "cannot use \"days\": got \"\(days)\"; want weekdays, or no key")
            }
            let plan = Cause.Plan.routine(
                every: milliseconds("every", routine, atLeast: 1000) ?? 86_400_000,
                offset: milliseconds("at", routine) ?? 0, duration: duration, isOnWeekdaysOnly: days != nil)
            causes.append(
                Cause(
                    key: cause("routine", name), plan: plan, effects: effects(items(routine.node("does"), "does"))))
        }
        return causes
    }

    /// The incidents to make: those of the request's file, or the story of the catalogue, or none.
    mutating func readSchedule(_ fields: Fields) -> [(scenario: Int, incident: Incident)] {
        switch request.schedule {
        case .none: return []
        case .story:
            if fields.node("story") == nil {
                faults.add(fields.mark, "cannot make the story: the catalogue has none; want the key \"story\"")
            }
            return incidents(items(fields.node("story"), "story"))
        case .storyIfAny: return incidents(items(fields.node("story"), "story"))
        case .file(let path):
            var faults = Faults(file: path)
            guard let root = readYAML(path, what: "the incidents", &faults) else {
                unreadable = faults
                return []
            }
            // Places in the messages are those of the other file.
            swap(&faults, &self.faults)
            let incidents = incidents(items(root, "the incidents"))
            swap(&faults, &self.faults)
            if !faults.isEmpty { unreadable = faults }
            return incidents
        }
    }

    private mutating func incidents(_ nodes: [Node]) -> [(scenario: Int, incident: Incident)] {
        var all: [(scenario: Int, incident: Incident)] = []
        let midnight = request.from - (request.from % 86_400 + 86_400) % 86_400
        for node in nodes {
            guard let fields = Fields(node, .incident, &faults),
                let id = fields.required("scenario", want: "the id of a scenario", &faults)
            else { continue }
            guard let scenario = scenarios.firstIndex(where: { $0.id == id }) else {
                faults.add(fields.mark(of: "scenario"), unknown: id, as: "scenario", among: scenarios.map { $0.id })
                continue
            }
            guard fields.node("at") != nil, let at = milliseconds("at", fields) else {
                if fields.node("at") == nil {
                    faults.add(
                        fields.mark,
                        "cannot use the incident: got no \"at\"; want the time since the first midnight, such as 8h05m")
                }
                continue
            }
            let duration = milliseconds("duration", fields, atLeast: 1000) ?? scenarios[scenario].duration
            let intensity = fields.node("intensity") == nil ? 1 : number("intensity", fields) ?? 1
            if intensity <= 0 || intensity > 10 {
                faults.add(
                    fields.mark(of: "intensity"), "cannot use \"intensity\": got \(intensity); want above 0, at most 10"
                )
                continue
            }
            let start = midnight * 1000 + at
            all.append(
                (scenario, Incident(number: all.count + 1, start: start, end: start + duration, intensity: intensity)))
        }
        return all
    }

    func incidentLog(_ incidents: [(scenario: Int, incident: Incident)]) -> IncidentLog {
        IncidentLog(
            scenarios.indices.map { number in
                let draft = scenarios[number]
                return IncidentLog.Scenario(
                    id: draft.id, name: draft.texts["name"]?.first ?? draft.id,
                    severity: draft.texts["severity"]?.first?.lowercased() ?? "",
                    incidents: incidents.filter { $0.scenario == number }.map { $0.incident })
            })
    }

    /// The key of a cause: seed, profile, kind of cause and name.
    func cause(_ what: String, _ name: String) -> Key {
        Key(seed: request.seed).with(profile).with(what).with(name)
    }
}
