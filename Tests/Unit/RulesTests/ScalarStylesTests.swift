import Foundation
import Rules
import TestSupport
import Testing

/// One expression in each style that YAML has, checked against parsers that are not ours.
@Suite struct ScalarStylesTests {
    /// Rules whose expression is, but for white space, the one of `expected` after scaling.
    static let styles = [
        "  - alert: A\n    expr: rate(x{a=\"[5m]\"}[10m]) > 3",
        "  - alert: A\n    expr: rate(x{a=\"[5m]\"}[10m]) > 3 # not [5m]",
        "  - alert: A\n    expr: rate(x{a=\"[5m]\"}[10m])\n      >\n\n      3",
        "  - alert: A\n    expr:\n      rate(x{a=\"[5m]\"}[10m])\n        > 3",
        "  - alert: A\n    expr:   # why\n\n      rate(x{a=\"[5m]\"}[10m]) > 3",
        "  - alert: A\n    expr: 'rate(x{a=\"[5m]\"}[10m]) > 3'",
        "  - alert: A\n    expr: 'rate(x{a=\"[5m]\"}\n\n      [10m])\n      > 3' # why",
        "  - alert: A\n    expr: \"rate(x{a=\\\"[5m]\\\"}[10m]) > 3\"",
        "  - alert: A\n    expr: \"rate(x{a=\\x22[5m]\\u0022}[\\x310\\U0000006d]) \\\n      >\\t\\n\\  3\"",
        "  - alert: A\n    expr: \"rate(x{a=\\\"[5m]\\\"}[1\\\n      0m]) > 3\"",
        "  - alert: A\n    expr: |\n      rate(x{a=\"[5m]\"}[10m])\n        > 3",
        "  - alert: A\n    expr: |-\n\n      # [5m]\n      rate(x{a=\"[5m]\"}[10m]) > 3\n\n",
        "  - alert: A\n    expr: |+ # keep\n      rate(x{a=\"[5m]\"}[10m]) > 3\n\n  # less indented",
        "  - alert: A\n    expr: |2\n        rate(x{a=\"[5m]\"}\n      [10m]) > 3",
        "  - alert: A\n    expr: |\n      rate(x{a=\"[5m]\"}\n      \t [10m]) > 3",
        "  - alert: A\n    expr: >\n      rate(x{a=\"[5m]\"}\n      [10m])\n\n      > 3",
        "  - alert: A\n    expr: >-\n      rate(x{a=\"[5m]\"}[10m])\n        # more indented [5m]\n      > 3",
        "  - alert: A\n    expr: >+1\n     rate(x{a=\"[5m]\"}[10m]) > 3\n",
        "  - alert: A\n    expr: !!str rate(x{a=\"[5m]\"}[10m]) > 3",
        "  - \"alert\": A\n    \"expr\" : rate(x{a=\"[5m]\"}[10m]) > 3",
        "  - alert: A\n    'expr': |\n     rate(x{a=\"[5m]\"}[10m]) > 3",
        "  -\n    alert: A\n    expr: rate(x{a=\"[5m]\"}[10m]) > 3",
        "  -   expr: rate(x{a=\"[5m]\"}[10m])\n        > 3\n      alert: A",
        "  - {alert: A, expr: 'rate(x{a=\"[5m]\"}[10m]) > 3'}",
        "  - {\"alert\":\"A\",\"expr\":\"rate(x{a=\\\"[5m]\\\"}[10m]) > 3\"}",
        "  - {\n    alert: A, # [5m]\n    expr: \"rate(x{a=\\\"[5m]\\\"}\n      [10m]) > 3\",\n    }",
        "  - {labels: {a: &a, b: *a}, alert: A, expr: 'rate(x{a=\"[5m]\"}[10m]) > 3'}",
        "  - &rule\n    alert: A\n    expr: rate(x{a=\"[5m]\"}[10m]) > 3",
    ]

    private static let file = "groups:\n- name: a\n  rules:\n" + styles.joined(separator: "\n") + "\n"

    @Test(arguments: styles)
    func `an expression is scaled in every style of scalar`(_ rule: String) throws {
        let text = try scaled("groups:\n- name: a\n  rules:\n" + rule + "\n")
        #expect(!text.contains("[10m]"))
        // Only escapes and joined lines may be gone; what surrounds the duration is as it was.
        let expected = rule.replacingOccurrences(of: "[10m]", with: "[10s]")
            .replacingOccurrences(of: "[\\x310\\U0000006d]", with: "[10s]")
            .replacingOccurrences(of: "[1\\\n      0m]", with: "[10s]")
        #expect(text == "groups:\n- name: a\n  rules:\n" + expected + "\n")
    }

    private static func run(_ arguments: [String]) -> (output: String, status: Int32) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        guard (try? process.run()) != nil else { return ("", -1) }  // reported as a status by the caller
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }

    @Test(.enabled(if: run(["python3", "-c", "import yaml"]).status == 0, "python3 with yaml is not installed"))
    func `a full yaml parser reads the scaled expression in every style`() throws {
        let script = """
            import re, sys, yaml
            for rule in yaml.safe_load(open(sys.argv[1], newline=""))["groups"][0]["rules"]:
                print(re.sub(r"(?m)^\\s*#.*$|\\s", "", rule["expr"]))
            """
        let path = TemporaryDirectory()
        let (output, status) = Self.run(["python3", "-c", script, path.write("rules.yml", try scaled(Self.file))])
        #expect(status == 0)
        #expect(
            output.split(separator: "\n") == Self.styles.map { _ in "rate(x{a=\"[5m]\"}[10s])>3" },
            "\(output)")
    }

    @Test(.enabled(if: run(["promtool", "--version"]).status == 0, "promtool is not installed"))
    func `promtool accepts what was scaled`() throws {
        let folder = TemporaryDirectory()
        let rules = Self.styles.enumerated().map { number, style in
            style.replacingOccurrences(of: "A", with: "A\(number)")
        }
        let group =
            "groups:\n- name: a\n  interval: 5m\n  rules:\n" + rules.joined(separator: "\n") + "\n"
            + "  - alert: last\n    for: 1h1s\n    expr: max_over_time(x[1w:7s] offset -1d) # at [1m]\n"
        let (output, status) = Self.run(["promtool", "check", "rules", folder.write("rules.yml", try scaled(group))])
        #expect(status == 0, "\(output)")
        #expect(output.contains("\(rules.count + 1) rules found"), "\(output)")
    }
}
