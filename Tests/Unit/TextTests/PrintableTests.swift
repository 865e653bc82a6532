import Testing

@testable import Text

@Suite struct PrintableTests {
    @Test(arguments: [
        ("plain \"text\" \\ ~", "plain \"text\" \\ ~"), ("Zürich, 5 €, 日本", "Zürich, 5 €, 日本"), ("", ""),
        ("a\nb\r\nc\td", #"a\nb\r\nc\td"#), ("\u{1b}[31mred\u{0}\u{7f}", #"\x1b[31mred\x00\x7f"#),
        ("1\u{a0}234\u{202f}5", #"1\u{a0}234\u{202f}5"#), ("\u{feff}time", #"\u{feff}time"#),
        ("\u{202e}abc\u{2028}\u{85}", #"\u{202e}abc\u{2028}\x85"#),
    ]) func `characters that nobody sees are written as escapes`(_ text: String, _ wanted: String) {
        #expect(printable(text) == wanted)
    }
}
