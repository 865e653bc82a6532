import Rules
import TestSupport
import Testing

/// Scales at 60 with a scrape each second.
func scaled(_ text: String, speed: Double = 60) throws(RulesError) -> String {
    try scaleRules([text], files: ["rules.yml"], speed: speed, scrapeInterval: .seconds(1)).texts[0]
}

@Suite struct ScaleRulesTests {
    @Test func `a rule file is scaled and all else stays byte for byte`() throws {
        let text = """
            # Rules in event time: [10m], for: 5m.
            groups:
              - name: bank   # every 5m
                interval: 1m # event minute
                query_offset: 30s
                limit: 10
                rules:
                  - record: job:denied:ratio_rate10m
                    expr: sum(rate(denied_total[10m])) / sum(rate(all_total[10m])) # [10m]
                    labels: {for: 5m, interval: 1h}
                  - alert: TooManyDenied
                    expr: |
                      # over [10m]
                      increase(bank_transactions_total{status="denied"}[10m])
                        > 3 * increase(bank_transactions_total{status="denied"}[10m] offset 1d)
                    for: 5m
                    keep_firing_for: 1h30m
                    labels:
                      for: 5m
                      expr: x[5m]
                      interval: 1h
                    annotations:
                      summary: 'Denied over [10m]: for: 5m'
                      description: |
                        for: 5m
                        expr: rate(x[5m])
            """
        let expected = """
            # Rules in event time: [10m], for: 5m.
            groups:
              - name: bank   # every 5m
                interval: 1s # event minute
                query_offset: 500ms
                limit: 10
                rules:
                  - record: job:denied:ratio_rate10m
                    expr: sum(rate(denied_total[10s])) / sum(rate(all_total[10s])) # [10m]
                    labels: {for: 5m, interval: 1h}
                  - alert: TooManyDenied
                    expr: |
                      # over [10m]
                      increase(bank_transactions_total{status="denied"}[10s])
                        > 3 * increase(bank_transactions_total{status="denied"}[10s] offset 24m)
                    for: 5s
                    keep_firing_for: 1m30s
                    labels:
                      for: 5m
                      expr: x[5m]
                      interval: 1h
                    annotations:
                      summary: 'Denied over [10m]: for: 5m'
                      description: |
                        for: 5m
                        expr: rate(x[5m])
            """
        #expect(try scaled(text) == expected)
        #expect(try scaled(text + "\n") == expected + "\n")
        let windows = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        let expectedWindows = expected.split(separator: "\n", omittingEmptySubsequences: false).joined(
            separator: "\r\n")
        #expect(try Array(scaled(windows).utf8) == Array(expectedWindows.utf8))
        #expect(try scaled("\u{FEFF}" + text) == "\u{FEFF}" + expected)
        #expect(try scaled(text, speed: 1) == text)
    }

    @Test(arguments: [
        ("5m", 60, "5s"), ("1h", 60, "1m"), ("90s", 60, "1s500ms"), ("100ms", 60, "2ms"), ("10ms", 60, "1ms"),
        ("1d", 60, "24m"), ("1w", 7, "1d"), ("1y", 1, "1y"), ("365d", 1, "365d"), ("7d", 2, "3d12h"),
        ("5m", 0.5, "10m"), ("1m", 7, "8s571ms"), ("0s", 60, "0s"), ("0", 60, "0"), ("5m", 1e300, "1ms"),
        ("\"5m\"", 60, "\"5s\""), ("'5m'", 60, "'5s'"), ("!!str 5m", 60, "!!str 5s"), ("5m   # why", 60, "5s   # why"),
        ("", 60, ""), ("~", 60, "~"), ("|\n          5m", 60, "|\n          5s"),
        ("\n          5m", 60, "\n          5s"),
    ])
    func `a duration is divided by the speed`(_ text: String, _ speed: Double, _ expected: String) throws {
        func file(_ time: String) -> String {
            "groups:\n- name: a\n  rules:\n  - alert: A\n    for: \(time)\n    expr: x\n"
        }
        #expect(try scaled(file(text), speed: speed) == file(expected))
    }

    @Test func `an alertmanager configuration is scaled along its routes`() throws {
        let text = """
            global:
              resolve_timeout: 5m
            route:
              group_by: [alertname, group_wait]
              group_wait: 30s
              group_interval: 5m
              repeat_interval: 4h
              routes:
                - matchers: [severity="page"]
                  group_wait: 10s
                  routes:
                  - {receiver: x, repeat_interval: 1h}
            receivers:
              - name: x
                webhook_configs:
                  - {url: "http://localhost/", group_wait: 30s}
            """
        let expected = """
            global:
              resolve_timeout: 5m
            route:
              group_by: [alertname, group_wait]
              group_wait: 500ms
              group_interval: 5s
              repeat_interval: 4m
              routes:
                - matchers: [severity="page"]
                  group_wait: 167ms
                  routes:
                  - {receiver: x, repeat_interval: 1m}
            receivers:
              - name: x
                webhook_configs:
                  - {url: "http://localhost/", group_wait: 30s}
            """
        #expect(try scaled(text) == expected)
    }

    @Test func `a file of several documents is scaled in each`() throws {
        let group = "groups:\n- interval: 1m\n"
        let scaledGroup = "groups:\n- interval: 1s\n"
        #expect(
            try scaled("%YAML 1.2\n---\n\(group)...\n--- # next\n\(group)---\n\(group)")
                == "%YAML 1.2\n---\n\(scaledGroup)...\n--- # next\n\(scaledGroup)---\n\(scaledGroup)")
    }

    @Test func `every prefix of a file is read without a trap`() {
        let whole =
            "groups: [{rules: [{for: 5m, 'expr': \"x[\\x31h\\\n   0m]\"}]}]\n---\n- &a !t {b: *c}\n- |2-\n    x\n"
        for end in whole.utf8.indices { _ = try? scaled(String(whole[..<end])) }  // most prefixes are refused
        #expect(throws: Never.self) { try scaled(whole) }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a damaged file is scaled or refused without a trap`(seed: UInt64) {
        let whole = Array(("groups:\n- rules:\n" + ScalarStylesTests.styles.joined(separator: "\n")).utf8)
        let marks = Array("\n \t\r'\"`\\:-?#&*!|>{}[],%5mo\u{0}".utf8)
        var generator = SeededGenerator(seed: seed)
        var readable = 0
        for _ in 0..<300 {
            var damaged = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                damaged[Int.random(in: damaged.indices, using: &generator)] = marks.randomElement(using: &generator)!
            }
            if (try? scaled(String(decoding: damaged, as: UTF8.self))) != nil { readable += 1 }  // many are refused
        }
        #expect(readable > 30, "seed \(seed)")
    }
}
