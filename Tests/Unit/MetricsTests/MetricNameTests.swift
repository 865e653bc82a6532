import Metrics
import Testing

@Suite struct MetricNameTests {
    @Test(arguments: [
        ("a", true), ("_9", true), ("a:b", false), ("9a", false), ("", false), ("ä", false), ("a-b", false),
    ])
    func `label names`(_ text: String, _ isName: Bool) { #expect(isLabelName(text) == isName) }

    @Test(arguments: [("a:b", true), ("9a", false), ("", false), ("a.b", false)])
    func `metric names`(_ text: String, _ isName: Bool) { #expect((MetricName(text) != nil) == isName) }
}
