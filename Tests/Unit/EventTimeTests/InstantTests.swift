import EventTime
import Testing

@Suite struct InstantTests {
    @Test(
        arguments: [
            (7, 5, 5), (5, 5, 5), (4, 5, 0), (0, 5, 0), (-1, 5, -5), (-5, 5, -5), (-6, 5, -10),
            (.max, 10, .max - 7), (.min, 10, .min), (.min + 8, 10, .min + 8), (.min + 7, 10, .min),
        ] as [(Int64, Int64, Int64)])
    func `instants are rounded down to a multiple, also before 1970, and not below the earliest instant`(
        _ instant: Int64, _ step: Int64, _ wanted: Int64
    ) {
        #expect(Instant(nanoseconds: instant).roundedDown(to: step).nanoseconds == wanted)
    }

    @Test(
        arguments: [
            (0, 0, 0), (1, 999_999_999, 1_999_999_999), (-1, 999_999_999, -1), (-1, 0, -1_000_000_000),
            (9_223_372_036, 854_775_807, .max), (9_223_372_036, 854_775_808, nil), (9_223_372_037, 0, nil),
            (-9_223_372_037, 145_224_192, .min), (-9_223_372_037, 145_224_191, nil), (-9_223_372_037, 0, nil),
            (.max, 999_999_999, nil), (.min, 0, nil), (.min, 1, nil),
        ] as [(Int64, Int64, Int64?)])
    func `seconds and nanoseconds make an instant, or nil out of range`(
        _ seconds: Int64, _ nanoseconds: Int64, _ wanted: Int64?
    ) {
        let instant = Instant(seconds: seconds, nanoseconds: nanoseconds)
        #expect(instant?.nanoseconds == wanted)
        if let instant { #expect(instant.parts == (seconds, nanoseconds)) }
    }

    @Test(arguments: [(0, 0), (999_999, 0), (1_000_000, 1), (-1, -1), (-1_000_000, -1), (-1_000_001, -2)])
    func `milliseconds are rounded down`(_ nanoseconds: Int64, _ wanted: Int64) {
        #expect(Instant(nanoseconds: nanoseconds).milliseconds == wanted)
    }

    @Test func `sums saturate at both ends of the range, and differences cover the whole range`() {
        #expect(Instant.latest.advanced(by: 1) == .latest)
        #expect(Instant.earliest.advanced(by: -1) == .earliest)
        #expect(Instant.latest.adding(1) == nil)
        #expect(Instant.earliest.previous == nil)
        #expect(Instant(nanoseconds: 3).previous == Instant(nanoseconds: 2))
        #expect(Instant.latest.nanoseconds(since: .earliest) == .max)
        #expect(Instant.earliest.nanoseconds(since: .latest) == 0)
        #expect(Instant.latest.seconds(since: .earliest) == 0x1p64 / 1e9)
    }

    @Test(
        arguments: [
            (1_767_254_400_250_000_000, 1_767_254_400.25), (1_767_254_400_123_000_000, 1_767_254_400.123),
            (-250_000_000, -0.25), (0, 0),
        ] as [(Int64, Double)])
    func `seconds of an instant are rounded once`(_ nanoseconds: Int64, _ wanted: Double) {
        #expect(Instant(nanoseconds: nanoseconds).unixSeconds == wanted)
    }
}
