import EventTime
import POSIX
package import Service

extension Logger {
    /// Logs to standard error, with wall-clock times to the millisecond.
    package init(level: Level = .info, format: Format = .logfmt) {
        self.init(level: level, format: format, output: .standardError) {
            iso8601(Instant(nanoseconds: SystemClock.wallNanoseconds()).roundedDown(to: 1_000_000))
        }
    }
}
