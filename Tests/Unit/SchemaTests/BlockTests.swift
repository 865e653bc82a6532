import Schema
import Testing

@Suite struct BlockTests {
    private static let block = Block(
        "a source", keys: ["name", "files", "time"],
        misplaced: [
            "time: {column: …, *}": ["format", "zone"], "dialect: {*}": ["delimiter", "quote"],
            "it at the top level": ["replay"],
        ])

    @Test(arguments: [
        ("nam: x", #"want name, files or time; did you mean "name"?"#),
        ("colour: x", "want name, files or time"),
        ("format: unix", "want time: {column: …, format: unix}"),
        ("format: \"%H:%M\"", #"want time: {column: …, format: "%H:%M"}"#),
        ("delimiter: ';'", #"want dialect: {delimiter: ";"}"#),
        ("quote: '\"'", #"want dialect: {quote: "\""}"#),
        ("quote: '\\'", #"want dialect: {quote: "\\"}"#),
        ("quote: \"\\t\"", "want dialect: {quote: …}"),
        ("quote: ''", #"want dialect: {quote: ""}"#),
        ("quote: '-'", #"want dialect: {quote: "-"}"#),
        ("zone: [a]", "want time: {column: …, zone: …}"),
        ("zone: Europe/Berlin", "want time: {column: …, zone: Europe/Berlin}"),
        ("zone: \(String(repeating: "x", count: 41))", "want time: {column: …, zone: …}"),
        (
            "zone: \(String(repeating: "x", count: 40))",
            "want time: {column: …, zone: \(String(repeating: "x", count: 40))}"
        ),
        ("delimeter: ','", #"want name, files or time; did you mean dialect: {delimiter: ","}?"#),
        ("replay: {speed: 1}", "want it at the top level"),
    ])
    func `a key that belongs elsewhere is shown where it belongs`(text: String, wanted: String) throws {
        let (_, faults) = try reading(text, Self.block) { _, _ in 0 }
        let key = text.prefix { $0 != ":" }
        #expect(faults == ["f:1:1: cannot use key \"\(key)\": it is no key of a source; \(wanted)"])
    }

    @Test func `a key of the block is no fault, whatever its value`() throws {
        #expect(try reading("{name: [], files: {}, time: x}", Self.block) { _, _ in 0 }.faults == [])
    }
}
