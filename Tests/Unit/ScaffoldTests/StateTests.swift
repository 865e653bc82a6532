import EventTime
import Foundation
import Testing

@testable import Scaffold
@testable import Sniff

/// Columns that say in which state a thing is.
@Suite struct StateTests {
    private func machines(labels: [Int] = [1]) -> Decisions {
        var decisions = Decisions()
        var numbers = ColumnNumbers()
        (numbers.greatest, numbers.isWhole) = (80.5, false)
        decisions.columns = [
            Column(name: "time", role: .time), Column(name: "device", role: .label, distinct: 3),
            Column(name: "Status", role: .state, distinct: 3),
            Column(name: "temperature", role: .value(.gauge), numbers: numbers),
        ]
        (decisions.labels, decisions.states, decisions.shape) = (labels, [2], .series)
        var time = Time(columns: [0], format: "unix")
        (time.stepSeconds, time.repeated) = (60, labels.isEmpty ? 0 : 0.6)
        decisions.time = time
        decisions.notes = [Note(key: .states, evidence: "Status changes in 4 % of the steps of one device")]
        return decisions
    }

    @Test func `a state is a metric of its own, of which each thing has one series, and no label of the gauges`() {
        let text = mappingText(planned(machines(), "machines"))
        #expect(
            text.contains(
                """
                      - gauge: machines_temperature
                        help: "temperature by device, the latest value."
                        value: temperature
                        expire_after: 5m
                        labels: {device: device}
                      # Status changes in 4 % of the steps of one device
                """), "\(text)")
        #expect(
            text.hasSuffix(
                """
                      - info: machines_status_info
                        help: "The present Status of each device."
                        one_per: [device]
                        labels: {device: device, status: Status}

                """), "\(text)")
        let single = mappingText(planned(machines(labels: []), "machines"))
        #expect(single.contains("        one_per: []\n        labels: {status: Status}\n"))
        #expect(single.contains("help: \"The present Status.\"") && single.contains("        expire_after: 5m\n"))
    }

    @Test func `the table and the dashboard have the states`() throws {
        let plan = planned(machines(), "machines")
        let lines = evidenceLines(plan.sources[0])
        #expect(lines.contains { $0.name == "states" && $0.value == "Status 3" && $0.evidence.contains("4 %") })
        #expect(lines.last?.value == "Status" && lines.last?.evidence == "info machines_status_info")
        let board = dashboardText(plan, ["machines_status_info": [["d1", "idle"], ["d2", "idle"], ["d3", "fault"]]])
        _ = try JSONSerialization.jsonObject(with: Data(board.utf8))
        #expect(board.contains("count by (status) (machines_status_info{") && board.contains("\"options\": \"fault\""))
    }

    @Test func `a gauge of a thing that takes turns outlives the readings of the others`() {
        var decisions = machines()
        decisions.time?.repeated = 0
        decisions.turns = 3
        #expect(mappingText(planned(decisions, "machines")).contains("        expire_after: 15m\n"))
    }

    @Test func `a metric of states gets a name that is free`() {
        var decisions = machines()
        decisions.columns.append(Column(name: "status info", role: .value(.gauge), numbers: ColumnNumbers()))
        let names = planned(decisions, "machines").metrics.map { $0.name }
        #expect(Set(names).count == names.count && names.contains("machines_status_2_info"), "\(names)")
    }
}
