import Metrics
import RemoteWrite
import Testing

@testable import Stores

@Suite struct ReadBackTests {
    private static let labels: [(name: String, value: String)] = [("job", "a\"b"), ("instance", "i")]

    @Test func `the questions are PromQL that a store answers by name, or by one number for a name`() {
        let totals = ["x": SeriesTotal(count: 2, sum: 3)]
        let questions = ReadBack.totals(totals, at: 7) + ReadBack.samples(["x": 4...4], 1_000...5_000)
        #expect(
            questions.map { $0.query(Self.labels) } == [
                #"count by (__name__) ({job="a\"b",instance="i"})"#, #"sum by (__name__) ({job="a\"b",instance="i"})"#,
                #"sum(count_over_time({__name__="x",job="a\"b",instance="i"}[4001ms]))"#,
            ])
        #expect(questions.map { $0.instant } == [7, 7, 5_000])
        #expect(questions[2].query([]) == #"sum(count_over_time({__name__="x"}[4001ms]))"#)
        #expect(questions.map { $0.isOptional } == [false, false, true])
    }

    @Test(
        arguments: [
            (2, 3, ""), (2, 3.000_000_002, ""), (2, 3.000_000_01, "sum"), (1, 3, "got 1 series; want 2"),
            (2, .nan, "sum"), (3, 3, "got 3 series; want 2"),
        ] as [(Double, Double, String)])
    func `a number or a sum that differs is told with its name and instant`(
        _ count: Double, _ sum: Double, _ words: String
    ) {
        let questions = ReadBack.totals(["x": SeriesTotal(count: 2, sum: 3)], at: 1_772_000_000_000)
        let text = questions[0].differences(["x": count]) + questions[1].differences(["x": sum])
        #expect(text.contains(words) && text.isEmpty == words.isEmpty, "\(text)")
        #expect(text.isEmpty || text.hasPrefix("\n2026-02-25T06:13:20Z: x: got"))
    }

    @Test func `a store without the name has nothing of it, and others are not asked for`() {
        let questions = ReadBack.totals(["x": SeriesTotal(count: 2, sum: 0)], at: 0)
        #expect(questions[0].differences(["y": 2]).contains("got 0 series; want 2"))
        #expect(questions[1].differences([:]) == "", "the sum of nothing is 0, and the number says the rest")
    }

    @Test func `what is no number may be missing, and has no sum`() {
        let totals = ["x": SeriesTotal(count: 2, notNumbers: 1, sum: .nan), "y": SeriesTotal(count: 1, sum: .infinity)]
        let questions = ReadBack.totals(totals, at: 0)
        for (count, isRight) in [(0.0, false), (1, true), (2, true), (3, false)] {
            #expect(questions[0].differences(["x": count, "y": 1]).isEmpty == isRight)
        }
        #expect(questions[1].differences(["y": .infinity]) == "")
        #expect(questions[1].differences(["y": 1]).contains("want inf"))
    }

    @Test func `samples that are there twice are told, and are no matter of time`() throws {
        let question = try #require(ReadBack.samples(["x": 10...12], 0...60_000).first)
        for (got, isRight) in [(9.0, false), (10, true), (12, true), (24, false)] {
            #expect(question.differences(["": got]).isEmpty == isRight)
            #expect(question.hasMore(["": got]) == (got == 24))
        }
        #expect(question.differences(["": 24]).contains("keeps both (VictoriaMetrics"))
        #expect(!question.differences(["": 9]).contains("keeps both"))
        #expect(question.differences([:]).contains("got 0 samples up to 1970-01-01T00:01:00Z; want 12"))
    }

    private func family(_ values: [Double], hides second: Bool = false) -> [Snapshot.Family] {
        let series = values.enumerated().filter { !second || $0.offset == 0 }.map { index, value in
            Snapshot.Series(["\(index)"], values: [value])
        }
        return [Snapshot.Family(name: "x", help: "", type: .gauge, labelNames: ["l"], series: series)]
    }

    @Test func `samples are counted over all epochs, without the ends of series`() {
        var (levels, tally) = (Levels(extra: []), SampleTally())
        var epoch = Epoch(series: 2, step: 60_000, most: 10)
        for (step, values) in [[1.0], [2, .nan], [3, 4]].enumerated() {
            levels.update(family(values, hides: step == 2))
            epoch.append(levels.bits, at: Int64(step + 1) * 60_000)
        }
        tally.add(epoch)
        #expect(tally.byName(levels) == ["x": 3...4])
        tally.add(epoch)
        #expect(tally.byName(levels) == ["x": 6...8])
        levels.update(family([1, .nan]))
        #expect(SeriesTotal.byName(levels, levels.bits)["x"]?.count == 2)
        #expect(SeriesTotal.byName(levels, levels.bits)["x"]?.notNumbers == 1)
    }

    private static let day: Int64 = 86_400_000

    @Test(arguments: [(0, nil), (1, "2 days"), (364, "365 days")] as [(Int64, String?)])
    func `a receiver must keep what is older than a day`(_ days: Int64, _ words: String?) {
        let advice = RetentionAdvice(first: 0, now: days * Self.day + 1)
        #expect((advice.need == nil) == (words == nil) && (advice.fate == nil) == (words == nil))
        guard let words, let need = advice.need, let fate = advice.fate else { return }
        for text in [need, fate] {
            #expect(text.contains(words) && text.contains("--storage.tsdb.retention.time=\(days + 2)d"), "\(text)")
        }
        #expect(need.contains("1970-01-01T00:00:00Z, \(days) days ago"), "\(need)")
        #expect(need.contains("out_of_order_time_window: \(days + 2)d"), "\(need)")
        #expect(advice.cause.contains("retention") && advice.cause.contains("-retentionPeriod=\(days + 2)d"))
    }

    @Test func `samples of the future need no retention`() {
        let advice = RetentionAdvice(first: 2 * Self.day, now: 0)
        #expect(advice.need == nil && advice.cause.contains("--verify.url"))
    }

    @Test(
        arguments: [
            ("out of bounds", true), ("too old sample", true), ("err: out of order sample", true),
            ("err-mimir-sample-out-of-order", true), ("duplicate sample for timestamp", false), ("", false),
        ]) func `a refusal because of age is explained`(_ words: String, _ isAge: Bool)
    {
        #expect(RetentionAdvice.meaning(of: words).contains("out_of_order_time_window") == isAge)
    }
}
