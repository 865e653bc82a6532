import TestSupport
import Testing

@testable import Mapping

private func matches(_ pattern: String, _ text: String) -> Bool {
    let bytes = Array("*\(text)*".utf8)
    return TextPattern(pattern).matches(bytes.span, 1..<bytes.count - 1)
}

@Suite struct TextPatternTests {
    @Test(
        arguments: [
            ("a", "a", true), ("a", "b", false), ("a", "", false), ("", "", true), ("", "a", false),
            ("*", "", true), ("*", "a/b", true), ("a*", "a", true), ("a*", "ab", true), ("a*", "ba", false),
            ("*a", "ba", true), ("*a", "ab", false), ("a*c", "abbc", true), ("a*c", "abbcd", false),
            ("*a*b*", "xaxxbx", true), ("*a*b*", "xbxa", false), ("a*ab", "aaab", true), ("**", "x", true),
            ("/v1/read/*", "/v1/read/10001", true), ("/v1/read/*", "/v1/read", false), ("curl/?.?", "curl/8.1", true),
            ("curl/?.?", "curl/8.10", false), ("?", "ü", true), ("?", "", false), ("?*", "x", true),
            (#"\*"#, "*", true), (#"\*"#, "x", false), (#"\?x*"#, "?xy", true), (#"\?x*"#, "axy", false),
            (#"a\b"#, #"a\b"#, true), (#"a\\*"#, #"a\x"#, true), ("a?", "a?", true), ("[a]*", "[a]b", true),
            ("[a]", "a", false), ("a*", "a*", true),
        ] as [(String, String, Bool)])
    func `a star is any text, and a question mark is one character`(_ pattern: String, _ text: String, _ wanted: Bool) {
        #expect(matches(pattern, text) == wanted)
    }

    @Test func `every pattern agrees with a definition by recursion`() {
        for seed in 0..<4000 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            func draw(_ letters: [Character], _ most: Int) -> String {
                String(
                    (0..<Int.random(in: 0...most, using: &chance)).compactMap { _ in
                        letters.randomElement(using: &chance)
                    })
            }
            let (pattern, text) = (draw(["a", "b", "*", "?"], 6), draw(["a", "b"], 8))
            #expect(matches(pattern, text) == defined(pattern[...], text[...]), "\(pattern) and \(text)")
        }
    }
}

/// Whether the pattern matches, tried at every place.
private func defined(_ pattern: Substring, _ text: Substring) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
        return text.indices.contains { defined(pattern.dropFirst(), text[$0...]) }
            || defined(pattern.dropFirst(), "")
    }
    guard let letter = text.first, first == "?" || first == letter else { return false }
    return defined(pattern.dropFirst(), text.dropFirst())
}
