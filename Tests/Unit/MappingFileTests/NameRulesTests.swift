import Metrics
import Testing

@testable import MappingFile

@Suite struct NameRulesTests {
    /// Families with common names, so that a parser may assign a sample to the wrong family.
    @Test(
        arguments: [
            ("x_total", .counter, "x_total", .counter), ("x_total", .counter, "x", .gauge),
            ("x_total", .counter, "x", .histogram), ("x_total", .counter, "x_created", .gauge),
            ("x_total", .counter, "x_info", .info), ("x", .histogram, "x_count", .gauge),
            ("x", .histogram, "x_sum", .gauge), ("x", .histogram, "x_bucket", .gauge),
            ("x", .histogram, "x_created", .gauge), ("x_info", .info, "x", .gauge),
        ] as [(String, MetricType, String, MetricType)])
    func `families of one name clash`(_ one: String, _ type: MetricType, _ other: String, _ otherType: MetricType)
        throws
    {
        let names = exposedNames(try #require(MetricName(one)), type)
        let others = exposedNames(try #require(MetricName(other)), otherType)
        #expect(!Set(names).isDisjoint(with: others))
    }

    @Test func `names that do not clash`() throws {
        let names = try [
            ("x_total", MetricType.counter), ("y", .gauge), ("y_max", .gauge), ("z", .histogram), ("x_sum", .gauge),
        ]
        .map { try exposedNames(#require(MetricName($0.0)), $0.1) }.joined()
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: ["x_total", "x"], [MetricType.counter, .gauge, .histogram, .info])
    func `every name that a scrape shows is among those that may clash`(_ name: String, _ type: MetricType) throws {
        let family = Snapshot.Family(name: name, help: "X.", type: type, bounds: [], series: [])
        let names = exposedNames(try #require(MetricName(name)), type)
        #expect(names.contains(family.baseName))
        for line in family.sampleLines { #expect(names.contains(family.baseName + line.suffix)) }
    }
}

@Suite struct LabelNameReasonTests {
    @Test(
        arguments: [
            ("status", .histogram, nil), ("Status_2", .gauge, nil),
            ("2nd", .gauge, "a label name has letters, digits and _, and no digit at the start"),
            ("a:b", .gauge, "a label name has letters, digits and _, and no digit at the start"),
            ("__name__", .gauge, "names that begin with __ belong to Prometheus"),
            ("job", .counter, "Prometheus sets job itself when it scrapes"),
            ("instance", .info, "Prometheus sets instance itself when it scrapes"),
            ("le", .histogram, "le belongs to the buckets of a histogram"),
            ("le", .gauge, "le belongs to the buckets of histograms"),
            ("quantile", .gauge, "quantile belongs to summaries"),
        ] as [(String, MetricType, String?)])
    func `labels that Prometheus reserves are refused`(_ label: String, _ type: MetricType, _ reason: String?) {
        #expect(reasonAgainst(label: label, of: type) == reason)
    }
}
