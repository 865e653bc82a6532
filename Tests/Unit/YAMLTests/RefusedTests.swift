import Testing
import YAML

@Suite struct RefusedTests {
    @Test(arguments: [
        (
            "a: &b c",
            "1:4: cannot read a value: got \"&b c\", which starts an anchor; want no anchors; quote it if it is text"
        ),
        (
            "a: *.csv",
            "1:4: cannot read a value: got \"*.csv\", which starts an alias; want no aliases; quote it if it is text"
        ),
        ("a: !b c", "1:4: cannot read a value: got \"!b c\", which starts a tag; want no tags; quote it if it is text"),
        (
            "a: |\n  b",
            #"1:4: cannot read a value: got "|", which starts a text block; want no blocks; quote it if it is text"#
        ),
        (
            "- >5 # x",
            #"1:3: cannot read a value: got ">5", which starts a text block; want no blocks; quote it if it is text"#
        ),
        (
            "&a b: c",
            "1:1: cannot read a value: got \"&a b: c\", which starts an anchor; want no anchors; quote it if it is text"
        ),
        ("? a\n: b", "1:1: cannot read a key: got \"? \" (an explicit key); want \"key: value\""),
        ("{? a: b}", "1:2: cannot read a key: got \"? \" (an explicit key); want \"key: value\""),
        ("a:\n  <<: b", "2:3: cannot read a key: got \"<<\" (a merge key); want the merged entries written out"),
        ("[a]: b", "1:4: cannot read a key: got a sequence or mapping; want text"),
        ("a: b\n{c: d}: e", "2:1: cannot read a key: got a sequence or mapping; want text"),
        ("{[a]: b}", "1:2: cannot read a key: got a sequence or mapping; want text"),
        ("[[a]: b]", "1:5: cannot read a key: got a sequence or mapping; want text"),
        ("[a: b]", "1:2: cannot read a sequence: got the key \"a\" without braces; want {a: …}, or quotes around text"),
    ])
    func `parts of YAML that are left out`(text: String, sentence: String) {
        #expect(reading(text) == sentence)
    }

    @Test(arguments: [
        ("%YAML 1.2\n---\na: b", "1:1: cannot read YAML: got a directive (a line that starts with %); want none"),
        ("--- {a: b}", "1:5: cannot begin a document: got text on the line of \"---\"; want it on the next line"),
        ("---\n---\na: b", "2:1: cannot read YAML: got a second document; want one document in a file"),
        ("a: b\n---\n", "2:1: cannot read YAML: got a second document; want one document in a file"),
        ("a:\n---\n", "2:1: cannot read YAML: got a second document; want one document in a file"),
        (
            "a: b\n...\n",
            "2:1: cannot read YAML: got \"...\" (the end of a document); want the document to end with the file"
        ),
        ("a", "1:1: cannot read a document: got \"a\"; want \"key: value\" or \"- item\""),
        (
            "s:x",
            #"1:1: cannot read a document: got "s:x"; want "key: value" or "- item", with a blank after the colon"#
        ),
        (
            "[a]\n[b]",
            "2:1: cannot end a value: got \"[b]\" after it; want the end of the line, or a blank and a comment"
        ),
    ])
    func `more or less than one document`(text: String, sentence: String) {
        #expect(reading(text) == sentence)
    }

    @Test(arguments: [
        ("a: %H", "1:4: cannot read a value: got \"%H\"; want no \"%\" at its start; quote it"),
        ("a: @x # y", "1:4: cannot read a value: got \"@x\"; want no \"@\" at its start; quote it"),
        ("a: `x`", "1:4: cannot read a value: got \"`x`\"; want no \"`\" at its start; quote it"),
        ("a: :8081", "1:4: cannot read a value: got \":8081\"; want no \":\" at its start; quote it"),
        ("a: ?x", "1:4: cannot read a value: got \"?x\"; want no \"?\" at its start; quote it"),
        ("a: ,x", "1:4: cannot read a value: got \",x\"; want no \",\" at its start; quote it"),
        ("a: ]", "1:4: cannot read a value: got \"]\"; want no \"]\" at its start; quote it"),
        ("[-, a]", "1:2: cannot read a value: got \"-, a]\"; want no \"-\" at its start; quote it"),
        ("[a?b]", "1:3: cannot read a value: got \"?\" between brackets; want quotes around the value"),
        ("a: b: c", "1:5: cannot read a value: got a second colon on the line; want quotes, or a line for each key"),
        (
            "a: \"b\": c",
            "1:7: cannot read a value: got a second colon on the line; want quotes, or a line for each key"
        ),
        ("{a: b: c}", "1:6: cannot read a value: got a second colon on the line; want quotes, or a line for each key"),
        ("a: \"b\nc\"", "1:4: cannot read a value: got no closing \" on its line; want quoted text on one line"),
        ("a: 'b''", "1:4: cannot read a value: got no closing ' on its line; want quoted text on one line"),
        ("a: \"b\\", "1:4: cannot read a value: got no closing \" on its line; want quoted text on one line"),
        (
            #"a: "\d""#,
            #"1:5: cannot read a value: got the unknown escape \d; want \\ for a backslash, or single quotes"#
        ),
        (
            #"a: "\x4g""#,
            #"1:5: cannot read a value: got the unknown escape \x4; want \\ for a backslash, or single quotes"#
        ),
        (
            #"a: "\uD800""#,
            #"1:5: cannot read a value: got the escape \uD800, which is no character; want a Unicode scalar value"#
        ),
        (
            #"a: "\U00110000""#,
            #"1:5: cannot read a value: got the escape \U00110000, which is no character; want a Unicode scalar value"#
        ),
        (
            "a: b\n  c",
            "2:3: cannot continue a value: got a line indented deeper than its key or dash; want each value on one line"
        ),
        (
            "- a\n  b",
            "2:3: cannot continue a value: got a line indented deeper than its key or dash; want each value on one line"
        ),
        ("a:\n  b", "2:3: cannot read a value: got \"b\" on its own line; want it beside its key or dash, or quoted"),
        ("a:\n  b:c", "2:3: cannot read a value: got \"b:c\" on its own line; want a blank after the colon, or quotes"),
        (
            "a: \"b\" c # d",
            "1:8: cannot end a value: got \"c\" after it; want the end of the line, or a blank and a comment"
        ),
        ("a: [b]c", "1:7: cannot end a value: got \"c\" after it; want the end of the line, or a blank and a comment"),
        (
            "\"a\" b: c",
            "1:5: cannot end a value: got \"b: c\" after it; want the end of the line, or a blank and a comment"
        ),
        ("a: \"b\"#c", "1:7: cannot begin a comment: got no blank before \"#\"; want one"),
    ])
    func `scalars`(text: String, sentence: String) {
        #expect(reading(text) == sentence)
    }

    @Test(arguments: [
        ("a: b\n- c", "2:1: cannot read a mapping: got an item (\"- \"); want a key"),
        ("a: [b]\n  - c", "2:3: cannot read a mapping: got an item (\"- \"); want a key"),
        ("- [a]\n  b: c", "2:3: cannot read a sequence: got \"b: c\"; want an item (\"- \")"),
        (
            "[a]\n  b: c",
            "2:3: cannot end a value: got \"b: c\" after it; want the end of the line, or a blank and a comment"
        ),
        ("- a\nb: c", "2:1: cannot read a sequence: got \"b: c\"; want an item (\"- \")"),
        (
            "a: - b",
            #"1:4: cannot read a value: got an item ("- ") inside a line; want it on its own line, or quotes"#
        ),
        (
            "[- b]",
            #"1:2: cannot read a value: got an item ("- ") inside a line; want it on its own line, or quotes"#
        ),
        ("a: b\nc", "2:1: cannot read a key: got \"c\"; want \"key: value\""),
        ("a: b\nc:d", "2:1: cannot read a key: got \"c:d\"; want \"key: value\", with a blank after the colon"),
        ("{a, b: c}", "1:2: cannot read a key: got \"a\"; want \"key: value\""),
        ("{a:b}", "1:2: cannot read a key: got \"a:b\"; want \"key: value\", with a blank after the colon"),
        ("{\"a\":b}", "1:5: cannot read a value: got no blank after the colon of \"a\"; want one"),
        ("\"a\":b", "1:4: cannot read a value: got no blank after the colon of \"a\"; want one"),
        ("a:\n- b\n\"c\":d", "3:4: cannot read a value: got no blank after the colon of \"c\"; want one"),
        ("a:", "1:1: cannot read a value: got nothing for the key \"a\"; want a value, \"\" for empty text"),
        ("a:\nb: c", "1:1: cannot read a value: got nothing for the key \"a\"; want a value, \"\" for empty text"),
        ("- a: # b\n- c", "1:3: cannot read a value: got nothing for the key \"a\"; want a value, \"\" for empty text"),
        ("{a: , b: c}", "1:2: cannot read a value: got nothing for the key \"a\"; want a value, \"\" for empty text"),
        ("{a: b, c:}", "1:8: cannot read a value: got nothing for the key \"c\"; want a value, \"\" for empty text"),
        ("-\n- a", "1:1: cannot read an item: got nothing after its dash; want a value, \"\" for empty text"),
        ("[a,, b]", "1:4: cannot read a value: got a comma with nothing before it; want a value, \"\" for empty text"),
        ("{,}", "1:2: cannot read a value: got a comma with nothing before it; want a value, \"\" for empty text"),
        (
            "a: [b,\n  c]",
            "1:4: cannot read a value: got no end on its line for \"[\"; want the whole collection on one line"
        ),
        (
            "a: {b: c # d }",
            "1:4: cannot read a value: got no end on its line for \"{\"; want the whole collection on one line"
        ),
        ("a: {b:", "1:4: cannot read a value: got no end on its line for \"{\"; want the whole collection on one line"),
        ("a: [{b", "1:5: cannot read a value: got no end on its line for \"{\"; want the whole collection on one line"),
        ("[a}", "1:3: cannot end a value: got \"}\" after it; want \",\" or \"]\""),
        ("{a: \"b\" c}", "1:9: cannot end a value: got \"c}\" after it; want \",\" or \"}\""),
    ])
    func `collections`(text: String, sentence: String) {
        #expect(reading(text) == sentence)
    }

    @Test(arguments: [
        ("a:\n    b: c\n  d: e", "3:3", 2, "4 to match line 2 or 0 to match line 1"),
        ("a:\n    b: c\n   d: e", "3:4", 3, "4 to match line 2"),
        ("a:\n    b: c\n d: e", "3:2", 1, "0 to match line 1"),
        ("  a: b\nc: d", "2:1", 0, "2 to match line 1"),
        ("  - a\n- b", "2:1", 0, "2 to match line 1"),
        ("a: b\n  c: d", "2:3", 2, "0 to match line 1"),
        ("a: [b]\n  c: d", "2:3", 2, "0 to match line 1"),
        ("- a: b\n c: d", "2:2", 1, "2 to match line 1"),
        ("- a: b\n   c: d", "2:4", 3, "2 to match line 1"),
        ("- a\n - b", "2:2", 1, "0 to match line 1"),
        ("- - a\n    - b", "2:5", 4, "2 to match line 1"),
        ("a:\n    - b\n  - c", "3:3", 2, "4 to match line 2"),
        ("a:\n- b\n - c", "3:2", 1, "0 to match line 2"),
        ("a:\n- b\n c: d", "3:2", 1, "0 to match line 1"),
        ("m:\n  - c: x\n    h: X\n   - c: y", "4:4", 3, "2 to match line 2"),
        ("m:\n  - c: x\n    h: X\n     v: y", "4:6", 5, "4 to match line 3"),
        ("m:\n  - c: x\n\n    # note: x\n    h: {a: b}\n       v: y", "6:8", 7, "4 to match line 5"),
        ("m:\n  - n: s\n    l:\n      - c: x\n        h: X\n       v: y", "6:8", 7, "8 to match line 5"),
        ("m:\n  - n: s\n    l:\n      - c: x\n       h: X", "5:8", 7, "8 to match line 4"),
        ("m:\n  - n: s\n    l:\n      - c: x\n     - c: y", "5:6", 5, "6 to match line 4"),
        ("m:\n  - n: s\n    l:\n      - c: x\n   o: y", "5:4", 3, "4 to match line 3"),
        ("\"a\":\n    'b': c\n   d: e", "3:4", 3, "4 to match line 2"),
        ("---\na:\n    b: c\n   d: e", "4:4", 3, "4 to match line 3"),
    ])
    func `a wrong indentation is told with the right one and its line`(
        text: String, place: String, found: Int, wanted: String
    ) {
        #expect(reading(text) == "\(place): cannot place a line: got an indentation of \(found); want \(wanted)")
    }

    @Test(arguments: [
        ("- a: b\nc: d", "2:1: cannot read a sequence: got \"c: d\"", 2, 1),
        ("m:\n  - c: x\n    l:\n      a: b\n  h: X", "5:3: cannot read a sequence: got \"h: X\"", 4, 3),
    ])
    func `a key at the column of the dashes may belong to the item`(text: String, got: String, column: Int, line: Int) {
        #expect(reading(text) == "\(got); want an item (\"- \"), or an indentation of \(column) to match line \(line)")
    }

    @Test(arguments: [
        ("a: 1\nb: 2\na: 3", "3:1: cannot add the key \"a\": got it on line 1 and again on line 3; want it once"),
        ("- {\"a\": 1, a: 2}", "1:12: cannot add the key \"a\": got it on line 1 and again on line 1; want it once"),
        (
            "\u{E9}: 1\ne\u{301}: 2",
            "2:1: cannot add the key \"e\u{301}\": got it on line 1 and again on line 2; want it once"
        ),
    ])
    func `a key given twice, with both its lines`(text: String, sentence: String) {
        #expect(reading(text) == sentence)
    }

    @Test(arguments: [
        "\ta: b", "a:\tb", "a: b\t# c", "a: b c\td", "- \ta", "-\ta", "\t", "[a,\tb]", "{a:\tb}", "a: \"b\"\t", "---\t",
    ])
    func `tabs outside quotes and comments`(text: String) {
        #expect(
            reading(text).hasSuffix(
                ": cannot read YAML: got a tab; want spaces; tabs are allowed in quotes and comments only"))
    }

    @Test func `a long text is cut in the sentence`() {
        let name = String(repeating: "x", count: 41)
        let cut = String(repeating: "x", count: 39) + "…"
        #expect(reading("a: b\n" + name) == "2:1: cannot read a key: got \"\(cut)\"; want \"key: value\"")
    }

    @Test func `the message leaves out the place`() {
        #expect(throws: SyntaxError.self) { try parse(Array("a:".utf8)) }
        do { _ = try parse(Array("a: %".utf8)) } catch {
            #expect(error.mark == Mark(line: 1, column: 4))
            #expect(error.message == "cannot read a value: got \"%\"; want no \"%\" at its start; quote it")
        }
    }
}
