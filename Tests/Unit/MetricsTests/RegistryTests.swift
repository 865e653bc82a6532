import TestSupport
import Testing

@testable import Metrics

@Suite struct RegistryTests {
    private func description(_ name: String, _ kind: FamilyDescription.Kind) throws -> FamilyDescription {
        FamilyDescription(
            name: try #require(MetricName(name)), help: "X.", kind: kind, labels: ["k"], maximumSeries: 10)
    }

    @Test func `all families expire, begin a pass and are copied together`() throws {
        var registry = Registry([
            try description("a_total", .counter), try description("b", .gauge(.last)),
            try description("c", .gauge(.last)),
        ])
        for index in 0..<3 { registry.families[index].admit([[0x61]], created: 5) }
        registry.families[0].add([2], to: [0])
        registry.families[1].set([3], in: [0], at: [10], until: [19])
        registry.families[2].set([4], in: [0], at: [10], until: [29])
        #expect(registry.snapshot().map(\.values) == [[2], [3], [4]])
        registry.advance(to: 20)
        #expect(registry.snapshot().map(\.values) == [[2], [], [4]])
        #expect(registry.families.map(\.shownCount) == [1, 0, 1])
        registry.beginPass()
        #expect(registry.snapshot().map(\.values) == [[2], [], []])
    }
}

@Suite struct LabelNameReasonTests {
    @Test(
        arguments: [
            ("status", .histogram, nil), ("Status_2", .gauge, nil),
            ("2nd", .gauge, "a label name is made of letters, digits and _, and begins with no digit"),
            ("a:b", .gauge, "a label name is made of letters, digits and _, and begins with no digit"),
            ("__name__", .gauge, "names that begin with __ belong to Prometheus"),
            ("job", .counter, "Prometheus sets job itself when it scrapes"),
            ("instance", .info, "Prometheus sets instance itself when it scrapes"),
            ("le", .histogram, "le belongs to the buckets of a histogram"),
            ("le", .gauge, "le belongs to the buckets of histograms"),
            ("quantile", .gauge, "quantile belongs to summaries"),
        ] as [(String, MetricType, String?)])
    func `labels that Prometheus keeps for itself are refused`(_ label: String, _ type: MetricType, _ reason: String?) {
        #expect(reasonAgainst(label: label, of: type) == reason)
    }
}
