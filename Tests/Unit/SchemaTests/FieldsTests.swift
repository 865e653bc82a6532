import Schema
import Testing
import YAML

private let block = Block("a thing", keys: ["k", "other"])

private enum Size: String, CaseIterable { case small, large }

@Suite struct FieldsTests {
    @Test(arguments: [("k: a", "a"), ("k: \"\"", ""), ("k: 00", "00"), ("other: a", nil)])
    func `a text is read as it is`(text: String, value: String?) throws {
        let (found, faults) = try reading(text, block) { $0.text("k", &$1) }
        #expect(found == .some(value) && faults.isEmpty)
    }

    @Test(arguments: [("k: true", true), ("k: false", false), ("other: a", nil)])
    func `a boolean is true or false`(text: String, value: Bool?) throws {
        let (found, faults) = try reading(text, block) { $0.boolean("k", &$1) }
        #expect(found == .some(value) && faults.isEmpty)
    }

    @Test(arguments: [("k: 3", 3), ("k: 12", 12), ("other: a", nil)])
    func `an integer reaches its least value`(text: String, value: Int?) throws {
        let (found, faults) = try reading(text, block) { $0.integer("k", atLeast: 3, &$1) }
        #expect(found == .some(value) && faults.isEmpty)
    }

    @Test(arguments: [("k: -0.5", -0.5), ("k: 1e3", 1000), ("other: a", nil)])
    func `a number is decimal`(text: String, value: Double?) throws {
        let (found, faults) = try reading(text, block) { $0.number("k", &$1) }
        #expect(found == .some(value) && faults.isEmpty)
    }

    @Test(arguments: [("k: 1h30m", 5_400_000_000_000), ("k: 0", 0), ("other: a", nil)] as [(String, Int64?)])
    func `a duration is in nanoseconds`(text: String, value: Int64?) throws {
        let (found, faults) = try reading(text, block) { $0.duration("k", &$1) }
        #expect(found == .some(value) && faults.isEmpty)
    }

    @Test(
        arguments: [
            ("k: \";\"", 0x3B), ("k: tab", 0x09), ("k: \"\\t\"", 0x09), ("k: ' '", 0x20), ("k: '~'", 0x7E),
            ("other: a", nil),
        ] as [(String, UInt8?)])
    func `a character is a byte`(text: String, value: UInt8?) throws {
        let (found, faults) = try reading(text, block) { $0.character("k", &$1) }
        #expect(found == .some(value) && faults.isEmpty)
    }

    @Test(arguments: [("k: large", Size.large), ("other: a", nil)])
    private func `a choice is one of its words`(text: String, value: Size?) throws {
        let (found, faults) = try reading(text, block) { $0.choice("k", of: Size.self, &$1) }
        #expect(found == .some(value) && faults.isEmpty)
    }

    @Test(arguments: [("k: a", ["a"]), ("k: [a, b]", ["a", "b"]), ("k: []", []), ("other: a", nil)])
    func `a list may be one text`(text: String, value: [String]?) throws {
        let (found, faults) = try reading(text, block) { $0.texts("k", &$1)?.map(\.text) }
        #expect(found == .some(value) && faults.isEmpty)
    }

    @Test func `keys, values and items have places`() throws {
        let (places, _) = try reading("other: x\nk: [a,\"b\"]", block) { (fields, faults) -> [Mark?] in
            [fields.mark, fields.mark(of: "k"), fields.mark(of: "none"), fields.node("k")?.mark]
                + (fields.texts("k", &faults)?.map(\.mark) ?? [])
        }
        #expect(places?.map { $0.map { "\($0.line):\($0.column)" } } == ["1:1", "2:1", "1:1", "2:4", "2:5", "2:7"])
    }

    @Test(arguments: [
        ("k: [a]", #"f:1:4: cannot read "k": got a list; want one value"#),
        ("k: {}", #"f:1:4: cannot read "k": got keys and values; want one value"#),
        ("k: yes", #"f:1:4: cannot read "k": got "yes"; want true or false"#),
    ])
    func `no boolean`(text: String, fault: String) throws {
        #expect(try reading(text, block) { $0.boolean("k", &$1) } == (.some(nil), [fault]))
    }

    @Test(arguments: ["2", "x", "3.0", "99999999999999999999"]) func `no integer`(text: String) throws {
        let fault = "f:1:4: cannot read \"k\": got \"\(text)\"; want a whole number of at least 3"
        #expect(try reading("k: \(text)", block) { $0.integer("k", atLeast: 3, &$1) } == (.some(nil), [fault]))
    }

    @Test(arguments: [
        ("k: inf", #"f:1:4: cannot read "k": got "inf"; want a number"#),
        ("k: []", #"f:1:4: cannot read "k": got a list; want one value"#),
    ])
    func `no number`(text: String, fault: String) throws {
        #expect(try reading(text, block) { $0.number("k", &$1) } == (.some(nil), [fault]))
    }

    @Test func `no duration`() throws {
        let fault = #"f:1:4: cannot read "k": got "5"; want a duration such as 30s, 5m or 1h30m"#
        #expect(try reading("k: 5", block) { $0.duration("k", &$1) } == (.some(nil), [fault]))
    }

    @Test(arguments: ["ab", "", "é", "\u{7F}"]) func `no character`(text: String) throws {
        var faults = Faults(file: "f")
        let mark = Mark(line: 1, column: 4)
        let entry = Entry(key: "k", keyMark: mark, value: Node(mark: mark, content: .scalar(text)))
        let fields = Fields(Node(mark: mark, content: .mapping([entry])), block, &faults)
        #expect(fields?.character("k", &faults) == nil)
        let shown = text == "\u{7F}" ? #"\x7f"# : text
        #expect(faults.lines == ["f:1:4: cannot read \"k\": got \"\(shown)\"; want one ASCII character, or tab"])
    }

    @Test func `no choice`() throws {
        let fault = #"f:1:4: cannot use k "lrge": got an unknown name; want small or large; did you mean "large"?"#
        #expect(try reading("k: lrge", block) { $0.choice("k", of: Size.self, &$1) } == (.some(nil), [fault]))
    }

    @Test func `items that are no text are left out, with a fault each`() throws {
        let fault = #"f:1:8: cannot read an item of "k": got a list; want one value"#
        #expect(try reading("k: [a, [b], c]", block) { $0.texts("k", &$1)?.map(\.text) } == (["a", "c"], [fault]))
    }

    @Test func `a key that must be there`() throws {
        let fault = #"f:1:1: cannot use a thing: got no key "k"; want a name"#
        #expect(try reading("other: a", block) { $0.required("k", want: "a name", &$1) } == (.some(nil), [fault]))
        #expect(try reading("k: a", block) { $0.required("k", want: "a name", &$1) } == ("a", []))
    }

    @Test(arguments: [("[]", "a list"), ("{k: [a]}", nil)]) func `no block`(text: String, kind: String?) throws {
        let (_, faults) = try reading(text, block) { _, _ in 0 }
        #expect(faults == (kind.map { ["f:1:1: cannot read a thing: got \($0); want keys and values"] } ?? []))
    }
}
