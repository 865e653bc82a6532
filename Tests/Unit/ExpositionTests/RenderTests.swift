import Exposition
import Metrics
import Testing

@Suite struct RenderTests {
    struct Golden: CustomTestStringConvertible {
        let testDescription: String
        let families: [Snapshot.Family]
        let text: String
        let openMetrics: String
        var openMetricsCreated: String?
    }

    static let goldens = [
        Golden(
            testDescription: "nothing",
            families: [],
            text: "",
            openMetrics: "# EOF\n"),
        Golden(
            testDescription: "families without series are left out",
            families: [
                .init(name: "a", help: "A.", type: .gauge, series: []),
                .init(name: "b", help: "B.", type: .gauge, series: [.init(values: [2])]),
                .init(name: "c", help: "C.", type: .histogram, bounds: [1], series: []),
            ],
            text: "# HELP b B.\n# TYPE b gauge\nb 2\n",
            openMetrics: "# HELP b B.\n# TYPE b gauge\nb 2\n# EOF\n"),
        Golden(
            testDescription: "families are in the order of their names, series of their labels",
            families: [
                .init(
                    name: "b", help: "B.", type: .gauge, labelNames: ["status", "hour"],
                    series: [.init(["", "09"], values: [-.infinity]), .init(["a\"\\\n", "08"], values: [0.5])]),
                .init(name: "a_count", help: "A.", type: .gauge, series: [.init(values: [.nan])]),
                .init(name: "a_total", help: "A.", type: .gauge, series: [.init(values: [1])]),
            ],
            text: #"""
                # HELP a_count A.
                # TYPE a_count gauge
                a_count NaN
                # HELP a_total A.
                # TYPE a_total gauge
                a_total 1
                # HELP b B.
                # TYPE b gauge
                b{hour="08",status="a\"\\\n"} 0.5
                b{hour="09",status=""} -Inf

                """#,
            openMetrics: #"""
                # HELP a_count A.
                # TYPE a_count gauge
                a_count NaN
                # HELP a_total A.
                # TYPE a_total gauge
                a_total 1
                # HELP b B.
                # TYPE b gauge
                b{hour="08",status="a\"\\\n"} 0.5
                b{hour="09",status=""} -Inf
                # EOF

                """#),
        Golden(
            testDescription: "help is escaped",
            families: [
                .init(
                    name: "x", help: "A \\ \"b\"\nc\r\u{E9}\u{301}.", type: .gauge,
                    series: [.init(values: [1])])
            ],
            text: "# HELP x A \\\\ \"b\"\\nc\r\u{E9}\u{301}.\n# TYPE x gauge\nx 1\n",
            openMetrics: "# HELP x A \\\\ \\\"b\\\"\\nc\r\u{E9}\u{301}.\n# TYPE x gauge\nx 1\n# EOF\n"),
        Golden(
            testDescription: "a counter",
            families: [
                .init(
                    name: "bank_transactions_total", help: "T.", type: .counter, labelNames: ["status"],
                    series: [
                        .init(["approved"], values: [1027], startTime: 1_763_000_000.25),
                        .init(["denied"], values: [0], startTime: 0),
                        .init(["reversed"], values: [1.5], startTime: 1_763_000_001),
                    ])
            ],
            text: """
                # HELP bank_transactions_total T.
                # TYPE bank_transactions_total counter
                bank_transactions_total{status="approved"} 1027
                bank_transactions_total{status="denied"} 0
                bank_transactions_total{status="reversed"} 1.5

                """,
            openMetrics: """
                # HELP bank_transactions T.
                # TYPE bank_transactions counter
                bank_transactions_total{status="approved"} 1027
                bank_transactions_total{status="denied"} 0
                bank_transactions_total{status="reversed"} 1.5
                # EOF

                """,
            openMetricsCreated: """
                # HELP bank_transactions T.
                # TYPE bank_transactions counter
                bank_transactions_total{status="approved"} 1027
                bank_transactions_created{status="approved"} 1763000000.25
                bank_transactions_total{status="denied"} 0
                bank_transactions_total{status="reversed"} 1.5
                bank_transactions_created{status="reversed"} 1763000001
                # EOF

                """),
        Golden(
            testDescription: "an info",
            families: [
                .init(
                    name: "csv_exporter_build_info", help: "Build.", type: .info, labelNames: ["version"],
                    series: [.init(["1.0"], values: [1], startTime: 5)])
            ],
            text: """
                # HELP csv_exporter_build_info Build.
                # TYPE csv_exporter_build_info gauge
                csv_exporter_build_info{version="1.0"} 1

                """,
            openMetrics: """
                # HELP csv_exporter_build Build.
                # TYPE csv_exporter_build info
                csv_exporter_build_info{version="1.0"} 1
                # EOF

                """),
        Golden(
            testDescription: "a histogram",
            families: [
                .init(
                    name: "x_seconds", help: "X.", type: .histogram, labelNames: ["a"],
                    bounds: [0.1, 1, 2.5, 1_234_567],
                    series: [.init(["1"], values: [1, 3, 4, 5, 6, 1000.5], startTime: 7)]),
                .init(
                    name: "y_seconds", help: "Y.", type: .histogram, bounds: [0.1, 1, 2.5, 1_234_567],
                    series: [.init(values: [0, 0, 0, 0, 0, 0])]),
            ],
            text: """
                # HELP x_seconds X.
                # TYPE x_seconds histogram
                x_seconds_bucket{a="1",le="0.1"} 1
                x_seconds_bucket{a="1",le="1.0"} 3
                x_seconds_bucket{a="1",le="2.5"} 4
                x_seconds_bucket{a="1",le="1.234567e+06"} 5
                x_seconds_bucket{a="1",le="+Inf"} 6
                x_seconds_sum{a="1"} 1000.5
                x_seconds_count{a="1"} 6
                # HELP y_seconds Y.
                # TYPE y_seconds histogram
                y_seconds_bucket{le="0.1"} 0
                y_seconds_bucket{le="1.0"} 0
                y_seconds_bucket{le="2.5"} 0
                y_seconds_bucket{le="1.234567e+06"} 0
                y_seconds_bucket{le="+Inf"} 0
                y_seconds_sum 0
                y_seconds_count 0

                """,
            openMetrics: """
                # HELP x_seconds X.
                # TYPE x_seconds histogram
                x_seconds_bucket{a="1",le="0.1"} 1
                x_seconds_bucket{a="1",le="1.0"} 3
                x_seconds_bucket{a="1",le="2.5"} 4
                x_seconds_bucket{a="1",le="1.234567e+06"} 5
                x_seconds_bucket{a="1",le="+Inf"} 6
                x_seconds_sum{a="1"} 1000.5
                x_seconds_count{a="1"} 6
                # HELP y_seconds Y.
                # TYPE y_seconds histogram
                y_seconds_bucket{le="0.1"} 0
                y_seconds_bucket{le="1.0"} 0
                y_seconds_bucket{le="2.5"} 0
                y_seconds_bucket{le="1.234567e+06"} 0
                y_seconds_bucket{le="+Inf"} 0
                y_seconds_sum 0
                y_seconds_count 0
                # EOF

                """,
            openMetricsCreated: """
                # HELP x_seconds X.
                # TYPE x_seconds histogram
                x_seconds_bucket{a="1",le="0.1"} 1
                x_seconds_bucket{a="1",le="1.0"} 3
                x_seconds_bucket{a="1",le="2.5"} 4
                x_seconds_bucket{a="1",le="1.234567e+06"} 5
                x_seconds_bucket{a="1",le="+Inf"} 6
                x_seconds_sum{a="1"} 1000.5
                x_seconds_count{a="1"} 6
                x_seconds_created{a="1"} 7
                # HELP y_seconds Y.
                # TYPE y_seconds histogram
                y_seconds_bucket{le="0.1"} 0
                y_seconds_bucket{le="1.0"} 0
                y_seconds_bucket{le="2.5"} 0
                y_seconds_bucket{le="1.234567e+06"} 0
                y_seconds_bucket{le="+Inf"} 0
                y_seconds_sum 0
                y_seconds_count 0
                # EOF

                """),
        Golden(
            testDescription: "openmetrics has no sum over negative bounds",
            families: [
                .init(
                    name: "t", help: "T.", type: .histogram, bounds: [-5, 0],
                    series: [.init(values: [1, 2, 3, -4])])
            ],
            text: """
                # HELP t T.
                # TYPE t histogram
                t_bucket{le="-5.0"} 1
                t_bucket{le="0.0"} 2
                t_bucket{le="+Inf"} 3
                t_sum -4
                t_count 3

                """,
            openMetrics: """
                # HELP t T.
                # TYPE t histogram
                t_bucket{le="-5.0"} 1
                t_bucket{le="0.0"} 2
                t_bucket{le="+Inf"} 3
                # EOF

                """),
    ]

    @Test(arguments: goldens)
    func `each type has its lines in both formats`(_ golden: Golden) {
        let snapshot = Snapshot(golden.families)
        func rendered(_ format: ExpositionFormat, created: Bool) -> String {
            String(decoding: render(snapshot, format: format, includesCreated: created), as: UTF8.self)
        }
        #expect(rendered(.text, created: false) == golden.text)
        #expect(rendered(.text, created: true) == golden.text)
        #expect(rendered(.openMetrics, created: false) == golden.openMetrics)
        #expect(rendered(.openMetrics, created: true) == golden.openMetricsCreated ?? golden.openMetrics)
    }

    // The canonical numbers of OpenMetrics 1.0, and the spelling of Go's client beside them.
    @Test(
        arguments: [
            (0, "0.0"), (1, "1.0"), (-1, "-1.0"), (10, "10.0"), (0.005, "0.005"), (0.0001, "0.0001"), (1e-5, "1e-05"),
            (1e-10, "1e-10"), (100_000, "100000.0"), (999_999, "999999.0"), (999_999.5, "999999.5"), (1e6, "1e+06"),
            (2_500_000, "2.5e+06"), (-1e7, "-1e+07"), (1_234_567.5, "1.2345675e+06"), (1e10, "1e+10"), (1e15, "1e+15"),
            (1e16, "1e+16"), (1.5e300, "1.5e+300"),
        ] as [(Double, String)])
    func `a bound is spelled as a canonical number`(_ bound: Double, _ expected: String) {
        let family = Snapshot.Family(
            name: "x", help: "X.", type: .histogram, bounds: [bound], series: [.init(values: [0, 0, 0])])
        for format in [ExpositionFormat.text, .openMetrics] {
            let text = String(
                decoding: render(Snapshot([family]), format: format, includesCreated: false), as: UTF8.self)
            #expect(text.contains("x_bucket{le=\"\(expected)\"} 0\n"))
        }
    }

    @Test func `names without the suffix of their type get it in openmetrics`() {
        let snapshot = Snapshot([
            .init(name: "a", help: "A.", type: .counter, series: [.init(values: [1])]),
            .init(name: "b", help: "B.", type: .info, series: [.init(values: [1])]),
        ])
        #expect(
            String(decoding: render(snapshot, format: .openMetrics, includesCreated: false), as: UTF8.self)
                == "# HELP a A.\n# TYPE a counter\na_total 1\n# HELP b B.\n# TYPE b info\nb_info 1\n# EOF\n")
        #expect(
            String(decoding: render(snapshot, format: .text, includesCreated: false), as: UTF8.self)
                == "# HELP a A.\n# TYPE a counter\na 1\n# HELP b B.\n# TYPE b gauge\nb 1\n")
    }

    @Test(arguments: [
        ("plain", "plain"), ("a\"b", "a\\\"b"), ("a\\b", "a\\\\b"), ("a\nb", "a\\nb"), ("ü€", "ü€"), ("", ""),
        ("\\n", "\\\\n"), ("\r\t", "\r\t"),
    ])
    func `label values are escaped as both formats ask`(_ value: String, _ wanted: String) {
        let family = Snapshot.Family(
            name: "x", help: "X.", type: .gauge, labelNames: ["a"], series: [.init([value], values: [1])])
        for format in [ExpositionFormat.text, .openMetrics] {
            let text = String(
                decoding: render(Snapshot([family]), format: format, includesCreated: false), as: UTF8.self)
            #expect(text.contains("\nx{a=\"\(wanted)\"} 1\n"))
        }
    }
}
