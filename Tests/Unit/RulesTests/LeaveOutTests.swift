import Rules
import Testing

/// Scales a file at 300 with a scrape each second, without the rules that do not hold.
private func kept(_ text: String, speed: Double = 300) throws(RulesError) -> (text: String, warnings: [String]) {
    let result = try scaleRules([text], files: ["r.yml"], speed: speed, scrapeInterval: .seconds(1), leavesOut: true)
    return (result.texts[0], result.warnings)
}

@Suite struct LeaveOutTests {
    @Test func `a rule whose window does not hold becomes a comment, and the lines keep their numbers`() throws {
        let text = """
            groups:
            - name: a
              interval: 1h
              rules:
              # First.
              - alert: Short
                expr: |
                  rate(x[10m]) > 1

                    and y[2h] > 0
                for: 5m

              # Second.
              - alert: Long
                expr: rate(x[2h]) > 1
                for: 5m
            - name: b
              rules:
                - {record: c:d:e, expr: 'max_over_time(x[1m:10s])'}

            """
        let result = try kept(text)
        #expect(
            result.text == """
                groups:
                - name: a
                  interval: 12s
                  rules:
                  # First.
                #  - alert: Short
                #    expr: |
                #      rate(x[10m]) > 1
                #
                #        and y[2h] > 0
                #    for: 5m

                  # Second.
                  - alert: Long
                    expr: rate(x[24s]) > 1
                    for: 1s
                - name: b
                  rules:
                #    - {record: c:d:e, expr: 'max_over_time(x[1m:10s])'}

                """)
        #expect(
            result.warnings == [
                "r.yml:6: left out: Short, which holds up to speed 120: [10m] becomes 2s, fewer than 5 scrapes",
                "r.yml:19: left out: c:d:e, which holds up to speed 12: [1m] becomes 200ms, fewer than 5 scrapes",
            ])
    }

    @Test func `what uses a recording that is left out is left out, across files and along chains`() throws {
        let texts = [
            "groups:\n- rules:\n  - record: a:b:c\n    expr: 2 * d:e:f\n  - record: g:h:i\n    expr: x\n",
            "groups:\n- rules:\n  - record: d:e:f\n    expr: rate(x[10m]) + y[15m]\n",
            "groups:\n- rules:\n  - alert: A\n    expr: g:h:i unless a:b:c > 1\n  - alert: B\n    expr: g:h:i\n",
        ]
        let result = try scaleRules(
            texts, files: ["a.yml", "b.yml", "c.yml"], speed: 300, scrapeInterval: .seconds(1), leavesOut: true)
        #expect(
            result.warnings == [
                "a.yml:3: left out: a:b:c, which holds up to speed 120: it uses d:e:f",
                "b.yml:3: left out: d:e:f, which holds up to speed 120: [10m] becomes 2s, fewer than 5 scrapes",
                "c.yml:3: left out: A, which holds up to speed 120: it uses a:b:c",
            ])
        #expect(
            result.texts == [
                "groups:\n- rules:\n#  - record: a:b:c\n#    expr: 2 * d:e:f\n  - record: g:h:i\n    expr: x\n",
                "groups:\n- rules:\n#  - record: d:e:f\n#    expr: rate(x[10m]) + y[15m]\n",
                "groups:\n- rules:\n#  - alert: A\n#    expr: g:h:i unless a:b:c > 1\n  - alert: B\n    expr: g:h:i\n",
            ])
        let names =
            "groups:\n- rules:\n  - record: a\n    expr: x[1m]\n  - alert: B\n    expr: x{a=\"a\"} > a(1) + 'a'\n"
        #expect(try kept(names).warnings.count == 1, "labels, functions and strings are no metrics")
    }

    @Test(
        arguments: [
            ("[10m]", 120, true), ("[10m]", 120.5, false), ("[2s]", 0.4, true), ("[2s]", 0.5, false),
            ("[10m]", .infinity, false), ("[100y]", .infinity, false),
        ] as [(String, Double, Bool)])
    func `the speed in the sentence is one at which the rule holds`(
        _ window: String, _ speed: Double, _ holds: Bool
    ) throws {
        let text = "groups:\n- rules:\n  - alert: A\n    expr: x\(window)\n"
        #expect(try kept(text, speed: speed).text.contains("#") != holds)
        #expect(try kept(text, speed: speed).warnings.contains { $0.contains("left out") } != holds)
    }

    @Test func `a speed of which the sentence tells hundredths is rounded down`() throws {
        let warnings = try kept("groups:\n- rules:\n  - alert: A\n    expr: x[2s]\n", speed: 1).warnings
        #expect(
            warnings == ["r.yml:3: left out: A, which holds up to speed 0.4: [2s] becomes 2s, fewer than 5 scrapes"])
    }

    @Test(arguments: [
        ("[{alert: A, expr: 'x[1m]'}, {alert: B, expr: y}]", "[ {alert: B, expr: y}]"),
        ("[{alert: B, expr: y}, {alert: A, expr: 'x[1m]'}]", "[{alert: B, expr: y}, ]"),
        ("[{alert: A, expr: 'x[1m]'} # c\n  ]", "[]"),
        ("[\n    {alert: A, expr: 'x[1m]'},\n    {alert: A, expr: 'x[1m]'},\n  ]", "[\n    \n    \n  ]"),
    ])
    func `a rule in brackets goes with its comma`(_ rules: String, _ left: String) throws {
        #expect(try kept("groups:\n- name: a\n  rules: \(rules)\n").text == "groups:\n- name: a\n  rules: \(left)\n")
    }

    @Test func `a rule at the end, of a file or of a document, is left out`() throws {
        #expect(
            try kept("groups:\n- rules:\n  - alert: A\n    expr: x[1m]\n    # end\n---\na: 1\n").text
                == "groups:\n- rules:\n#  - alert: A\n#    expr: x[1m]\n    # end\n---\na: 1\n")
        #expect(
            try kept("groups:\n- rules:\n  - expr: >-\n      x[1m]").text
                == "groups:\n- rules:\n#  - expr: >-\n#      x[1m]")
        #expect(
            try kept("groups:\n- rules:\n  -\n    expr: x[1m]\n").text
                == "groups:\n- rules:\n#  -\n#    expr: x[1m]\n")
    }

    @Test func `a rule with an anchor is not left out, because aliases may need it`() {
        let text = "groups:\n- rules:\n  - alert: A\n    expr: x[1m]\n    labels: &a {b: c}\n"
        let error = #expect(throws: RulesError.self) { try kept(text) }
        #expect(
            error?.description == "r.yml:5: cannot scale a rule that is left out: got an anchor or an alias; "
                + "want the value written out")
    }

    @Test func `a noisy window is told of rules that are kept only`() throws {
        let text = "groups:\n- rules:\n  - alert: A\n    expr: x[30m] + y[1m]\n  - alert: B\n    expr: x[30m]\n"
        let warnings = try kept(text).warnings
        #expect(
            warnings.count == 2 && warnings[0].contains("left out: A") && warnings[1].hasPrefix("r.yml:6: the wind"))
    }

    @Test func `a group is not evaluated more often than it is scraped`() throws {
        func group(_ interval: String) -> String { "groups:\n- name: a\n  interval: \(interval)\n  rules: []\n" }
        #expect(try kept(group("1m")).text == group("1s"))
        #expect(try kept(group("10m")).text == group("2s"))
        #expect(try kept(group("10m"), speed: .infinity).text == group("1s"))
        #expect(try kept(group("500ms"), speed: 1).text == group("500ms"))
        #expect(try kept("route:\n  group_interval: 1m\n").text == "route:\n  group_interval: 200ms\n")
    }
}
