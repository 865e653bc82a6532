import Schema
import Synthesis
import YAML

extension CatalogueReader {
    /// The claims of the services' own detectors: a stream whose kinds are the scenarios, by their weights. Rows of a
    /// scenario's chain follow each.
    mutating func readFindings(_ node: Node) {
        guard let fields = Fields(node, .findings, &faults),
            let file = fields.required("file", want: "the name of a file", &faults)
        else { return }
        checkFile(file, fields)
        let anomalyRate = noteAnomalyRate(fields.node("share"))
        let rate = (number("rate", fields) ?? 0) * (fields.node("share") == nil ? 1 : share("share", fields) ?? 0)
        var draft = StreamDraft(
            name: fields.text("name", &faults) ?? "findings", file: file, pace: .rate(min(max(0, rate), maximumRate)))
        draft.anomalyRate = anomalyRate
        readColumns(fields, &draft)
        let shape = shape("shape", fields, else: .flat)
        let common = entries(fields.node("columns_of_all"), "columns_of_all")
        let follow = fields.node("follow").flatMap { Fields($0, .follow, &faults) }
        let followed = entries(follow?.node("set"), "set")
        for entry in common + followed { _ = draft.declare(entry.key, entry.keyMark) }
        for scenario in scenarios {
            presentScenario = scenario
            var kind = KindDraft(name: scenario.id)
            // The kinds stay the same when a scenario is enabled or not.
            (kind.share, kind.shape) = (scenario.isEnabled ? scenario.weight : 0, shape)
            kind.specifications = merged(specifications(common), scenario.metrics)
            draft.kinds.append(kind)
            let cells = assignments(kind.specifications, path: "\(draft.name)/\(scenario.id)", &draft)
            draft.kinds[draft.kinds.count - 1].cells = cells
            if let follow { readChain(scenario, follow, followed, common, &draft) }
        }
        presentScenario = nil
        readGroups(fields, &draft)
        findingsStream = streams.count
        findingsInIncidents = fields.node("during_incidents").flatMap {
            milliseconds($0, as: "\"during_incidents\"", atLeast: 1000)
        }
        streams.append(draft)
    }

    /// The rows that follow a finding: the first steps of the scenario's chain.
    private mutating func readChain(
        _ scenario: ScenarioDraft, _ follow: Fields, _ set: [Entry], _ common: [Entry], _ draft: inout StreamDraft
    ) {
        let first = draft.kinds.count - 1
        guard let pause = durations("after", follow) else { return }
        var same: [Int] = []
        for (text, mark) in follow.texts("same", &faults) ?? [] {
            if let slot = slot(text, mark, &draft) { same.append(slot) }
        }
        let steps = scenario.texts["correlation_chain"] ?? []
        for step in steps.prefix(follow.integer("first", atLeast: 1, &faults) ?? steps.count) {
            presentScenario?.texts["correlation_chain"] = [step]
            var kind = KindDraft(name: "\(scenario.id)/\(step)")
            kind.share = 0
            draft.kinds.append(kind)
            let cells = assignments(
                merged(specifications(common), specifications(set)), path: "\(draft.name)/\(kind.name)", &draft)
            draft.kinds[draft.kinds.count - 1].cells = cells
            draft.kinds[first].followers.append(
                Follower(
                    kind: draft.kinds.count - 1, conditions: [], share: 1, times: 1...1, pause: pause, same: same))
        }
        presentScenario?.texts["correlation_chain"] = steps
    }

    /// While an incident lasts, its services tell of it at fixed intervals.
    mutating func findingCauses(_ incidents: [(scenario: Int, incident: Incident)]) -> [Cause] {
        guard let stream = findingsStream, let interval = findingsInIncidents else { return [] }
        return scenarios.indices.compactMap { number in
            guard let kind = streams[stream].kinds.firstIndex(where: { $0.name == scenarios[number].id }) else {
                return nil
            }
            let own = incidents.filter { $0.scenario == number }.map { $0.incident }
            let effect = Effect(
                stream: stream, kind: kind,
                verb: .add(kind: kind, .interval(interval), cells: streams[stream].kinds[kind].cells),
                delay: interval / 2)
            return Cause(
                key: cause("finding", scenarios[number].id), plan: .incidents(own, scenario: number), effects: [effect])
        }
    }
}
