import Testing

@testable import Scaffold

@Suite struct YAMLTextTests {
    @Test(
        arguments: [
            ("Betrag", "Betrag"), ("Dauer ms", "Dauer ms"), ("yes", "\"yes\""), ("No", "\"No\""), ("null", "\"null\""),
            ("", "\"\""), ("a: b", "\"a: b\""), ("a #b", "\"a #b\""), ("-", "\"-\""), ("1", "\"1\""), ("~", "\"~\""),
            (" a", "\" a\""), ("a ", "\"a \""), ("a  b", "\"a  b\""), ("1e3", "\"1e3\""), ("%", "\"%\""),
            ("Straße", "\"Straße\""), ("a\"b\\c", "\"a\\\"b\\\\c\""), ("a\nb\tc", "\"a\\nb\\tc\""),
            ("\u{1B}[0m", "\"\\U0000001b[0m\""), ("a\u{A0}b", "\"a\\U000000a0b\""), ("\u{FEFF}", "\"\\U0000feff\""),
            ("\u{85}", "\"\\U00000085\""), ("[a]", "\"[a]\""), ("2024-01-01", "\"2024-01-01\""),
            ("a.b-c/d_e", "a.b-c/d_e"),
        ])
    func `a scalar is plain only if no parser takes it for something else`(text: String, wanted: String) {
        #expect(yamlScalar(text) == wanted)
    }

    @Test(
        arguments: [
            (24.93, "24.9"), (0.001234, "0.00123"), (18_204, "18200"), (0, "0"), (-2.5, "-2.5"), (1e-9, "1e-09"),
            (123_456_789, "123000000"), (999.6, "1000"),
        ])
    func `a rounded number has three digits that count`(number: Double, wanted: String) {
        #expect(roundedText(number) == wanted)
    }

    @Test func `a sentence is cut between words`() {
        #expect(wrapped("one two three", width: 7) == ["one two", "three"])
        #expect(wrapped("incomprehensibly long", width: 4) == ["incomprehensibly", "long"])
        #expect(wrapped("", width: 4) == [])
    }

    @Test func `a template takes its values once`() {
        #expect(filled("a @b@ @ c(@@) @d@", [("b", "@d@"), ("d", "2")]) == "a @d@ @ c(@@) 2")
    }

    @Test func `a name with the marks of a pattern is itself only`() {
        #expect(globEscaped("a[1]*.csv?") == "a[[]1][*].csv[?]")
    }
}
