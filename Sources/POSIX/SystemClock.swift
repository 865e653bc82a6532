#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The kernel's clocks. Only what composes the program asks them; everything else is told the time.
package enum SystemClock {
    /// Nanoseconds since some fixed moment; never goes back, and no one can set it.
    package static func monotonicNanoseconds() -> Int64 { nanoseconds(CLOCK_MONOTONIC) }

    /// Nanoseconds since 1970 in UTC, as the system is set at the moment.
    package static func wallNanoseconds() -> Int64 { nanoseconds(CLOCK_REALTIME) }

    /// Nanoseconds of processor time, user and system, that this process has taken.
    package static func processorNanoseconds() -> Int64 { nanoseconds(CLOCK_PROCESS_CPUTIME_ID) }

    private static func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        // Both clocks exist on every system that this room compiles for, so that the call cannot fail.
        _ = unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
