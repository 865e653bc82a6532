import Metrics
import Testing

@testable import Console

@Suite struct QueryTests {
    private struct Row {
        let name: String
        let kind: FamilyDescription.Kind
        var labels: [String] = []
        let query: String
    }

    private static let rows = [
        Row(name: "c_total", kind: .absoluteCounter, query: "sum(rate(c_total[5m]))"),
        Row(name: "c_total", kind: .counter, labels: ["a", "b"], query: "sum by (a, b) (rate(c_total[5m]))"),
        Row(
            name: "c_total", kind: .counter, labels: ["a", "Inf"],
            query: "sum without (instance, job) (rate(c_total[5m]))"),
        Row(name: "g", kind: .gauge(.last), labels: ["on"], query: "g"),
        Row(name: "on", kind: .gauge(.last), query: "{__name__=\"on\"}"),
        Row(name: "NaN", kind: .gauge(.last), query: "{__name__=\"NaN\"}"),
        Row(name: "offset", kind: .gauge(.last), query: "offset"),
        Row(name: "shop_info", kind: .info, labels: ["a"], query: "shop_info"),
        Row(
            name: "h", kind: .histogram(bounds: [1]), labels: ["a"],
            query: "histogram_quantile(0.95, sum by (le) (rate(h_bucket[5m])))"),
    ]

    @Test(arguments: rows) private func `PromQL reads what is copied, whatever the names are`(_ row: Row) throws {
        let name = try #require(MetricName(row.name))
        let family = FamilyDescription(
            name: name, help: "F.", kind: row.kind, labels: row.labels, maximumSeries: 1)
        #expect(query(of: family) == row.query)
    }
}
