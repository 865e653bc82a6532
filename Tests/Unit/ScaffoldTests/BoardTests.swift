import EventTime
import Testing

@testable import Scaffold
@testable import Sniff

@Suite struct BoardTests {
    @Test(
        arguments: [
            (180, 1, "now-5m", "/ 60)"), (36_000, 200, "now-5m", "/ 7200)"),
            (7_776_000, 30_000, "now-5m", "/ 2592000)"),
        ] as [(Int64, Double, String, String)])
    func `a page shows a pass, with at most ten marks of event time`(
        seconds: Int64, speed: Double, range: String, mark: String
    ) {
        var decisions = bankStatement()
        let first = decisions.time?.first
        decisions.time?.last = first?.advanced(by: seconds * 1_000_000_000)
        let text = dashboardText(planned(decisions), [:])
        #expect(text.contains("\"from\": \"\(range)\"") && text.contains(mark), "speed \(speed)")
    }

    @Test func `a value has one colour on the page, and lines beyond the palette are grey`() {
        let plan = planned(bankStatement())
        let sets: Scaffold.LabelSets = [
            "orders_records_total": ["a", "b", "c", "d"].map { [$0] },
            "orders_betrag_eur": ["d", "e", "f", "g", "b"].map { [$0] },
        ]
        let lines = dashboardText(plan, sets).split(separator: "\n")
        func colours(_ name: String) -> Set<Substring> {
            Set(lines.indices.filter { lines[$0].contains("\"options\": \"\(name)\"") }.map { lines[$0 + 1] })
        }
        for name in ["b", "d"] { #expect(colours(name).count == 1) }
        #expect(colours("b") != colours("d") && colours("f").isEmpty)
        #expect(lines.contains { $0.contains("\"fixedColor\": \"rgba(128, 128, 140, 0.5)\"") })
    }

    @Test func `a legend leaves out what all lines say, and many lines have it beside them`() {
        let legend = Legend(["host", "disk"], (0..<12).map { ["web", "d\($0)"] })
        #expect(legend.text == "{{disk}}" && legend.names.first == "d0")
        #expect(Legend(["host"], [["web"]]).text == "{{host}}")
        var decisions = bankStatement()
        decisions.columns[5].numbers?.meaning = nil
        let sets: Scaffold.LabelSets = ["orders_betrag_eur": (0..<12).map { ["s\($0)"] }]
        let text = dashboardText(planned(decisions), sets)
        #expect(text.contains("\"displayMode\": \"table\", \"placement\": \"right\""))
    }

    @Test func `a metric without labels has numbers beside its lines`() {
        var decisions = bankStatement()
        decisions.labels = []
        decisions.columns[2].role = .leftOut(.manySeries)
        #expect(!dashboardText(planned(decisions), [:]).contains("joinByLabels"))
        #expect(dashboardText(planned(bankStatement()), [:]).contains("joinByLabels"))
    }
}
