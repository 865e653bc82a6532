import Synthesis
import Testing

@testable import BankSimulator

@Suite("What records tell")
struct ViewStateTests {
    private func line(_ cells: String...) -> LineCells {
        var read = LineCells()
        read.read(Array((cells.joined(separator: ",") + "\n").utf8)[...])
        return read
    }

    @Test(
        "the cells of a line are those that were written",
        arguments: ["a,b\n", "a,,\n", "\"a,\"\"b\"\"\nc\",d\n", "\"\"\"\",\"\"\n", "ä\n", "\n", ",\n"])
    func cells(text: String) {
        var read = LineCells()
        // What was read before does not matter.
        read.read(Array("x,\"y,y\",z\n".utf8)[...])
        read.read(Array(text.utf8)[...])
        #expect((0..<read.count).map { read.text($0) } == BankSimulator.cells(of: Array(text.utf8)[...]))
    }

    @Test("a failure counts for as long as the catalogue says, and not a millisecond longer")
    func span() {
        var attempts = FailedAttempts(
            Views.Attempts(
                stream: 0, column: 0, conditions: [Condition(1, .isOneOf([Array("failed".utf8)]))], span: 1000))
        attempts.take(line("a", "failed"), at: 5000)
        attempts.take(line("a", "ok"), at: 5500)
        attempts.take(line("b", "failed"), at: 5600)
        attempts.take(line("a", "failed"), at: 5900)
        #expect(attempts.top(at: 5999).named.map { "\($0.key) \($0.count) \($0.last)" } == ["a 2 5900", "b 1 5600"])
        #expect(attempts.top(at: 6000).named.map { "\($0.key) \($0.count)" } == ["a 1", "b 1"])
        #expect(attempts.top(at: 6900).count == 0)
    }

    @Test("a hundred are named, and all are counted", arguments: [100, 101])
    func named(keys: Int) {
        var attempts = FailedAttempts(Views.Attempts(stream: 0, column: 0, conditions: [], span: 1000))
        for key in 0..<keys { attempts.take(line("k\(key)"), at: 1) }
        #expect(attempts.top(at: 1).named.count == 100)
        #expect(attempts.top(at: 1).count == keys)
    }

    @Test("a hundred thousand failures are remembered, the newest", arguments: [0, 1])
    func remembered(more: Int) {
        var attempts = FailedAttempts(Views.Attempts(stream: 0, column: 0, conditions: [], span: 1000))
        attempts.take(line("first"), at: 1)
        for _ in 1..<FailedAttempts.capacity + more { attempts.take(line("a"), at: 1) }
        #expect(attempts.top(at: 1).named.contains { $0.key == "first" } == (more == 0))
    }

    @Test("counts, percentages and means are those of the records that meet the conditions")
    func tally() {
        let failed = [Condition(0, .isOneOf([Array("failed".utf8)]))]
        var tally = ServiceTally(
            Views.Service(
                name: "a", stream: 0, anomalyRate: nil,
                measures: [
                    Views.Measure(name: "all", fold: .count, conditions: []),
                    Views.Measure(name: "failed", fold: .count, conditions: failed),
                    Views.Measure(name: "percent", fold: .percent(failed), conditions: []),
                    Views.Measure(name: "mean", fold: .mean(1), conditions: []),
                ]))
        #expect(tally.values.map { $0.value } == [0, 0, 0, 0])
        for cells in [line("failed", "10"), line("ok", ""), line("ok", "15.5"), line("ok")] { tally.take(cells) }
        #expect(tally.values.map { $0.value } == [4, 1, 25, 12.75])
    }
}
