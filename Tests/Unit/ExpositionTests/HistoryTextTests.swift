import Metrics
import TestSupport
import Testing

@testable import Exposition

@Suite struct HistoryTextTests {
    private let families: [Snapshot.Family] = {
        let gauge = Snapshot.Family(
            name: "y", help: "Y.", type: .gauge, labelNames: ["k"],
            series: [.init(["a\"b\n"], values: [1.5]), .init(["c"], values: [2])], owner: SeriesKeys.Owner())
        return [
            gauge.replacing([1.5, 2], hidden: [false, true]),
            Snapshot.Family(
                name: "x_total", help: "X.", type: .counter, series: [.init(values: [3], startTime: 9)],
                owner: SeriesKeys.Owner()),
            Snapshot.Family(
                name: "h", help: "H.", type: .histogram, bounds: [-1, 0.5],
                series: [.init(values: [1, 2, 3, 4.25], startTime: 9)], owner: SeriesKeys.Owner()),
        ]
    }()

    private func text(_ extra: [(name: String, value: String)], at times: [Int64]) -> String {
        var (writer, bytes): (HistoryText, [UInt8]) = (HistoryText(extra: extra), [])
        writer.appendHeaders(families, to: &bytes)
        for time in times { #expect(writer.append(families, at: time, to: &bytes) == 7) }
        return String(decoding: bytes + HistoryText.end, as: UTF8.self)
    }

    @Test func `a text has each header once, then the samples of each instant with its time, then its end`() {
        let samples = { (time: String) in
            """
            h_bucket{le="-1.0",job="j\\\\"} 1 \(time)
            h_bucket{le="0.5",job="j\\\\"} 2 \(time)
            h_bucket{le="+Inf",job="j\\\\"} 3 \(time)
            h_sum{job="j\\\\"} 4.25 \(time)
            h_count{job="j\\\\"} 3 \(time)
            x_total{job="j\\\\"} 3 \(time)
            y{k="a\\"b\\n",job="j\\\\"} 1.5 \(time)

            """
        }
        let headers = """
            # HELP h H.
            # TYPE h histogram
            # HELP x X.
            # TYPE x counter
            # HELP y Y.
            # TYPE y gauge

            """
        #expect(
            text([(name: "job", value: "j\\"), (name: "none", value: "")], at: [60_000, 60_007, 60_050, -1500])
                == headers + samples("60") + samples("60.007") + samples("60.050") + samples("-1.500") + "# EOF\n")
    }

    @Test func `without labels of its own a text has those of the mapping alone`() {
        #expect(text([], at: [0]).contains("\nx_total 3 0\n"))
    }

    @Test func `a family that gains series has lines for them`() {
        let owner = SeriesKeys.Owner()
        var (writer, bytes): (HistoryText, [UInt8]) = (HistoryText(extra: []), [])
        for count in 1...3 {
            let series = ["b", "c", "a"].prefix(count).map { Snapshot.Series([$0], values: [1]) }
            let family = Snapshot.Family(
                name: "y", help: "Y.", type: .gauge, labelNames: ["k"], series: series, owner: owner)
            #expect(writer.append([family], at: 0, to: &bytes) == count)
        }
        #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("y{k=\"a\"} 1 0\ny{k=\"b\"} 1 0\ny{k=\"c\"} 1 0\n"))
    }

    @Test func `a series that is not shown any more has no line, and one that is shown again has`() {
        var (writer, bytes): (HistoryText, [UInt8]) = (HistoryText(extra: []), [])
        for hidden in [[true, true], [true, false], [false, false]] {
            #expect(
                writer.append([families[0].replacing([1, 2], hidden: hidden)], at: 0, to: &bytes)
                    == hidden.count { !$0 })
        }
        #expect(String(decoding: bytes, as: UTF8.self) == "y{k=\"c\"} 2 0\ny{k=\"a\\\"b\\n\"} 1 0\ny{k=\"c\"} 2 0\n")
    }
}
