import TestSupport
import Testing

@testable import Metrics

@Suite struct RegistryTests {
    private func description(_ name: String, _ kind: FamilyDescription.Kind) throws -> FamilyDescription {
        FamilyDescription(
            name: try #require(MetricName(name)), help: "X.", kind: kind, labels: ["k"], maximumSeries: 10)
    }

    private func shown(_ registry: inout Registry) -> [[Double]] {
        registry.snapshot().map { $0.shownSeries.flatMap(\.values) }
    }

    @Test func `all families expire, begin a pass and are copied together`() throws {
        var registry = Registry([
            try description("a_total", .counter), try description("b", .gauge(.last)),
            try description("c", .gauge(.last)),
        ])
        for index in 0..<3 { registry.families[index].admit([[0x61]], startTime: 5) }
        registry.families[0].add([2], to: [0])
        registry.families[1].set([3], in: [0], at: [10], until: [19])
        registry.families[2].set([4], in: [0], at: [10], until: [29])
        #expect(shown(&registry) == [[2], [3], [4]])
        registry.advance(to: 20)
        #expect(shown(&registry) == [[2], [], [4]])
        #expect(registry.families.map(\.shownCount) == [1, 0, 1])
        registry.beginPass()
        #expect(shown(&registry) == [[2], [], []])
    }
}
