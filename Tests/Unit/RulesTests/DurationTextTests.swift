import Testing

@testable import Rules

@Suite struct DurationTextTests {
    @Test(
        arguments: [
            ("1ms", 1), ("10s", 10_000), ("1m30s", 90_000), ("1h", 3_600_000), ("1d", 86_400_000),
            ("1d12h", 129_600_000),
            ("1w", 604_800_000), ("8d", 691_200_000), ("1y", 31_536_000_000), ("1h30m15s500ms", 5_415_500), ("0s", 0),
        ] as [(String, Int64)])
    func `a duration is written as prometheus writes it and read back`(_ text: String, _ time: Int64) {
        #expect(durationText(time) == text)
        #expect(milliseconds(Array(text.utf8)[...]) == time)
    }

    @Test(
        arguments: [
            ("0", 0), ("90s", 90_000), ("1y1w1d", 32_227_200_000), ("60m", 3_600_000), ("05m", 300_000), ("0m", 0),
            ("1500ms", 1500), ("292y", 9_208_512_000_000),
        ] as [(String, Int64)])
    func `a duration may be written otherwise`(_ text: String, _ time: Int64) {
        #expect(milliseconds(Array(text.utf8)[...]) == time)
    }

    @Test(arguments: [
        "", "5", "m", "5M", "5 m", "1.5h", "-5m", "+5m", "5m1h", "5m5m", "5mm", "1ns", "1us", "h1", "300y",
        "99999999999999999999s", "9223372036854775807y", "5m ", "٥m",
    ])
    func `nothing else is a duration`(_ text: String) {
        #expect(milliseconds(Array(text.utf8)[...]) == nil)
    }

    @Test func `the longest duration is that of 64 bits of nanoseconds`() {
        #expect(milliseconds(Array("9223372036854ms".utf8)[...]) == 9_223_372_036_854)
        #expect(milliseconds(Array("9223372036855ms".utf8)[...]) == nil)
    }
}
