import Metrics
import Testing

@Suite struct EarlyZerosTests {
    private func family(_ values: [[Double]], _ type: MetricType = .counter) -> Snapshot.Family {
        Snapshot.Family(
            name: "x", help: "X.", type: type, labelNames: ["k"], bounds: type == .histogram ? [1] : [],
            series: values.indices.map { Snapshot.Series(["\($0)"], values: values[$0]) })
    }

    private func hidden(_ values: [[Double]], _ next: [[Double]]?, _ type: MetricType = .counter) -> [Int] {
        let shown = family(values, type).withoutEarlyZeros(before: next.map { family($0, type) })
        return (0..<shown.count).filter { !shown.isShown($0) }
    }

    @Test func `a zero is shown if the next value is none`() {
        #expect(hidden([[0], [0], [3]], [[0], [1], [3]]) == [0])
        #expect(hidden([[0], [3]], nil) == [0])
        #expect(hidden([[1], [3]], [[1], [4]]).isEmpty)
    }

    @Test func `a histogram counts from its first observation, also with a sum of 0`() {
        // The buckets up to 1 and +Inf, and the sum.
        #expect(hidden([[0, 0, 0], [0, 1, 0]], [[0, 0, 0], [0, 1, 0]], .histogram) == [0])
        #expect(hidden([[0, 0, 0]], [[0, 1, 0]], .histogram).isEmpty)
    }

    @Test func `series that nobody expected leave all as it is`() {
        #expect(hidden([[0]], [[0], [1]]).isEmpty)
    }
}
