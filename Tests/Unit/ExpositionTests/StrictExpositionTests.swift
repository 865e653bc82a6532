import TestSupport
import Testing

/// The strict reader finds each fault: what it accepts is worth something.
@Suite struct StrictExpositionTests {
    /// What the reader says to an OpenMetrics text; nil if nothing. `head` stands before, `# EOF` behind.
    private static func problem(_ head: String, _ lines: String, openMetrics: Bool = true) -> String? {
        let text = head + lines + (openMetrics ? "# EOF\n" : "")
        do throws(StrictExposition.Fault) {
            _ = try StrictExposition(Array(text.utf8), openMetrics: openMetrics)
            return nil
        } catch {
            return error.problem
        }
    }

    private static func head(_ type: String, _ name: String = "a") -> String {
        "# HELP \(name) A.\n# TYPE \(name) \(type)\n"
    }

    private static let acceptedCases: [(String, String)] = [
        ("gauge", "a 1\n"), ("gauge", "a{b=\"\"} NaN\na{b=\"c\"} -Inf\na{b=\"{# \\\"}\"} 1.5e-07\n"),
        ("counter", "a_total 0\n"), ("counter", "a_total{b=\"\\n\\\\\"} +Inf\na_created{b=\"\\n\\\\\"} 1.5\n"),
        ("info", "a_info{b=\"é\"} 1\n"),
        ("histogram", "a_bucket{le=\"1.0\"} 2\na_bucket{le=\"+Inf\"} 2\na_sum 0.5\na_count 2\na_created 9\n"),
        ("histogram", "a_bucket{le=\"-1.0\"} 2\na_bucket{le=\"+Inf\"} 2\n"),
    ]

    @Test(arguments: acceptedCases)
    func `what may be written is read`(_ type: String, _ lines: String) {
        #expect(Self.problem(Self.head(type), lines) == nil)
    }

    private static let gaugeCases: [(String, String)] = [
        // The frame.
        ("a 1\n\n", "an empty line"), ("\na 1\n", "an empty line"), ("a 1\n# EOF\n", "text behind # EOF"),
        ("a 1\n# EOFx\n", "a comment that is no HELP and no TYPE"),
        ("# FOO a x\na 1\n", "a comment that is no HELP and no TYPE"),
        ("#\na 1\n", "a comment that is no HELP and no TYPE"),
        ("# UNIT a s\na 1\n", "a comment that is no HELP and no TYPE"),
        // Metadata.
        ("# TYPE a gauge\na 1\n", "TYPE without its HELP before it"), ("a 1\n# HELP b B.\n# HELP b B.\n", "HELP twice"),
        ("a 1\n# HELP a A.\n# TYPE a gauge\na 2\n", "the family a again"), ("a 1\n# HELP b B.\n", "HELP without TYPE"),
        ("a 1\n# HELP b B.\nb 1\n", "a sample behind HELP"), ("a 1\n# HELP b \\x\n", "HELP with an odd escape"),
        ("a 1\n# HELP b \"\n", "HELP with an odd escape"), ("a 1\n# HELP b\n", "a comment that is no HELP and no TYPE"),
        ("a 1\n# HELP 0b B.\n", "the metric name 0b"), ("a 1\n# HELP b B.\n# TYPE b meh\n", "the type meh"),
        ("a 1\n# HELP b B.\n# TYPE b gauge \n", "the type gauge "),
        ("a 1\n# HELP b B.\n# TYPE b gauge\n", "b: no samples"), ("", "a: no samples"),
        // Names and values.
        ("b 1\n", "a: a sample of another family"), ("a.b 1\n", "the metric name a.b"),
        ("a_b 1\n", "a: the suffix \"_b\" of a sample"),
        (" a 1\n", "the metric name "), ("a\n", "no blank before the value"), ("a \n", "the value \"\""),
        ("a  1\n", "the value \" 1\""), ("a 1 \n", "the value \"1 \""), ("a\t1\n", "the metric name a\t1"),
        ("a 1 5\n", "the value \"1 5\""), ("a 1_0\n", "the value \"1_0\""), ("a 0x1\n", "the value \"0x1\""),
        ("a 0b1\n", "the value \"0b1\""), ("a nan\n", "the value \"nan\""), ("a Inf\n", "the value \"Inf\""),
        ("a 1e\n", "the value \"1e\""), ("a .5\n", "the value \".5\""), ("a 5.\n", "the value \"5.\""),
        ("a 1 # {b=\"c\"} 1\n", "the value \"1 # {b=\"c\"} 1\""),
        // Labels.
        ("a{} 1\n", "a label without ="), ("a{b} 1\n", "a label without ="),
        ("a{b=} 1\n", "a label value without quotes"),
        ("a{b=1} 1\n", "a label value without quotes"), ("a{b='1'} 1\n", "a label value without quotes"),
        ("a{b=\"1} 1\n", "a label value without end, or with an odd escape"),
        ("a{b=\"\\t\"} 1\n", "a label value without end, or with an odd escape"),
        ("a{1=\"1\"} 1\n", "the label name 1"), ("a{b-c=\"1\"} 1\n", "the label name b-c"),
        ("a{b:c=\"1\"} 1\n", "the label name b:c"),
        ("a{b=\"1\",b=\"2\"} 1\n", "the label b twice"), ("a{b=\"1\"c=\"2\"} 1\n", "no } behind the labels"),
        ("a{b=\"1\",,c=\"2\"} 1\n", "the label name ,c"), ("a{b=\"1\",} 1\n", "a label without ="),
        ("a{b=\"1\"}1\n", "no blank before the value"), ("a{le=\"1\"} 1\n", "a: le on a"),
        ("a 1\na 1\n", "a series twice"),
    ]

    @Test(arguments: gaugeCases)
    func `a gauge in which something is wrong`(_ lines: String, _ wanted: String) {
        #expect(Self.problem(Self.head("gauge"), lines) == wanted)
    }

    private static let counterCases: [(String, String, String)] = [
        ("counter", "a 1\n", "a: the suffix \"\" of a sample"), ("counter", "a_total NaN\n", "a: a counter of nan"),
        ("counter", "a_total -1\n", "a: a counter of -1.0"), ("counter", "a_created 1\n", "a: 0 totals"),
        ("counter", "a_total 1\na_created 0\n", "a: a time of creation that is none"),
        (
            "counter", "a_total{b=\"1\"} 1\na_total{b=\"2\"} 1\na_created{b=\"1\"} 1\n",
            "a: a metric's lines apart from each other"
        ),
        ("info", "a_info 2\n", "a: an info that is not 1"), ("info", "a 1\n", "a: the suffix \"\" of a sample"),
    ]

    @Test(arguments: counterCases)
    func `a counter or info in which something is wrong`(_ type: String, _ lines: String, _ wanted: String) {
        #expect(Self.problem(Self.head(type), lines) == wanted)
    }

    private static let whole = "a_bucket{le=\"+Inf\"} 2\n"

    private static let histogramCases: [(String, String)] = [
        ("a_sum 1\na_count 0\n", "no bucket of +Inf at the end"),
        ("a_bucket{le=\"1.0\"} 1\n", "no bucket of +Inf at the end"),
        ("a_bucket 1\n", "a bucket without le"), (whole, "no sum"), (whole + "a_sum 1\n", "a sum or a count alone"),
        (whole + "a_count 2\n", "a sum or a count alone"),
        (whole + "a_sum 1\na_count 1\n", "a count other than the last bucket's"),
        (whole + "a_sum -1\na_count 2\n", "a sum of -1.0"), (whole + "a_sum NaN\na_count 2\n", "a sum of nan"),
        ("a_sum 1\n" + whole + "a_count 2\n", "a bucket behind a sum"),
        ("a_bucket{le=\"2.0\"} 0\na_bucket{le=\"1.0\"} 0\n" + whole, "bounds that do not ascend"),
        ("a_bucket{le=\"1.0\"} 0\na_bucket{le=\"1\"} 0\n" + whole, "bounds that do not ascend"),
        ("a_bucket{le=\"1.0\"} 3\n" + whole, "counts that descend"),
        ("a_bucket{le=\"1.0\"} -1\n" + whole, "a bucket below 0"),
        ("a_bucket{le=\"+Inf\"} NaN\n", "a bucket below 0"),
        ("a_bucket{le=\"x\"} 1\n" + whole, "a bound that is no number"),
        ("a_bucket{le=\"-1.0\"} 0\n" + whole + "a_sum 1\na_count 2\n", "a sum beside a negative bound"),
        (whole + "a_sum{le=\"1\"} 1\na_count 2\n", "le on a_sum"), ("a 1\n" + whole, "the suffix \"\" of a sample"),
        (
            "a_bucket{b=\"1\",le=\"+Inf\"} 0\na_bucket{b=\"2\",le=\"+Inf\"} 0\na_sum{b=\"1\"} 0\n",
            "a metric's lines apart from each other"
        ),
    ]

    @Test(arguments: histogramCases)
    func `a histogram in which something is wrong`(_ lines: String, _ wanted: String) {
        #expect(Self.problem(Self.head("histogram"), lines) == "a: " + wanted)
    }

    @Test func `families that clash or interleave`() {
        let gauge = Self.head("gauge") + "a 1\n"
        #expect(Self.problem(gauge, gauge) == "the family a again")
        #expect(
            Self.problem(gauge, Self.head("counter", "b") + "b_total 1\na{c=\"1\"} 1\n")
                == "b: a sample of another family")
        #expect(
            Self.problem(
                Self.head("counter") + "a_total 1\na_created 1\n", Self.head("gauge", "a_created") + "a_created 1\n")
                == "two families have samples named a_created")
    }

    @Test func `text has no end, no info and no created, and its counters are named _total`() {
        #expect(Self.problem(Self.head("gauge"), "a 1\n", openMetrics: false) == nil)
        #expect(
            Self.problem(Self.head("gauge"), "a 1\n# EOF\n", openMetrics: false)
                == "a comment that is no HELP and no TYPE")
        #expect(Self.problem(Self.head("info"), "a_info 1\n", openMetrics: false) == "the type info")
        #expect(Self.problem(Self.head("counter"), "a 1\n", openMetrics: false) == "a: a counter without _total")
        let counter = Self.head("counter", "a_total") + "a_total 1\n"
        #expect(Self.problem(counter, "", openMetrics: false) == nil)
        #expect(Self.problem(counter, "a_created 1\n", openMetrics: false) == "a_total: a sample of another family")
        #expect(
            Self.problem(Self.head("counter", "a_total") + "a_total_total 1\n", "")
                == "a_total: _total in the family's name")
    }

    @Test(arguments: ["a 1\n", "# EOF", "a 1\n# EOF", "\u{FFFD}"])
    func `an exposition without an end is none`(_ text: String) {
        #expect(throws: StrictExposition.Fault.self) { try StrictExposition(Array(text.utf8), openMetrics: true) }
        #expect(throws: StrictExposition.Fault.self) { try StrictExposition([0xFF, 0x0A], openMetrics: false) }
    }
}
