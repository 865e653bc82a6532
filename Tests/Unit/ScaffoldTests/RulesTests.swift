import EventTime
import Scaffold
import Testing

@testable import Sniff

@Suite struct RulesTests {
    @Test func `rules are about the sources and metrics of the set, and have a commented threshold for each gauge`() {
        let text = rulesText(planned(bankStatement()))
        for name in ["SourceDown", "RecordsRejected", "Silent", "ReloadFailed", "SamplesDropped"] {
            #expect(text.contains("\n      - alert: Orders\(name)\n"))
        }
        #expect(!text.contains(" \n"), "a line between alerts is empty")
        #expect(text.contains("\n      # - alert: OrdersBetragEurHigh\n      #   expr: 'orders_betrag_eur > 2500'\n"))
    }

    @Test(
        arguments: [
            (.events, 1, 20, false, 60), (.events, 1, 420, false, 630), (.events, 420, 420, false, 630),
            (.series, 600, 600, false, 3000), (.series, 600, 90_000, false, 3000), (.series, 60, 60_000, true, 90_000),
        ] as [(Shape, Double, Double, Bool, Int)])
    func `a source is silent after five steps, or after longer than any gap in the data if steps are irregular`(
        shape: Shape, step: Double, longest: Double, hasPauses: Bool, limit: Int
    ) {
        var decisions = bankStatement()
        decisions.shape = shape
        decisions.time?.stepSeconds = step
        decisions.time?.longestStep = longest
        decisions.time?.hasPauses = hasPauses
        let text = rulesText(planned(decisions))
        #expect(text.contains("csv_exporter_last_record_timestamp_seconds{source=\"orders\"} > \(limit)'"))
        #expect(!text.contains("for: "))
    }

    @Test func `a source without steps is never silent`() {
        var decisions = bankStatement()
        decisions.time?.stepSeconds = 0
        #expect(!rulesText(planned(decisions)).contains("Silent"))
    }

    @Test func `rules look back at an hour at least, however short the data are`() {
        var decisions = bankStatement()
        let first = decisions.time?.first
        decisions.time?.last = first?.advanced(by: 180_000_000_000)
        decisions.time?.stepSeconds = 10
        let text = rulesText(planned(decisions))
        #expect(text.contains("[1h]") && !text.contains("[1m]"))
    }
}
