/// The incidents of a schedule, as rows: what is true, for people and tests. No alert reads them.
package struct IncidentLog: Sendable {
    /// What a row says about a scenario.
    package struct Scenario: Sendable {
        let id: [UInt8]
        let name: [UInt8]
        let severity: [UInt8]
        var incidents: [Incident]

        /// A scenario with its incidents.
        package init(id: String, name: String, severity: String, incidents: [Incident]) {
            self.id = Array(id.utf8)
            self.name = Array(name.utf8)
            self.severity = Array(severity.utf8)
            self.incidents = incidents
        }
    }

    private var scenarios: [Scenario]
    /// The form of the file.
    let output: Stream

    private enum Slot: Int, CaseIterable {
        case incident, scenario, name, severity, event, active, started, intensity
    }

    /// A log of these scenarios.
    package init(_ scenarios: [Scenario]) {
        self.scenarios = scenarios
        output = Stream(
            name: "incidents", file: "incidents.csv",
            columns: [("timestamp", .time)] + Slot.allCases.map { ("\($0)", .cell($0.rawValue)) },
            width: Slot.allCases.count, pace: .rate(0), kinds: [])
    }

    /// The log of other incidents, by the numbers of their scenarios.
    func with(_ incidents: [[Incident]]) -> IncidentLog {
        var log = self
        for scenario in scenarios.indices { log.scenarios[scenario].incidents = incidents[scenario] }
        return log
    }

    /// Appends a row `known` for each scenario, with what is active at `time`. A counter that adds its `started` of 0
    /// makes the scenario's series known from the start.
    func appendKnown(at time: Int64, to rows: inout Rows) {
        for scenario in scenarios { append(scenario, nil, "known", at: time, &rows) }
    }

    /// Appends the rows for starts and ends in `times`, in the order of their times.
    func append(_ times: Range<Int64>, to rows: inout Rows) {
        var found: [(time: Int64, scenario: Scenario, incident: Incident, isStart: Bool)] = []
        for scenario in scenarios {
            for incident in scenario.incidents {
                if times.contains(incident.start) { found.append((incident.start, scenario, incident, true)) }
                if times.contains(incident.end) { found.append((incident.end, scenario, incident, false)) }
            }
        }
        found.sort { ($0.time, $0.incident.number) < ($1.time, $1.incident.number) }
        for row in found { append(row.scenario, row.incident, row.isStart ? "start" : "end", at: row.time, &rows) }
    }

    private func append(
        _ scenario: Scenario, _ incident: Incident?, _ event: String, at time: Int64, _ rows: inout Rows
    ) {
        let row = rows.add(at: time, kind: 0)
        let active = scenario.incidents.count { $0.start <= time && time < $0.end }
        let isStart = event == "start"
        rows.set(row, Slot.scenario.rawValue, scenario.id)
        rows.set(row, Slot.name.rawValue, scenario.name)
        rows.set(row, Slot.severity.rawValue, scenario.severity)
        rows.set(row, Slot.event.rawValue, Array(event.utf8))
        rows.set(row, Slot.active.rawValue, Array("\(active)".utf8))
        rows.set(row, Slot.started.rawValue, Array(isStart ? "1".utf8 : "0".utf8))
        if let incident { rows.set(row, Slot.incident.rawValue, Array(incident.name.utf8)) }
        rows.begin()
        let intensity = isStart ? incident?.intensity ?? 0 : 0
        rows.append(intensity, decimals: intensity.rounded() == intensity ? 0 : 2)
        rows.end(row, Slot.intensity.rawValue)
    }
}
