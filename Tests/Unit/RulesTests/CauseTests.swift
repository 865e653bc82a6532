import Rules
import Testing

@Suite struct CauseTests {
    private static let routes = "route:\n  receiver: x\nreceivers:\n- name: x\n"
    private static let entry =
        "{source_matchers: [alertname=\"Attack\"], target_matchers: [alertname=~\"Denied|Many\"], "
        + "equal: [job, instance]}"

    private func rules(_ explains: String, expr: String = "x") -> String {
        """
        groups:
        - name: a
          rules:
          - alert: Attack
            expr: \(expr)
            labels: {severity: critical, explains: \(explains)}
          - alert: Denied
            expr: y
          - alert: Many
            expr: z

        """
    }

    private func configuration(_ text: String, _ rules: String, speed: Double = 60) throws(RulesError) -> String {
        try scaleRules(
            [text, rules], files: ["am.yml", "r.yml"], speed: speed, scrapeInterval: .seconds(1), leavesOut: true
        ).texts[0]
    }

    private func message(_ text: String, _ rules: String) -> String? {
        do throws(RulesError) {
            return try scaleRules(
                [rules, text], files: ["r.yml", "am.yml"], speed: 60, scrapeInterval: .seconds(1)
            ).warnings.first
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        (routes, routes + "inhibit_rules:\n  - \(entry)\n"),
        (
            "route: {receiver: x}\nreceivers: [{name: x}]",
            "route: {receiver: x}\nreceivers: [{name: x}]\ninhibit_rules:\n  - \(entry)\n"
        ),
        (
            "inhibit_rules:   # mine\n# old\n    - equal: [a]\n      target_matchers: [b=c]\n" + routes,
            "inhibit_rules:   # mine\n# old\n    - \(entry)\n    - equal: [a]\n      target_matchers: [b=c]\n" + routes
        ),
        (routes + "inhibit_rules:\n- equal: [a]\n", routes + "inhibit_rules:\n- \(entry)\n- equal: [a]\n"),
        (routes + "inhibit_rules: []\n", routes + "inhibit_rules: [\(entry), ]\n"),
        (routes + "inhibit_rules: [{equal: [a]}]\n", routes + "inhibit_rules: [\(entry), {equal: [a]}]\n"),
    ])
    func `an alert with the label explains silences the others, beside the inhibit rules that are there`(
        _ text: String, _ wanted: String
    ) throws {
        #expect(try configuration(text, rules("\"Denied|Many\"")) == wanted)
        #expect(try configuration(text, rules("", expr: "x").replacing(", explains: ", with: "")) == text)
    }

    @Test func `a cause that is left out silences nothing`() throws {
        #expect(try configuration(Self.routes, rules("Denied|Many", expr: "x[10m]"), speed: 300) == Self.routes)
    }

    @Test(arguments: ["\"\"", "a b", "A|", "A|B|C|D|E|F|G", "&a Denied", "*a", "\"Den\\u0131ed\""])
    func `up to six names of alerts are wanted`(_ explains: String) throws {
        let found = try #require(message(Self.routes, rules(explains)))
        #expect(
            found.hasPrefix("r.yml:6: cannot use the label explains: got ") || found.contains("written out"), "\(found)"
        )
    }

    @Test func `a name of no alert is told`() {
        #expect(
            message(Self.routes, rules("Denied|Manny"))
                == "r.yml:6: the label explains names Manny, and there is no such alert")
        #expect(
            message(Self.routes, rules("Elsewhere"))
                == "r.yml:6: the label explains names Elsewhere, and there is no such alert")
        #expect(message(Self.routes, rules("Denied|Many")) == nil)
    }

    @Test func `an alert with a name that a matcher cannot contain is no cause`() {
        #expect(
            message(Self.routes, rules("Denied").replacing("Attack", with: "\"An attack\""))
                == "r.yml:6: cannot use the label explains: got \"An attack\"; want the names of one to six alerts, of "
                + "letters, digits and _, such as A|B")
    }

    @Test(arguments: [
        ("{route: {receiver: x}}\n", "am.yml: "), (routes + "inhibit_rules: ~\n", "am.yml:5: "),
        (routes + "inhibit_rules:\n", "am.yml:"), (routes + "...\n", "am.yml: "),
    ])
    func `a configuration without a place for them is refused`(_ text: String, _ place: String) throws {
        let found = try #require(message(text, rules("Denied")))
        #expect(found.hasPrefix(place) && found.contains("cannot add what causes silence"), "\(found)")
    }
}
