import Testing

@testable import Rules

/// Text's tests have the grammar of durations; here is what Rules adds.
@Suite struct MillisecondsTests {
    @Test(arguments: [("1h30m15s500ms", 5_415_500), ("1w", 604_800_000), ("0s", 0)] as [(String, Int64)])
    func `a duration is counted in milliseconds`(_ text: String, _ time: Int64) {
        #expect(milliseconds(Array(text.utf8)[...]) == time)
        #expect(durationText(time) == text)
    }

    @Test(arguments: [Array("5".utf8), [], [0x35, 0xFF]]) func `other bytes are no duration`(_ bytes: [UInt8]) {
        #expect(milliseconds(bytes[...]) == nil)
    }

    @Test func `the longest duration is that of 64 bits of nanoseconds`() {
        #expect(milliseconds(Array("9223372036854ms".utf8)[...]) == longestDuration)
        #expect(milliseconds(Array("9223372036855ms".utf8)[...]) == nil)
        #expect(milliseconds(Array(durationText(longestDuration).utf8)[...]) == longestDuration)
    }
}
