import Bytes
import Testing

@Suite struct SearchTests {
    static let text = Array("abcabc".utf8)

    @Test(
        arguments: [
            (0..<6, "a", 0), (1..<6, "a", 3), (0..<6, "c", 2), (3..<6, "c", 5), (3..<5, "c", nil), (0..<6, "x", nil),
            (2..<2, "c", nil), (6..<6, "a", nil),
        ] as [(Range<Int>, Character, Int?)])
    func `the first byte within a range is found, and no byte outside of the range`(
        _ range: Range<Int>, _ byte: Character, _ found: Int?
    ) {
        #expect(firstIndex(of: byte.asciiValue ?? 0, in: Self.text.span, range) == found)
    }

    @Test func `nothing is found in no bytes`() {
        let none: [UInt8] = []
        #expect(firstIndex(of: 0, in: none.span, 0..<0) == nil)
    }

    @Test(arguments: [
        (0..<3, "abc", true), (3..<6, "abc", true), (0..<3, "abd", false), (0..<2, "abc", false), (2..<2, "", true),
        (6..<6, "", true), (0..<6, "abcabc", true), (1..<2, "", false),
    ])
    func `a range equals bytes of the same number and value`(_ range: Range<Int>, _ other: String, _ isEqual: Bool) {
        let other = Array(other.utf8)
        #expect(equal(Self.text.span, range, other.span) == isEqual)
    }

    @Test(arguments: [
        (0..<3, 3..<6, true), (0..<2, 3..<5, true), (0..<2, 3..<6, false), (0..<2, 1..<3, false), (1..<1, 6..<6, true),
    ])
    func `two ranges are equal if their bytes are`(_ one: Range<Int>, _ other: Range<Int>, _ isEqual: Bool) {
        #expect(equal(Self.text.span, one, Self.text.span, other) == isEqual)
    }
}
