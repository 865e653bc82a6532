import Rules
import Testing

@Suite struct ScaleRulesFindingsTests {
    private func file(_ rule: String) -> String { "groups:\n- name: a\n  rules:\n  - alert: A\n    \(rule)\n" }

    private func message(_ text: String, speed: Double = 60, interval: Duration = .seconds(1)) -> String? {
        do throws(RulesError) {
            _ = try scaleRules([text], files: ["a/rules.yml"], speed: speed, scrapeInterval: interval)
            return nil
        } catch {
            return error.description
        }
    }

    private func warnings(_ text: String) throws -> [String] {
        try scaleRules([text], files: ["a/rules.yml"], speed: 60, scrapeInterval: .seconds(1)).warnings
    }

    @Test(arguments: [
        (
            "expr: rate(x[2m])",
            "a/rules.yml:5: cannot scale the window [2m]: got 2s, fewer than 5 scrapes of 1s; "
                + "want at least [5m], a lower speed or a shorter scrape interval"
        ),
        (
            "expr: |\n      x >\n      rate(x[4m59s])",
            "a/rules.yml:7: cannot scale the window [4m59s]: got 4s983ms, fewer than 5 scrapes of 1s; "
                + "want at least [5m], a lower speed or a shorter scrape interval"
        ),
        (
            "expr: max_over_time(x[1m:10s])",
            "a/rules.yml:5: cannot scale the window [1m]: got 1s, fewer than 5 scrapes of 1s; "
                + "want at least [5m], a lower speed or a shorter scrape interval"
        ),
        ("expr: x[300]", "a/rules.yml:5: cannot scale a window: got \"300\"; want a duration such as 5m or 1h30m"),
        (
            "expr: x offset 300",
            "a/rules.yml:5: cannot scale an offset: got \"300\"; want a duration such as 5m or 1h30m"
        ),
        (
            "expr: x offset step()",
            "a/rules.yml:5: cannot scale an offset: got \"step()\"; want a duration such as 5m or 1h30m"
        ),
        ("expr: x[5m", "a/rules.yml:5: cannot read the expression: got a window without ]; want PromQL"),
        (
            "for: 5 minutes",
            "a/rules.yml:5: cannot scale for: got \"5 minutes\"; want a duration such as 5m or 1h30m"
        ),
        (
            "for: &wait 5m",
            "a/rules.yml:5: cannot scale for: got an anchor or an alias; want the value written out"
        ),
        (
            "for: *wait",
            "a/rules.yml:5: cannot scale for: got an anchor or an alias; want the value written out"
        ),
        ("<<: *rule", "a/rules.yml:5: cannot scale merged keys: got a merge key (<<); want the keys written out"),
        (
            "? for\n    : 5m",
            "a/rules.yml:5: cannot read the YAML: got an explicit key; "
                + "want scalars and brackets that are closed, and line feeds"
        ),
        (
            "expr: \"x",
            "a/rules.yml:5: cannot read the YAML: got a quoted scalar without its closing quote; "
                + "want scalars and brackets that are closed, and line feeds"
        ),
        (
            "labels: {a: b",
            "a/rules.yml:5: cannot read the YAML: got a bracket that is not closed; "
                + "want scalars and brackets that are closed, and line feeds"
        ),
        (
            "labels: {a: b]}",
            "a/rules.yml:5: cannot read the YAML: got a bracket out of place; "
                + "want scalars and brackets that are closed, and line feeds"
        ),
    ])
    func `what cannot be scaled is refused with its place`(_ rule: String, _ expected: String) {
        #expect(message(file(rule)) == expected)
    }

    @Test(
        arguments: [
            (0, "got 0.0"), (-1, "got -1.0"), (.infinity, "got inf"), (.nan, "got nan"),
        ] as [(Double, String)])
    func `a speed that divides nothing is refused`(_ speed: Double, _ got: String) {
        #expect(
            message("groups: []", speed: speed)
                == "a/rules.yml: cannot scale for the replay speed: \(got); want a finite number above 0")
    }

    @Test func `a slow speed may not make a duration too long`() {
        #expect(
            message(file("for: 1y"), speed: 0.001)
                == "a/rules.yml:5: cannot scale for: got \"1y\", over 292y when scaled; want a shorter one")
        #expect(message(file("for: 1y"), speed: 0.01) == nil)
    }

    @Test func `other files are refused`() {
        #expect(
            message("scrape_configs: []\n")
                == "a/rules.yml: cannot find anything to scale: got no groups and no route at the top level; "
                + "want a Prometheus rule file or an Alertmanager configuration")
        #expect(message("groups: []\n", interval: .zero)?.hasSuffix("want at least 1ms") == true)
        #expect(message("groups:\r  - interval: 1m\r")?.contains("a lone carriage return") == true)
    }

    @Test func `extreme speeds and intervals are refused without a trap`() {
        #expect(message(file("expr: x[5m]"), speed: .greatestFiniteMagnitude) != nil)
        #expect(message(file("expr: x[5m]"), interval: .seconds(Int64.max)) != nil)
        #expect(message(file("expr: x[5m]"), speed: .leastNonzeroMagnitude) != nil)
    }

    @Test func `all faults are told in the order of the file`() {
        let text = file("for: x\n    expr: x[1m] + y[2m]\n    <<: *a\n    keep_firing_for: y")
        let lines = (message(text) ?? "").split(separator: "\n").map { $0.prefix(29) }
        #expect(
            lines == [
                "a/rules.yml:5: cannot scale f", "a/rules.yml:6: cannot scale t", "a/rules.yml:6: cannot scale t",
                "a/rules.yml:7: cannot scale m", "a/rules.yml:8: cannot scale k",
            ])
    }

    @Test func `a window of five scrapes passes and of ten is calm`() throws {
        #expect(message(file("expr: x[299s]")) != nil)
        #expect(
            try warnings(file("expr: x[5m]")) == [
                "a/rules.yml:5: the window [5m] becomes 5s, fewer than 10 scrapes of 1s, and will be noisy; "
                    + "use [10m] or more"
            ])
        #expect(try warnings(file("expr: x[599s]")).count == 1)
        #expect(try warnings(file("expr: x[600s]")) == [])
        #expect(try warnings(file("for: 1s\n    expr: x offset 1s")) == [])
    }

    @Test func `what depends on the wall clock is warned about by name`() throws {
        #expect(
            try warnings(file("expr: |\n      time() - x > 5m\n        or predict_linear(x[1h], 60)")) == [
                "a/rules.yml:6: time() reads the wall clock and cannot be scaled; "
                    + "compare metrics of the event clock instead",
                "a/rules.yml:6: the number 5m is not scaled; only windows, steps and offsets are",
                "a/rules.yml:7: predict_linear() takes a number of seconds, which is not scaled",
            ])
    }
}
