import EventTime
import TestSupport
import Testing

private let second: Int64 = 1_000_000_000

@Suite struct TimeFormatterTests {
    @Test(arguments: [
        ("%H", "08"), ("%Y-%m-%d", "2026-03-02"), ("%F %T", "2026-03-02 08:05:09"), ("%A %a", "Monday Mon"),
        ("%B %b %e", "March Mar  2"), ("%j %u %w", "061 1 1"), ("%G-W%V", "2026-W10"), ("%I %p", "08 AM"),
        ("%k|%l", " 8| 8"), ("%y", "26"), ("%s", "1772438709"), ("%z %%", "+0000 %"), ("%R %D", "08:05 03/02/26"),
        ("hour", "hour"),
    ])
    func `directives in UTC`(_ pattern: String, _ wanted: String) throws {
        let formatter = try TimeFormatter(pattern, zone: .utc)
        var bytes: [UInt8] = []
        formatter.append(.seconds(1_772_438_709), to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == wanted)
    }

    @Test(arguments: [("2024-12-30", "2025-W01"), ("2026-12-31", "2026-W53"), ("2027-01-03", "2026-W53")])
    func `ISO weeks belong to the year of their Thursday`(_ day: String, _ wanted: String) throws {
        let date = try #require(CivilDate(day))
        var bytes: [UInt8] = []
        try TimeFormatter("%G-W%V", zone: .utc).append(.seconds(Int64(date.daysSince1970) * 86_400), to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == wanted)
    }

    @Test(
        arguments: [
            ("%H", "+00:00", 3600), ("%F", "+00:00", 86_400), ("%H", "+02:00", 3600), ("%F", "-03:00", 10_800),
            ("%H", "+05:30", 1800), ("%H", "+05:45", 900), ("%M", "+05:30", 60), ("%T", "+00:00", 1),
            ("%F", "Europe/Berlin", nil), ("%H", "Africa/Monrovia", nil),
        ] as [(String, String, Int64?)])
    func `the text changes only at multiples of the granularity`(
        _ pattern: String, _ place: String, _ seconds: Int64?
    ) throws {
        guard let zone = try Zone(fixed: place) ?? systemZone(place) else { return }
        let formatter = try TimeFormatter(pattern, zone: zone)
        let step = formatter.granularity
        if let seconds { #expect(step == seconds * second) }
        var chance = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let start = Int64.random(in: -8_000_000_000 * second...9_000_000_000 * second, using: &chance) / step * step
            let texts = [start, start + Int64.random(in: 0..<step, using: &chance), start + step - 1].map { instant in
                var bytes: [UInt8] = []
                formatter.append(Instant(nanoseconds: instant), to: &bytes)
                return bytes
            }
            #expect(texts[0] == texts[1] && texts[1] == texts[2], "\(pattern) in \(place) from \(start)")
        }
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Instant.seconds(0)), ("2026-03-02T08:05:09Z", .seconds(1_772_438_709)),
        ("2026-03-02T08:05:09.000000001Z", .seconds(1_772_438_709, 1)),
        ("2026-03-02T08:05:09.5Z", .seconds(1_772_438_709, 500_000_000)), ("1969-12-31T23:59:59.9Z", -100_000_000),
        ("2262-04-11T23:47:16.854775807Z", .latest), ("1677-09-21T00:12:43.145224192Z", .earliest),
    ])
    func `ISO 8601 has a fraction only if it is not 0`(_ wanted: String, _ instant: Instant) {
        var bytes: [UInt8] = []
        appendISO8601(instant, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == wanted)
    }

    @Test func `an unknown directive is refused`() {
        #expect(throws: FormatError.self) { try TimeFormatter("%H:%Q", zone: .utc) }
        #expect(throws: FormatError.self) { try TimeFormatter("%", zone: .utc) }
    }
}
