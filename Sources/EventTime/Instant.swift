// If you add arithmetic here, keep it total: no operation on instants may trap or wrap around. `EndsOfTimeTests` and the
// oracle's rounds replay records at both ends.

/// A moment of event time: nanoseconds since 1970-01-01T00:00:00Z in 64 bits, from 1677-09-21 to 2262-04-11.
///
/// Sums saturate at both ends; differences have a type that holds all of them. Nanoseconds of the wall clock and of the
/// monotonic clock are plain `Int64`, so the compiler keeps the three apart.
@frozen @usableFromInline package struct Instant: Comparable, Hashable, Sendable {
    /// Nanoseconds since 1970, negative before it. Every value is an instant.
    @usableFromInline package let nanoseconds: Int64

    /// 1677-09-21T00:12:43.145224192Z.
    @inlinable package static var earliest: Instant { Instant(nanoseconds: .min) }
    /// 2262-04-11T23:47:16.854775807Z.
    @inlinable package static var latest: Instant { Instant(nanoseconds: .max) }

    /// The instant so many nanoseconds after 1970.
    @inlinable @inline(__always) package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The instant `seconds` after 1970 and `nanoseconds`, from 0 to 999 999 999, after that; nil out of range.
    @inlinable
    package init?(seconds: Int64, nanoseconds: Int64) {
        // The earliest second begins before the earliest instant: its parts count backward from its end.
        let isNegative = seconds < 0 && nanoseconds > 0
        let (whole, part) = isNegative ? (seconds + 1, nanoseconds - 1_000_000_000) : (seconds, nanoseconds)
        let (product, overflow) = whole.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(part)
        if overflow || carry { return nil }
        self.nanoseconds = sum
    }

    /// Whether `left` comes first.
    @inlinable @inline(__always)
    package static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Seconds since 1970, rounded down, and the nanoseconds above them.
    package var parts: (seconds: Int64, nanoseconds: Int64) {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return remainder < 0 ? (quotient - 1, remainder + 1_000_000_000) : (quotient, remainder)
    }
}

extension Instant {
    /// The instant `nanoseconds` later, or earlier if negative; the end of the range beyond it.
    @inlinable
    package func advanced(by nanoseconds: Int64) -> Instant {
        adding(nanoseconds) ?? (nanoseconds < 0 ? .earliest : .latest)
    }

    /// The instant `nanoseconds` later, or earlier if negative; nil out of range.
    @inlinable
    package func adding(_ nanoseconds: Int64) -> Instant? {
        let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
        return overflow ? nil : Instant(nanoseconds: sum)
    }

    /// The last instant before this one; nil before the earliest.
    package var previous: Instant? { adding(-1) }

    /// How many nanoseconds this instant is after `other`; 0 if it is before.
    @inlinable
    package func nanoseconds(since other: Instant) -> UInt64 {
        self > other ? UInt64(bitPattern: nanoseconds &- other.nanoseconds) : 0
    }

    /// How many seconds this instant is after `other`, rounded to a Double; 0 if it is before.
    package func seconds(since other: Instant) -> Double { Double(nanoseconds(since: other)) / 1e9 }

    /// The latest multiple of `step` nanoseconds (since 1970) that is not after this instant; `earliest` if there is none.
    package func roundedDown(to step: Int64) -> Instant {
        let remainder = nanoseconds % step
        return advanced(by: remainder < 0 ? -remainder - step : -remainder)
    }

    /// Milliseconds since 1970, rounded down.
    package var milliseconds: Int64 {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
