package import EventTime

/// Tests write instants as nanoseconds since 1970.
extension Instant: ExpressibleByIntegerLiteral {
    /// The instant `nanoseconds` after 1970.
    package init(integerLiteral nanoseconds: Int64) { self.init(nanoseconds: nanoseconds) }
}

extension Instant {
    /// The instant `seconds` and `nanoseconds` after 1970.
    package static func seconds(_ seconds: Int64, _ nanoseconds: Int64 = 0) -> Instant {
        Instant(nanoseconds: seconds * 1_000_000_000 + nanoseconds)
    }

    /// Whole seconds since 1970, rounded down.
    package var wholeSeconds: Int { Int(parts.seconds) }

    /// An instant drawn from a range.
    package static func random(in range: ClosedRange<Instant>, using chance: inout some RandomNumberGenerator)
        -> Instant
    {
        Instant(
            nanoseconds: Int64.random(in: range.lowerBound.nanoseconds...range.upperBound.nanoseconds, using: &chance))
    }
}
