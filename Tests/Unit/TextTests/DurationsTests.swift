import TestSupport
import Testing
import Text

@Suite struct DurationTests {
    @Test(
        arguments: [
            ("0", 0), ("0s", 0), ("0m", 0), ("5s", 5_000_000_000), ("500ms", 500_000_000), ("1500ms", 1_500_000_000),
            ("90s", 90_000_000_000), ("60m", 3_600_000_000_000), ("90d", 7_776_000_000_000_000),
            ("1h30m", 5_400_000_000_000), ("007m", 420_000_000_000), ("1y1w1d", 32_227_200_000_000_000),
            ("1y2w3d4h5m6s7ms", 33_019_506_007_000_000),
            ("292y", 9_208_512_000_000_000_000), ("9223372036854ms", 9_223_372_036_854_000_000),
        ] as [(String, Int64)])
    func `a duration is read as Prometheus reads it`(text: String, nanoseconds: Int64) {
        #expect(parseDuration(text) == nanoseconds)
    }

    @Test(arguments: [
        "", "5", "00", "s", "-5s", "+5s", "1.5h", "5 s", " 5s", "5s ", "5m ", "5S", "5M", "30m1h", "1h1h", "1ms1s",
        "5mm", "5us", "5ns", "h1", "٣s", "5\u{301}s", "5s\u{301}", "293y", "9223372036855ms", "99999999999999999999s",
        "9223372036854775807y", "292y1y", "200y5000w999999999h",
    ])
    func `anything else is no duration`(text: String) {
        #expect(parseDuration(text) == nil)
    }

    @Test(
        arguments: [
            (0, "0s"), (999_999, "0s"), (1_000_000, "1ms"), (1_500_000_000, "1s500ms"), (10_000_000_000, "10s"),
            (90_000_000_000, "1m30s"), (5_400_000_000_000, "1h30m"), (5_415_500_000_000, "1h30m15s500ms"),
            (86_400_000_000_000, "1d"), (129_600_000_000_000, "1d12h"), (604_800_000_000_000, "1w"),
            (691_200_000_000_000, "8d"), (31_536_000_000_000_000, "1y"), (31_622_400_000_000_000, "366d"),
            (-5_000_000_000, "-5s"), (.min, "-106751d23h47m16s854ms"), (.max, "106751d23h47m16s854ms"),
            (-999_999, "0s"),
        ] as [(Int64, String)])
    func `a duration is written as Prometheus writes it`(nanoseconds: Int64, text: String) {
        #expect(formatDuration(nanoseconds) == text)
    }

    @Test func `a written duration is read back`() {
        var generator = SeededGenerator(seed: 7)
        for round in 0..<1_000 {
            // Of any magnitude, from a few milliseconds to centuries.
            let milliseconds = Int64.random(in: 0...9_223_372_036_854, using: &generator) >> Int64(round % 43)
            #expect(
                parseDuration(formatDuration(milliseconds * 1_000_000)) == milliseconds * 1_000_000, "seed 7, \(round)")
        }
    }
}
