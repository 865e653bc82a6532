// If you add arithmetic here, keep it total: no operation on instants may trap or wrap around. Then run
// `CSV_EXPORTER_ORACLE_SEEDS=10000 swift test --filter 'ReplayTests|EndsOfTimeTests'`, which replays records at both
// ends of the range.

/// A moment of event time: nanoseconds since 1970-01-01T00:00:00Z in 64 bits, from 1677-09-21 to 2262-04-11.
///
/// Sums saturate at both ends. Differences are `UInt64`, which holds all of them. Nanoseconds of the wall clock and of
/// the monotonic clock are plain `Int64`, so the compiler does not mix event time with either clock.
@frozen @usableFromInline package struct Instant: Comparable, Hashable, Sendable {
    /// Nanoseconds since 1970, negative before 1970. Every value is a valid instant.
    @usableFromInline package let nanoseconds: Int64

    /// 1677-09-21T00:12:43.145224192Z.
    @inlinable package static var earliest: Instant { Instant(nanoseconds: .min) }
    /// 2262-04-11T23:47:16.854775807Z.
    @inlinable package static var latest: Instant { Instant(nanoseconds: .max) }
    /// The years of which each day lies between `earliest` and `latest`.
    package static let wholeYears = 1678...2261

    /// The instant `nanoseconds` after 1970.
    @inlinable @inline(__always) package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The instant `seconds` and `nanoseconds` after 1970; nil if it is out of range. `nanoseconds` is from 0 to
    /// 999 999 999.
    @inlinable
    package init?(seconds: Int64, nanoseconds: Int64) {
        // The earliest second begins before the earliest instant. Counting backward from its end avoids the overflow.
        let isNegative = seconds < 0 && nanoseconds > 0
        let (whole, part) = isNegative ? (seconds + 1, nanoseconds - 1_000_000_000) : (seconds, nanoseconds)
        let (product, overflow) = whole.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(part)
        if overflow || carry { return nil }
        self.nanoseconds = sum
    }

    /// Whether `left` is before `right`.
    @inlinable @inline(__always)
    package static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Seconds since 1970, rounded down, and the remaining nanoseconds.
    package var parts: (seconds: Int64, nanoseconds: Int64) {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return remainder < 0 ? (quotient - 1, remainder + 1_000_000_000) : (quotient, remainder)
    }

    /// Seconds since 1970. The fraction is rounded once, so a quarter of a second is exact.
    package var unixSeconds: Double { Double(parts.seconds) + Double(parts.nanoseconds) / 1e9 }
}

extension Instant {
    /// The instant `nanoseconds` later, or earlier if negative. Saturates at both ends of the range.
    @inlinable
    package func advanced(by nanoseconds: Int64) -> Instant {
        adding(nanoseconds) ?? (nanoseconds < 0 ? .earliest : .latest)
    }

    /// The instant `nanoseconds` later, or earlier if negative; nil if it is out of range.
    @inlinable
    package func adding(_ nanoseconds: Int64) -> Instant? {
        let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
        return overflow ? nil : Instant(nanoseconds: sum)
    }

    /// The last instant before this one; nil before the earliest.
    package var previous: Instant? { adding(-1) }

    /// The nanoseconds from `other` to this instant; 0 if this instant is before `other`.
    @inlinable
    package func nanoseconds(since other: Instant) -> UInt64 {
        self > other ? UInt64(bitPattern: nanoseconds &- other.nanoseconds) : 0
    }

    /// The seconds from `other` to this instant, rounded to a Double; 0 if this instant is before `other`.
    package func seconds(since other: Instant) -> Double { Double(nanoseconds(since: other)) / 1e9 }

    /// The latest multiple of `step` nanoseconds since 1970 that is not after this instant. `earliest` if the multiple
    /// is out of range.
    package func roundedDown(to step: Int64) -> Instant {
        let remainder = nanoseconds % step
        return advanced(by: remainder < 0 ? -remainder - step : -remainder)
    }

    /// The earliest multiple of `step` nanoseconds since 1970 that is not before this instant. `latest` if the multiple
    /// is out of range.
    package func roundedUp(to step: Int64) -> Instant {
        let remainder = nanoseconds % step
        return advanced(by: remainder > 0 ? step - remainder : -remainder)
    }

    /// Milliseconds since 1970, rounded down.
    package var milliseconds: Int64 {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
