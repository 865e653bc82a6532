import Testing
import YAML

@Suite struct AcceptedTests {
    @Test(arguments: [
        ("a: b", #"{"a": "b"}"#),
        ("a: b\n", #"{"a": "b"}"#),
        ("a: b\nc: d\n", #"{"a": "b", "c": "d"}"#),
        ("a:\n  b: c\n", #"{"a": {"b": "c"}}"#),
        ("a:\n  b: c\n\n  d: e\nf: g\n", #"{"a": {"b": "c", "d": "e"}, "f": "g"}"#),
        ("  a: b\n  c: d\n", #"{"a": "b", "c": "d"}"#),
        ("a :  b\n", #"{"a": "b"}"#),
        ("\"a b\": c\n'd: e' : f\n\"\": g\n", #"{"a b": "c", "d: e": "f", "": "g"}"#),
        ("\"<<\": a\n", #"{"<<": "a"}"#),
        ("a:\n  [b]\nc:\n  \"d\"\n", #"{"a": ["b"], "c": "d"}"#),
    ])
    func `block mappings`(text: String, tree: String) {
        #expect(reading(text) == tree)
    }

    @Test(arguments: [
        ("- a\n- b\n", #"["a", "b"]"#),
        ("-   a\n", #"["a"]"#),
        ("a:\n  - b\n  - c\n", #"{"a": ["b", "c"]}"#),
        ("a:\n- b\n- c\nd: e\n", #"{"a": ["b", "c"], "d": "e"}"#),
        ("- a: b\n  c: d\n- e: f\n", #"[{"a": "b", "c": "d"}, {"e": "f"}]"#),
        ("-   a: b\n    c: d\n", #"[{"a": "b", "c": "d"}]"#),
        ("- a:\n  - b\n  c: d\n", #"[{"a": ["b"], "c": "d"}]"#),
        ("- - a\n  - b\n- c\n", #"[["a", "b"], "c"]"#),
        ("- - - a\n", #"[[["a"]]]"#),
        ("-\n  a: b\n- # comment\n  - c\n", #"[{"a": "b"}, ["c"]]"#),
        ("- [a, b]\n- {c: d}\n- \"e\"\n", #"[["a", "b"], {"c": "d"}, "e"]"#),
        ("-a: -b\n", #"{"-a": "-b"}"#),
    ])
    func `block sequences`(text: String, tree: String) {
        #expect(reading(text) == tree)
    }

    @Test(arguments: [
        ("[]", "[]"),
        ("{}", "{}"),
        ("[a, b,]", #"["a", "b"]"#),
        ("{a: b, c: d , }", #"{"a": "b", "c": "d"}"#),
        ("[ a b ,c ]", #"["a b", "c"]"#),
        ("a: [[b], {c: [d]}, []]\n", #"{"a": [["b"], {"c": ["d"]}, []]}"#),
        ("a: {\"b c\" : d, 'e': \"f, g\"}\n", #"{"a": {"b c": "d", "e": "f, g"}}"#),
        ("[http://host:80/x, 08:15, -1, a#b]", #"["http://host:80/x", "08:15", "-1", "a#b"]"#),
        ("{08:15: a}", #"{"08:15": "a"}"#),
        ("[a \"b\", it's]", #"["a \"b\"", "it\'s"]"#),
    ])
    func `flow collections on one line`(text: String, tree: String) {
        #expect(reading(text) == tree)
    }

    @Test(arguments: [
        ("a: 00\nb: no\nc: ~\nd: 1.50\n", #"{"a": "00", "b": "no", "c": "~", "d": "1.50"}"#),
        ("a: b  c\t# d".replacing("\t", with: " "), #"{"a": "b  c"}"#),
        ("a: b#c\n", #"{"a": "b#c"}"#),
        ("a: b:c http://host/\n", #"{"a": "b:c http://host/"}"#),
        ("a: b [c], {d}?\n", #"{"a": "b [c], {d}?"}"#),
        ("a: say \"hi\"\n", #"{"a": "say \"hi\""}"#),
        ("a: -1\nb: --- c\n", #"{"a": "-1", "b": "--- c"}"#),
        ("Zürich: 🚲\u{A0}\n", "{\"Zürich\": \"🚲\u{A0}\"}"),
    ])
    func `plain scalars`(text: String, tree: String) {
        #expect(reading(text) == tree)
    }

    @Test(arguments: [
        ("''", ""),
        ("'it''s'", "it's"),
        ("''''", "'"),
        (#"'\n # [,'"#, #"\n # [,"#),
        (#""""#, ""),
        (#""a: b # c""#, "a: b # c"),
        (#""%H:%M""#, "%H:%M"),
        (#""\0\a\b\t\n\v\f\r\e""#, "\0\u{7}\u{8}\t\n\u{B}\u{C}\r\u{1B}"),
        (#""\ \"\/\\""#, " \"/\\"),
        (#""\N\_\L\P""#, "\u{85}\u{A0}\u{2028}\u{2029}"),
        (#""\x41\xe4\u20AC\U0001f6b2""#, "Aä€🚲"),
        ("\"a\tb\"", "a\tb"),
    ])
    func `quoted scalars`(text: String, value: String) throws {
        let node = try #require(try parse(Array("a: \(text) # comment\n".utf8)))
        guard case .mapping(let entries) = node.content, case .scalar(let read) = entries[0].value.content else {
            Issue.record("got \(spelling(node))")
            return
        }
        #expect(Array(read.unicodeScalars) == Array(value.unicodeScalars))
    }

    @Test(arguments: [
        ("", "nothing"),
        ("# a\n  # b\n\n", "nothing"),
        ("---", "nothing"),
        ("# a\n--- # b\n\nc: d\n", #"{"c": "d"}"#),
        ("\u{FEFF}a: b\n", #"{"a": "b"}"#),
        ("\u{FEFF}", "nothing"),
        ("a: b\r\nc:\r\n- d\r\n", #"{"a": "b", "c": ["d"]}"#),
        ("a: b # c\td\n#\te\n", #"{"a": "b"}"#),
        ("a:   # b\n# c\n      # d\n  e: f\n", #"{"a": {"e": "f"}}"#),
        ("a: b   \n   \nc: d\n", #"{"a": "b", "c": "d"}"#),
        ("---a: b\n...c: d\n", #"{"---a": "b", "...c": "d"}"#),
    ])
    func `what surrounds the document`(text: String, tree: String) {
        #expect(reading(text) == tree)
    }

    @Test func `nodes and keys know where they begin`() throws {
        let text = "\u{FEFF}---\r\nkéy:\r\n- \"x\"\r\n- {b: [c]}\r\n"
        let expected = Node(
            mark: Mark(line: 2, column: 1),
            content: .mapping([
                Entry(
                    key: "kéy", keyMark: Mark(line: 2, column: 1),
                    value: Node(
                        mark: Mark(line: 3, column: 1),
                        content: .sequence([
                            Node(mark: Mark(line: 3, column: 3), content: .scalar("x")),
                            Node(
                                mark: Mark(line: 4, column: 3),
                                content: .mapping([
                                    Entry(
                                        key: "b", keyMark: Mark(line: 4, column: 4),
                                        value: Node(
                                            mark: Mark(line: 4, column: 7),
                                            content: .sequence([
                                                Node(mark: Mark(line: 4, column: 8), content: .scalar("c"))
                                            ])))
                                ])),
                        ])))
            ]))
        #expect(try parse(Array(text.utf8)) == expected)
    }

    @Test func `columns count characters, not bytes`() {
        #expect(reading("é🚲: a: b\n").hasPrefix("1:6: "))
    }

    @Test func `marks are ordered by line, then column`() {
        #expect(Mark(line: 1, column: 9) < Mark(line: 2, column: 1))
        #expect(Mark(line: 2, column: 1) < Mark(line: 2, column: 2))
    }
}
