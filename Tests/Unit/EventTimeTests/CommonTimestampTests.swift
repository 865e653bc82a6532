import EventTime
import TestSupport
import Testing

@Suite struct CommonTimestampTests {
    /// Local seconds since 1970: a year of clock changes, a day that Samoa skipped, more months than the cache holds,
    /// and both ends of the range.
    private static let spans: [ClosedRange<Int64>] = [
        1_767_225_600...1_798_761_599, 1_325_000_000...1_325_600_000, -2_208_988_800...4_102_444_799,
        -9_223_372_036 ... -9_223_000_000, 9_223_000_000...9_223_372_035,
    ]

    /// A blank before the field excludes it from the fast path, which uses the cache.
    @Test(arguments: [
        "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Monrovia",
        "Pacific/Apia",
    ])
    func `the fast path and the careful path read the same time, whatever was read before`(_ name: String) throws {
        guard let zone = name == "UTC" ? .utc : try systemZone(name) else { return }
        for (format, tails) in [("%Y-%m-%d %H:%M:%S", [""]), ("iso8601", ["", "", "Z", ".5", "+01:00"])] {
            let format = try TimeFormat(format)
            for seed in 0..<20 as Range<UInt64> {
                var chance = SeededGenerator(seed: seed)
                var reader = TimeReader(format: format, zone: zone, date: nil)
                var careful = TimeReader(format: format, zone: zone, date: nil)
                var seconds: Int64 = 0
                for _ in 0..<500 {
                    // A time near the last one, or any time.
                    switch Int.random(in: 0..<3, using: &chance) {
                    case 0: seconds = Self.draw(using: &chance)
                    case 1: seconds += Int64.random(in: 0...7200, using: &chance)
                    default: seconds += Int64.random(in: -200_000...200_000, using: &chance)
                    }
                    seconds = min(max(seconds, -9_223_372_036), 9_223_372_035)
                    var text = TimeReaderTests.common(seconds)
                    text += tails.randomElement(using: &chance) ?? ""
                    let (bytes, blanked) = (Array(text.utf8), Array(" \(text)".utf8))
                    let wanted = careful.read(blanked.span, 0..<blanked.count)
                    #expect(reader.read(bytes.span, 0..<bytes.count) == wanted, "seed \(seed): \(text)")
                }
            }
        }
    }

    private static func draw(using chance: inout SeededGenerator) -> Int64 {
        let span = spans.randomElement(using: &chance) ?? 0...0
        return Int64.random(in: span, using: &chance)
    }
}
