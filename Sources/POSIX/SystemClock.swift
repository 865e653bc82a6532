#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The clocks of the kernel. Only the code that composes the program reads them; other code gets the time as a
/// parameter.
package enum SystemClock {
    /// Nanoseconds since a fixed moment. This clock never goes back and cannot be set.
    package static func monotonicNanoseconds() -> Int64 { nanoseconds(CLOCK_MONOTONIC) }

    /// Nanoseconds since 1970 in UTC, by the clock of the system, which can be set.
    package static func wallNanoseconds() -> Int64 { nanoseconds(CLOCK_REALTIME) }

    /// Nanoseconds of processor time, user and system, that this process has used.
    package static func processorNanoseconds() -> Int64 { nanoseconds(CLOCK_PROCESS_CPUTIME_ID) }

    /// When the system started, in nanoseconds since 1970, by its clock of now.
    package static func bootNanoseconds() -> Int64 {
        #if canImport(Darwin)
        wallNanoseconds() - nanoseconds(CLOCK_MONOTONIC)
        #else
        wallNanoseconds() - nanoseconds(CLOCK_BOOTTIME)
        #endif
    }

    private static func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        // These clocks exist on every system that this module compiles for, so the call cannot fail.
        _ = unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
