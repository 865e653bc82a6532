import Testing
import Text

@Suite struct NearestTests {
    @Test(arguments: [
        ("replay.sped", ["replay.speed", "replay.loop"], "replay.speed"),
        ("colum", ["column", "columns"], "column"),
        ("columnn", ["columns", "column"], "column"),
        ("FILES", ["file", "files"], "files"),
        ("tiem", ["item", "time"], "item"),
        ("tmie", ["tie", "time"], "tie"),
        ("gaueg", ["gauge"], "gauge"),
        ("b", ["a"], "a"),
        ("", ["a"], "a"),
        ("zürich", ["zurich"], "zurich"),
    ])
    func `the nearest name is found, the first of the alphabet among equals`(
        name: String, names: [String], found: String
    ) {
        #expect(nearest(name, among: names) == found)
        #expect(nearest(name, among: names.reversed()) == found)
    }

    @Test(arguments: [
        ("abc", "axy"), ("abcde", "axyde"), ("ab", "xy"), ("speed", "loop"), ("", "ab"), ("abcdef", "abcxyz"),
    ])
    func `a name further than one letter and a third is not near`(name: String, other: String) {
        #expect(nearest(name, among: [other]) == nil)
    }

    @Test func `a third of the letters may differ and no more`() {
        #expect(nearest("abcdef", among: ["abcdxy"]) == "abcdxy")
        #expect(nearest("abcdefghi", among: ["abcdefxyz"]) == "abcdefxyz")
        #expect(nearest("abcdefghi", among: ["abcdewxyz"]) == nil)
    }

    @Test func `there is nothing near among no names`() {
        #expect(nearest("a", among: []) == nil)
    }
}
