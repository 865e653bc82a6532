import POSIX

/// The clocks of a service, injected so that tests count time by hand.
package struct Clocks {
    /// Nanoseconds since some fixed moment; never goes back.
    package let monotonic: () -> Int64
    /// Nanoseconds since 1970 in UTC.
    package let wall: () -> Int64

    /// Clocks as given.
    package init(monotonic: @escaping () -> Int64, wall: @escaping () -> Int64) {
        self.monotonic = monotonic
        self.wall = wall
    }

    /// The kernel's clocks.
    package static var system: Clocks {
        Clocks(monotonic: SystemClock.monotonicNanoseconds, wall: SystemClock.wallNanoseconds)
    }

    /// Seconds since 1970 in UTC.
    package func wallSeconds() -> Double { Double(wall()) / 1e9 }
}
